"""Points over submissions as a plot."""

from dataclasses import replace
from datetime import timedelta

import pytest

from judge.analytics.figures import Bin, Distribution
from judge.cards import SubmissionCard
from judge.domain.statistics import Quartiles
from judge.domain.verdict import Verdict
from tests.cast import NOW, SLUG, STACK
from web.plot import bars_of, duration, in_words, plot_of

CARD = SubmissionCard(
    id="0",
    slug=SLUG,
    title="A little list",
    kind="submit",
    stack=STACK,
    created_at=NOW,
    state="done",
    verdict=Verdict.FAILED,
    label="Failed",
    score=0,
    max_score=10,
    is_sealed=False,
)


def course(*scores, most=10):
    """Cards of these scores, a minute apart, the newest first as lists have them."""
    return [
        replace(CARD, id=str(n), score=score, max_score=most, created_at=NOW + timedelta(minutes=n))
        for n, score in enumerate(scores)
    ][::-1]


def test_it_draws_from_the_left_in_the_order_of_time():
    plot = plot_of(course(0, 5, 10))
    assert [(mark.x, mark.y, mark.card.score) for mark in plot.marks] == [
        (4, 96, 0),
        (50, 50, 5),
        (96, 4, 10),
    ]
    assert (plot.top, plot.description) == ("10", "From 0 of 10 to 10 of 10; the best has 10 of 10.")


def test_it_compares_shares_when_versions_differ_in_points():
    plot = plot_of([*course(10, most=20), *course(5, most=5)])
    assert [mark.y for mark in plot.marks] == [50, 4]
    assert plot.top == "all"


@pytest.mark.parametrize(
    "left_out",
    [{"kind": "run"}, {"score": None}, {"max_score": None}, {"max_score": 0}],
)
def test_it_leaves_out_what_has_no_points_of_all_checks(left_out):
    cards = course(1, 2, 3)
    cards[1] = replace(cards[1], **left_out)
    assert [mark.card.score for mark in plot_of(cards).marks] == [1, 3]


def test_it_draws_nothing_of_one_submission_or_none():
    assert plot_of([]) is None
    assert plot_of(course(4)) is None


def test_it_draws_bars_from_the_left_and_as_high_as_their_share_of_the_highest():
    spread = Distribution(8, (Bin("0-1", 2), Bin("1-2", 0), Bin("2-3", 4), Bin("over 3", 2)), Quartiles(8, 1, 2.5, 3))
    found = bars_of(spread, "number")
    assert [(bar.label, bar.count, bar.x, bar.width, bar.height) for bar in found.bars] == [
        ("0-1", 2, 2, 21, 46),
        ("1-2", 0, 27, 21, 0),
        ("2-3", 4, 52, 21, 92),
        ("over 3", 2, 77, 21, 46),
    ]
    assert (found.top, found.n) == (4, 8)
    assert found.description == "The median is 2.5; the middle half lies between 1 and 3."


@pytest.mark.parametrize("spread", [Distribution(4, (), None), Distribution(0, (), None)])
def test_it_draws_no_bars_of_too_few_people(spread):
    assert bars_of(spread, "minutes") is None


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "under 1 min"),
        (0.99, "under 1 min"),
        (1, "1 min"),
        (59.4, "59 min"),
        (59.6, "1 h"),
        (80, "1 h 20 min"),
        (120, "2 h"),
        (1439, "23 h 59 min"),
        (1440, "1 day"),
        (2160, "1.5 days"),
    ],
)
def test_it_says_durations_as_people_do(minutes, words):
    assert duration(minutes) == words


def test_it_says_each_kind_of_value_in_its_own_way():
    assert [in_words(62.4, kind) for kind in ("percent", "minutes", "number")] == ["62 %", "1 h 2 min", "62.4"]

"""Points over submissions as a plot."""

from dataclasses import replace
from datetime import timedelta

import pytest

from judge.cards import SubmissionCard
from judge.domain.verdict import Verdict
from tests.cast import NOW, SLUG, STACK
from web.plot import plot_of

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

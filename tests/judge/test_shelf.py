"""The catalogue as it is browsed: parsed once, filtered, counted, in pages."""

from collections import Counter
from datetime import timedelta

import pytest

from judge import cards, practice, shelf
from judge.domain.verdict import Verdict
from judge.shelf import PAGE, Filters, Shelf, find
from judge.storage.engine import reading_scope, session_scope
from tests.cast import NOW, SLUG, account, finish, hand_in, publish, seat, version
from tests.judge.storage.databases import statements

ALICE = account("alice")
POSTGRES = {"name": "postgresql", "title": "PostgreSQL 17", "language": "sql"}


def put(database, *made):
    with session_scope(database) as session:
        for one in made:
            publish(session, one)
        session.commit()


def query_problem(slug, **changes):
    made = version(slug, track="queries", stacks=["postgresql"], **changes)
    made.manifest = made.manifest | {"stacks": [POSTGRES]}
    return made


def listed(database, who=None, on=None):
    with reading_scope(database) as session:
        return practice.catalogue(session, who, on)


@pytest.fixture
def parsed(monkeypatch):
    """How often each problem was parsed."""
    seen = Counter()
    parse = cards.problem_of

    def counted(row):
        seen[row.id] += 1
        return parse(row)

    monkeypatch.setattr(cards, "problem_of", counted)
    return seen


# --- the shelf ----------------------------------------------------------------------------------------------------


def test_it_parses_each_of_five_hundred_versions_once(database, parsed):
    put(database, *(version(f"many-{number}") for number in range(500)))
    kept = Shelf()
    for _ in range(3):
        assert len(listed(database, ALICE, kept)) == 501
    assert len(parsed) == 501
    assert set(parsed.values()) == {1}


def test_it_reads_what_it_knows_not_again(database):
    put(database, *(version(f"many-{number}") for number in range(20)))
    kept = Shelf()
    with statements(database) as first:
        listed(database, ALICE, kept)
    with statements(database) as second:
        listed(database, ALICE, kept)
    assert (len(first), len(second)) == (4, 3)  # the ids, what is not known, the best scores, what was given up
    assert not any("bundle" in sent or "statement" in sent for sent in first)
    assert not any("problem_version.problem" in sent for sent in second)


def test_it_shows_a_version_that_was_published_since(database):
    kept = Shelf()
    listed(database, on=kept)
    newer = version(title="Another title")
    newer.id, newer.content_hash = "newer", "newer"
    with session_scope(database) as session:
        practice.problems.publish_version(session, newer)
        session.commit()
    assert [card.title for card in listed(database, on=kept)] == ["Another title"]


def test_it_keeps_no_more_than_it_may_and_stays_right(database, parsed):
    put(database, *(version(f"many-{number}") for number in range(5)))
    kept = Shelf(most=3)
    assert len(listed(database, on=kept)) == len(listed(database, on=kept)) == 6
    assert len(kept._cards) == 3
    assert sum(parsed.values()) == 9  # three are known the second time


def test_it_lists_no_unlisted_problem(database):
    put(database, version("rehearsal", is_listed=False))
    assert [card.slug for card in listed(database)] == [SLUG]


def test_it_keeps_one_readers_state_from_the_next(database):
    finish(database, hand_in(database), {}, score=10, verdict=Verdict.PASSED)
    kept = Shelf()
    assert listed(database, ALICE, kept)[0].state == "solved"
    assert listed(database, account("bob"), kept)[0].state == "new"
    assert listed(database, None, kept)[0].state == "new"


def test_it_orders_by_track_then_difficulty_then_length(database):
    put(
        database,
        query_problem("e", title="An easy one"),
        version("d", title="A hard one", difficulty="hard"),
        version("c", title="A short one", minutes=5),
        version("b", title="A middling one", difficulty="medium", minutes=5),
    )
    assert [card.slug for card in listed(database)] == ["c", SLUG, "b", "d", "e"]


# --- what a reader has reached ------------------------------------------------------------------------------------


def test_it_says_what_was_reached_when_and_of_how_much(database):
    later = NOW + timedelta(hours=1)
    finish(database, hand_in(database), {}, score=7, max_score=12)
    hand_in(database, at=later)
    (card,) = listed(database, ALICE)
    assert (card.state, card.best_score, card.best_max, card.tried_at) == ("tried", 7, 12, later)


def test_it_tells_no_sealed_result_in_the_catalogue(database):
    with session_scope(database) as session:
        seat(session, policy="sealed")
    finish(database, hand_in(database, sitting_id="sitting"), {}, score=10, verdict=Verdict.PASSED)
    (card,) = listed(database, ALICE)
    assert (card.state, card.best_score) == ("tried", None)


# --- filters ------------------------------------------------------------------------------------------------------


@pytest.fixture
def five(database):
    put(
        database,
        query_problem("ranking", title="Ranking", skills=["sql", "window-functions"], minutes=40, difficulty="hard"),
        query_problem("totals", title="Totals", skills=["sql"], minutes=20, difficulty="medium"),
        version("uploads", title="Uploads", skills=["http", "files"], minutes=90),
        version("guard", title="Guard", track="security", skills=["http", "sql"], minutes=30, difficulty="medium"),
    )
    finish(database, hand_in(database), {}, score=10, verdict=Verdict.PASSED)
    finish(database, hand_in(database, slug="totals"), {}, score=2)
    return listed(database, ALICE)


@pytest.mark.parametrize(
    ("filters", "slugs"),
    [
        ({}, {SLUG, "ranking", "totals", "uploads", "guard"}),
        ({"words": "LITTLE"}, {SLUG}),
        ({"words": "flask validation"}, {SLUG}),
        ({"words": "window functions"}, {"ranking"}),
        ({"words": "window-functions"}, {"ranking"}),
        ({"words": "little absent"}, set()),
        ({"track": "queries"}, {"ranking", "totals"}),
        ({"skill": "sql"}, {"ranking", "totals", "guard"}),
        ({"stack": "postgresql"}, {"ranking", "totals"}),
        ({"difficulty": "medium"}, {"totals", "guard"}),
        ({"minutes": "15"}, {SLUG}),
        ({"minutes": "30"}, {SLUG, "totals", "guard"}),
        ({"minutes": "60"}, {SLUG, "ranking", "totals", "guard"}),
        ({"minutes": "soon"}, set()),
        ({"state": "new"}, {"ranking", "uploads", "guard"}),
        ({"state": "tried"}, {"totals"}),
        ({"state": "solved"}, {SLUG}),
        ({"skill": "sql", "difficulty": "medium", "track": "security"}, {"guard"}),
        ({"skill": "sql", "state": "solved"}, set()),
        ({"track": "no-such-track"}, set()),
    ],
)
def test_it_finds_what_fits_every_filter(five, filters, slugs):
    assert {card.slug for card in find(five, Filters(**filters)).cards} == slugs


def test_it_counts_what_each_value_would_find_beside_the_other_filters(five):
    options = find(five, Filters(track="queries", minutes="30")).options
    assert options["track"] == {"queries": 1, "security": 1, "endpoints": 1}  # up to 30 minutes, whatever the track
    assert options["minutes"] == {"30": 1, "60": 2}  # queries, however long
    assert options["difficulty"] == {"medium": 1}
    assert options["state"] == {"tried": 1}


def test_it_counts_as_many_as_it_then_finds(five):
    for filters in (Filters(), Filters(skill="sql"), Filters(words="sql", state="new")):
        for key, counts in find(five, filters).options.items():
            for value, number in counts.items():
                narrowed = Filters(**{name: getattr(filters, name) for name in Filters.__slots__} | {key: value})
                assert find(five, narrowed).found == number


def test_it_counts_a_track_with_what_is_solved_of_it(five):
    found = find(five, Filters())
    assert {(line.track, line.problems, line.solved) for line in found.tracks} == {
        ("endpoints", 2, 1),
        ("queries", 2, 0),
        ("security", 1, 0),
    }


def test_it_cuts_what_it_found_into_pages(database):
    put(database, *(version(f"many-{number:03}", title=f"Number {number:03}") for number in range(2 * PAGE)))
    every = listed(database)
    first, last = find(every, Filters()), find(every, Filters(), 3)
    assert (first.page, first.pages, first.found, len(first.cards)) == (1, 3, 2 * PAGE + 1, PAGE)
    assert [card.title for card in last.cards] == [f"Number {2 * PAGE - 1:03}"]
    assert last.tracks[0].problems == 2 * PAGE + 1
    assert find(every, Filters(), 99).page == 3
    assert find(every, Filters(), 0).page == 1


def test_it_has_one_empty_page_when_nothing_fits(five):
    found = find(five, Filters(words="absent"))
    assert (found.cards, found.found, found.page, found.pages, found.tracks) == ((), 0, 1, 1, ())
    assert not any(found.options.values())


def test_it_knows_a_level_for_every_difficulty(five):
    assert {card.difficulty: shelf.level(card) for card in five} == {"easy": 0, "medium": 1, "hard": 2}

"""Skills by what was shown in them, and one suggestion with its reason: rules over rows, without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from judge import cards
from judge.paths import ENOUGH, next_step, skills
from tests.cast import NOW, version

EMPTY = cards.problem_card(version(), None)


def card(slug, track="queries", difficulty="easy", **changes):
    return replace(EMPTY, slug=slug, title=slug.capitalize(), track=track, difficulty=difficulty, **changes)


def tried(made, score=4, *, hours=0):
    return replace(made, state="tried", best_score=score, best_max=10, tried_at=NOW + timedelta(hours=hours))


def solved(made, *, hours=0):
    return replace(tried(made, 10, hours=hours), state="solved")


def told(*rows):
    found = next_step(rows)
    return (found.card.slug, found.reason) if found else None


# --- what could be next -------------------------------------------------------------------------------------------


def test_it_begins_with_the_easiest_and_shortest():
    rows = [card("long", minutes=40), card("hard", "endpoints", "hard", minutes=5), card("short", minutes=20)]
    assert told(*rows) == ("short", "A place to begin: easy, and about 20 minutes long.")


def test_it_goes_back_to_what_was_tried_last():
    rows = [tried(card("older"), hours=1), tried(card("last"), 6, hours=2), card("new")]
    assert told(*rows) == ("last", "You tried this one and reached 6 of 10 points.")


def test_it_claims_no_points_that_are_not_known():
    begun = replace(tried(card("begun")), best_score=None, best_max=None)
    assert told(begun, card("new")) == ("begun", "You have begun this one.")


def test_it_leaves_a_problem_behind_once_another_was_solved_since():
    rows = [tried(card("stuck"), hours=1), solved(card("easier"), hours=2), card("next")]
    assert told(*rows)[0] == "next"


def test_it_suggests_the_next_step_in_difficulty_when_the_level_is_done():
    rows = [solved(card("one")), solved(card("two"), hours=1), card("three", difficulty="medium")]
    assert told(*rows) == ("three", "You have solved 2 of 3 in Queries; this one is the next step in difficulty.")


def test_it_stays_at_a_level_until_enough_is_solved_there():
    rows = [*(card(f"easy-{n}") for n in range(5)), card("step", difficulty="medium")]
    for n in range(ENOUGH - 1):
        rows[n] = solved(rows[n], hours=n)
    assert told(*rows) == (f"easy-{ENOUGH - 1}", "You have solved 2 of 6 in Queries; this one is the next one.")
    rows[ENOUGH - 1] = solved(rows[ENOUGH - 1], hours=9)
    assert told(*rows) == ("step", "You have solved 3 of 6 in Queries; this one is the next step in difficulty.")


def test_it_goes_down_again_where_nothing_harder_is_left():
    rows = [card("easy"), card("medium", difficulty="medium"), solved(card("hard", difficulty="hard"))]
    assert told(*rows) == ("medium", "You have solved 1 of 3 in Queries; this one is the next one.")


def test_it_does_not_jump_over_a_level():
    rows = [solved(card("easy")), card("hard", difficulty="hard"), card("medium", difficulty="medium")]
    assert told(*rows)[0] == "medium"


def test_it_turns_to_the_track_that_least_is_solved_of():
    rows = [
        solved(card("done"), hours=2),
        solved(card("half", "endpoints")),
        card("other-half", "endpoints"),
        card("harder", "security", "hard"),
        card("first", "security"),
    ]
    assert told(*rows) == ("first", "You have tried everything in Queries; Security begins with this one.")
    some = [row for row in rows if row.track != "security"]
    reason = "You have tried everything in Queries, and have solved 1 of 2 in Endpoints; this one is the next there."
    assert told(*some) == ("other-half", reason)


def test_it_comes_back_to_what_was_nearly_solved_at_last():
    rows = [tried(card("far"), 1), tried(card("near"), 8), solved(card("done"), hours=3)]
    assert told(*rows) == ("near", "You tried this one and reached 8 of 10 points.")


@pytest.mark.parametrize("rows", [[], [solved(card("one")), solved(card("two"))]])
def test_it_suggests_nothing_where_nothing_is_left(rows):
    assert told(*rows) is None


def test_it_suggests_the_same_in_whatever_order_the_rows_come():
    rows = [solved(card("one")), tried(card("two")), card("three"), card("four", "security"), card("five")]
    assert told(*rows) == told(*rows[::-1])


# --- skills -------------------------------------------------------------------------------------------------------


def test_it_adds_up_points_by_skill():
    rows = [
        solved(card("one", skills=("sql", "joins"))),
        tried(card("two", skills=("sql",)), 4),
        card("three", skills=("sql", "http")),
    ]
    lines = {line.skill: line for line in skills(rows)}
    sql = lines["sql"]
    assert (sql.earned, sql.possible, sql.solved, sql.tried, sql.problems) == (14, 30, 1, 2, 3)
    assert (lines["joins"].earned, lines["joins"].possible) == (10, 10)
    assert (lines["http"].tried, lines["http"].earned) == (0, 0)


def test_it_puts_what_was_shown_first_and_what_was_not_tried_last():
    rows = [
        card("one", skills=("a-new-one",)),
        tried(card("two", skills=("tried",)), 0),
        tried(card("three", skills=("half",)), 5),
        solved(card("four", skills=("whole",))),
    ]
    assert [line.skill for line in skills(rows)] == ["whole", "half", "tried", "a-new-one"]


def test_it_counts_the_points_of_the_version_that_they_were_reached_in():
    older = replace(solved(card("one", skills=("sql",))), best_score=8, best_max=8, max_score=20)
    (line,) = skills([older])
    assert (line.earned, line.possible) == (8, 8)


def test_it_counts_a_skill_that_is_named_twice_once():
    (line,) = skills([card("one", skills=("sql", "sql"))])
    assert line.problems == 1


def test_it_counts_as_tried_what_has_no_known_result():
    sealed = replace(tried(card("one", skills=("sql",))), best_score=None, best_max=None)
    (line,) = skills([sealed])
    assert (line.earned, line.possible, line.tried, line.solved) == (0, 10, 1, 0)

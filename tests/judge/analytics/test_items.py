"""Figures about tests: on first submits, and never of a run that says nothing."""

import statistics
from datetime import timedelta

import pytest

from judge.analytics.items import Flag, Repeat, items_of
from judge.analytics.overview import overview
from judge.analytics.page import analytics
from judge.domain.problem import Manifest
from judge.domain.verdict import Verdict
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import Lane, RunState
from judge.storage.submissions import Submission
from judge.storage.tallies import Outcome
from tests.cast import MANIFEST, NOW, SLUG, STACK, account, finish, hand_in
from tests.judge.analytics.classes import CLASS, KEEPS, LISTS, POINTS, REFUSES, judge_again, outcomes, submit

SAME = {"files": {"app.py": "print('the same')"}}
# What fails in the first submit of each.
FIRSTS = ((), (KEEPS,), (KEEPS, REFUSES), (LISTS, REFUSES), (KEEPS, LISTS, REFUSES), (LISTS,), (), (REFUSES,))


def items(database):
    with reading_scope(database) as session:
        return {item.id: item for item in analytics(session, account("arthur"), SLUG).items}


@pytest.fixture
def firsts(pupils):
    """A first submit of everybody in the class, and a second one that says nothing here."""
    for number, (name, failing) in enumerate(zip(CLASS, FIRSTS, strict=True)):
        submit(pupils, name, *failing, minutes=number)
        submit(pupils, name, minutes=100)
    return pupils


def test_it_counts_failures_of_first_submits(firsts):
    found = items(firsts)
    assert [(item.judged, item.failed, item.failure_rate) for item in found.values()] == [
        (8, 3, 0.375),
        (8, 3, 0.375),
        (8, 4, 0.5),
    ]
    assert [item.is_sample for item in found.values()] == [True, False, False]
    assert [item.points for item in found.values()] == [2, 3, 5]


@pytest.mark.parametrize("test_id", [LISTS, KEEPS, REFUSES])
def test_it_correlates_each_test_with_all_others(firsts, test_id):
    passed = [float(test_id not in failing) for failing in FIRSTS]
    others = [
        float(sum(points for name, points in POINTS.items() if name not in (*failing, test_id))) for failing in FIRSTS
    ]
    found = items(firsts)[test_id]
    assert found.discrimination == pytest.approx(statistics.correlation(passed, others))
    assert found.n == 8


def test_it_leaves_a_test_that_was_not_run_out_of_everything(firsts):
    before = items(firsts)
    submit(firsts, "alice", KEEPS, not_run=(REFUSES,))
    after = items(firsts)
    assert (after[REFUSES].judged, after[REFUSES].not_run) == (8, 1)
    assert (after[KEEPS].judged, after[KEEPS].failed, after[KEEPS].not_run) == (9, 4, 0)
    assert [after[name].n for name in POINTS] == [8, 8, 8]
    assert [after[name].discrimination for name in POINTS] == [before[name].discrimination for name in POINTS]


def test_it_leaves_out_what_was_not_judged(database):
    for number, changes in enumerate(
        ({"verdict": Verdict.JUDGE_ERROR}, {"verdict": Verdict.CANCELLED, "state": RunState.CANCELLED})
    ):
        finish(database, hand_in(database, at=NOW - timedelta(hours=1 + number)), outcomes(KEEPS), **changes)
    submit(database, "alice", REFUSES)
    found = items(database)
    assert [(found[name].judged, found[name].failed) for name in (KEEPS, REFUSES)] == [(1, 0), (1, 1)]


def test_it_says_nothing_of_too_few(database):
    submit(database, "alice", KEEPS)
    submit(database, "bob")
    assert [(item.n, item.discrimination, item.flags) for item in items(database).values()] == [(2, None, ())] * 3


def test_it_flags_hidden_tests_that_nobody_fails_and_tests_that_everybody_fails(pupils):
    for name in CLASS[:5]:
        submit(pupils, name, REFUSES)
    found = items(pupils)
    assert found[REFUSES].flags == (Flag.ALWAYS_FAILS,)
    assert found[KEEPS].flags == (Flag.NEVER_FAILS,)
    assert found[LISTS].flags == ()  # a sample, which everybody could run before
    assert [item.discrimination for item in found.values()] == [None] * 3


def test_it_flags_a_test_that_goes_against_the_others(pupils):
    for name in CLASS[:3]:
        submit(pupils, name, KEEPS)
    for name in CLASS[3:6]:
        submit(pupils, name, LISTS, REFUSES)
    found = items(pupils)
    assert found[KEEPS].discrimination == pytest.approx(-1)
    assert Flag.AGAINST in found[KEEPS].flags


def test_it_finds_a_test_that_judges_the_same_files_differently(database):
    one = submit(database, "alice", KEEPS, **SAME)
    other = submit(database, "alice", minutes=1, **SAME)
    found = items(database)
    assert (found[KEEPS].flags, found[KEEPS].repeats) == ((Flag.FLAKY,), 2)
    (evidence,) = found[KEEPS].evidence
    assert evidence.stack == STACK
    assert evidence.outcomes == ((one, "failed"), (other, "passed"))
    assert (found[LISTS].flags, found[LISTS].repeats, found[LISTS].evidence) == ((), 2, ())


def test_it_compares_what_two_people_handed_in_alike(database):
    submit(database, "alice", KEEPS, **SAME)
    submit(database, "bob", minutes=1, **SAME)
    assert items(database)[KEEPS].flags == (Flag.FLAKY,)


def test_it_finds_a_test_that_judged_one_submission_differently_when_it_was_judged_again(database):
    submission_id = submit(database, "alice", KEEPS)
    judge_again(database, submission_id)
    (evidence,) = items(database)[KEEPS].evidence
    assert evidence.outcomes == ((submission_id, "failed"), (submission_id, "passed"))


@pytest.mark.parametrize(
    "again",
    [
        {"lane": Lane.SHADOW},
        {"version_id": "newer"},
        {"state": RunState.QUARANTINED, "verdict": Verdict.JUDGE_ERROR},
    ],
)
def test_it_takes_nothing_else_for_a_repetition(database, newer, again):
    judge_again(database, submit(database, "alice", KEEPS), **again)
    assert items(database)[KEEPS].repeats == 0


def test_it_takes_changed_files_for_no_repetition(database):
    submit(database, "alice", KEEPS)
    submit(database, "alice", minutes=1)
    assert [item.repeats for item in items(database).values()] == [0, 0, 0]


def test_it_compares_answers_to_one_variant_alone(database):
    for number, who in enumerate(("alice", "bob", "alice", "bob")):
        submission_id = submit(database, who, *([KEEPS] if number % 2 else []), minutes=number, **SAME)
        with session_scope(database) as session:
            session.get_one(Submission, submission_id).variant = number % 2
            session.commit()
    assert (items(database)[KEEPS].flags, items(database)[KEEPS].repeats) == ((), 4)
    with reading_scope(database) as session:
        assert overview(session, account("arthur"))[0].flags == {}
    submit(database, "alice", minutes=9, **SAME)
    submit(database, "bob", KEEPS, minutes=10, **SAME)
    assert items(database)[KEEPS].flags == (Flag.FLAKY,)  # neither of these two has one
    with reading_scope(database) as session:
        assert overview(session, account("arthur"))[0].flags == {"flaky": 1}


def test_it_does_not_compare_a_test_that_was_not_run(database):
    submit(database, "alice", KEEPS, **SAME)
    submit(database, "alice", not_run=(KEEPS,), minutes=1, **SAME)
    assert (items(database)[KEEPS].flags, items(database)[KEEPS].repeats) == ((), 0)


def test_it_compares_the_newest_repetitions_up_to_a_bound(monkeypatch, database):
    monkeypatch.setattr("judge.analytics.items.MOST_REPEATS", 3)
    for minute in range(3):
        submit(database, "alice", minutes=minute, files={"app.py": "old"})
    for minute in range(10, 12):
        submit(database, "alice", minutes=minute, files={"app.py": "new"})
    assert items(database)[KEEPS].repeats == 2


def test_it_names_a_few_answers_and_each_outcome():
    ends = ["passed"] * 9 + ["failed"]
    repeats = [Repeat(STACK, tuple((f"s{n}", f"r{copy}.{n}") for n in range(10))) for copy in range(5)]
    seen = [Outcome(f"r{copy}.{n}", KEEPS, end) for copy in range(5) for n, end in enumerate(ends)]
    found = {item.id: item for item in items_of(Manifest.model_validate(MANIFEST), (), repeats, seen)}[KEEPS]
    assert (found.repeats, len(found.evidence)) == (50, 3)
    assert found.evidence[0].outcomes == (*((f"s{n}", "passed") for n in range(5)), ("s9", "failed"))

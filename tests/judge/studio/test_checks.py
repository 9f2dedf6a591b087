"""The gate over a problem in the making, as its authors ask for it."""

from datetime import timedelta

import pytest

from judge.catalogue.bundle import Bundle
from judge.errors import NotFound, ProblemInvalid, TooManyQueued
from judge.storage import checks as store
from judge.storage.checks import CheckState
from judge.studio import checks, editing
from judge.studio.access import own
from judge.studio.listing import bundle_of
from tests.cast import NOW, account
from tests.judge.studio.reports import FINDING, report
from tests.studio import write_problem

ARTHUR, ADA, ALICE = account("arthur"), account("ada"), account("alice")
LATER = NOW + timedelta(seconds=10)


def ask(session, problem_id, who=ARTHUR, at=LATER, **how):
    return checks.ask(session, who, problem_id, with_mutants=how.get("with_mutants", False), now=at)


def end(session, check_id, **values):
    """What a worker writes at the end."""
    lease, _ = store.claim_check(session, now=LATER, until=LATER)
    assert lease.check_id == check_id
    store.write_check(session, lease, **values)
    session.commit()


def done(session, check_id, made):
    end(session, check_id, state=CheckState.DONE, report=made.to_json(), finished_at=LATER)


def test_it_queues_the_folder_as_it_stands(session, problem_id):
    check_id, is_new = ask(session, problem_id, with_mutants=True)
    row = store.check_by_id(session, check_id)
    assert is_new
    assert Bundle.from_bytes(row.bundle) == bundle_of(session, own(session, ARTHUR, problem_id))
    assert (row.state, row.options, row.user_id) == (CheckState.QUEUED, {"mutants": checks.MUTANTS}, "arthur")


def test_it_has_one_unfinished_check_of_a_problem(session, problem_id):
    first, _ = ask(session, problem_id)
    assert ask(session, problem_id, ADA) == (first, False)
    checks.cancel(session, ARTHUR, problem_id, first, now=LATER)
    second, is_new = ask(session, problem_id, at=LATER + timedelta(seconds=1))
    assert is_new
    assert checks.latest(session, ARTHUR, problem_id).id == second


def test_it_lets_nobody_fill_the_queue(session, problem_id, monkeypatch):
    monkeypatch.setattr(checks, "MAX_UNFINISHED", 1)
    ask(session, problem_id)
    other = write_problem(session, problem_id="other", slug="other")
    with pytest.raises(TooManyQueued):
        ask(session, other)


def test_it_says_what_must_be_mended_before_a_gate_could_say_anything(session, problem_id):
    editing.delete(session, ARTHUR, problem_id, "problem.toml", revision=1, now=LATER)
    with pytest.raises(ProblemInvalid) as caught:
        ask(session, problem_id)
    assert caught.value.findings[0].file == "problem.toml"


def test_it_shows_where_a_check_stands(session, problem_id):
    other = write_problem(session, problem_id="other", slug="other")
    first, _ = ask(session, other)
    second, _ = ask(session, problem_id, at=LATER + timedelta(seconds=1))
    assert checks.look(session, ARTHUR, problem_id, second).place == 1
    lease, _ = store.claim_check(session, now=LATER, until=LATER + timedelta(seconds=30))
    store.write_check(session, lease, done=3, total=9, progress="echo: wrong/no-0: failed")
    seen = checks.look(session, ARTHUR, other, first)
    assert (seen.state, seen.place, seen.done, seen.total) == ("leased", 0, 3, 9)
    assert (seen.progress, seen.is_unfinished, seen.is_passed) == ("echo: wrong/no-0: failed", True, False)


def test_it_may_be_published_only_while_the_files_are_those_that_passed(session, problem_id):
    check_id, _ = ask(session, problem_id)
    done(session, check_id, report())
    assert checks.look(session, ARTHUR, problem_id, check_id).is_publishable
    at = LATER + timedelta(seconds=5)
    editing.save(session, ARTHUR, problem_id, "statement.md", content=b"New.\n", revision=1, now=at)
    seen = checks.look(session, ARTHUR, problem_id, check_id)
    assert (seen.is_passed, seen.is_current, seen.is_publishable) == (True, False, False)
    editing.save(session, ARTHUR, problem_id, "statement.md", content=b"Say it again.\n", revision=2, now=at)
    assert checks.look(session, ARTHUR, problem_id, check_id).is_publishable  # the same words again


def test_it_is_not_misled_by_a_clock_that_was_put_back(session, problem_id):
    check_id, _ = ask(session, problem_id, at=LATER + timedelta(hours=1))
    done(session, check_id, report())
    editing.save(session, ARTHUR, problem_id, "statement.md", content=b"New.\n", revision=1, now=LATER)
    assert not checks.look(session, ARTHUR, problem_id, check_id).is_current


def test_it_may_not_be_published_with_a_finding(session, problem_id):
    check_id, _ = ask(session, problem_id)
    done(session, check_id, report(findings=(FINDING,)))
    seen = checks.look(session, ARTHUR, problem_id, check_id)
    assert (seen.report.findings, seen.is_passed) == ((FINDING,), False)


def test_it_takes_a_report_that_it_cannot_read_any_more_for_none(session, problem_id):
    check_id, _ = ask(session, problem_id)
    end(session, check_id, state=CheckState.DONE, report={"of": "old"})
    assert checks.look(session, ARTHUR, problem_id, check_id).report is None


def test_it_cancels_what_has_not_ended_and_nothing_else(session, problem_id):
    check_id, _ = ask(session, problem_id)
    checks.cancel(session, ARTHUR, problem_id, check_id, now=LATER)
    assert checks.look(session, ARTHUR, problem_id, check_id).state == "cancelled"
    assert store.claim_check(session, now=LATER, until=LATER) is None
    again, _ = ask(session, problem_id)
    done(session, again, report())
    checks.cancel(session, ARTHUR, problem_id, again, now=LATER)
    assert checks.look(session, ARTHUR, problem_id, again).state == "done"


def test_it_forgets_the_oldest_checks(session, problem_id, monkeypatch):
    monkeypatch.setattr(checks, "MAX_CHECKS", 2)
    made = []
    for second in range(3):
        check_id, _ = ask(session, problem_id, at=LATER + timedelta(seconds=second))
        checks.cancel(session, ARTHUR, problem_id, check_id, now=LATER)
        made.append(check_id)
    with pytest.raises(NotFound):
        checks.look(session, ARTHUR, problem_id, made[0])
    assert checks.look(session, ARTHUR, problem_id, made[1]).state == "cancelled"


def test_it_shows_a_check_under_its_own_problem_only(session, problem_id):
    check_id, _ = ask(session, problem_id)
    other = write_problem(session, "ada", problem_id="other", slug="other")
    with pytest.raises(NotFound):
        checks.look(session, ADA, other, check_id)
    with pytest.raises(NotFound):
        checks.cancel(session, ADA, other, check_id, now=LATER)
    with pytest.raises(NotFound):
        checks.look(session, ALICE, problem_id, check_id)
    with pytest.raises(NotFound):
        ask(session, other)
    assert checks.latest(session, ADA, other) is None

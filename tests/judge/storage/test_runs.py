from datetime import timedelta

import pytest
from sqlalchemy import update

from judge.storage import runs
from judge.storage.engine import session_scope
from judge.storage.runs import Event, EventKind, Run, RunState, TestResult
from tests.judge.storage.rows import NOON, a_queued_run, a_submission, a_user, a_version


@pytest.fixture
def session(database):
    with session_scope(database) as session:
        yield session


@pytest.fixture
def submission(session):
    return a_submission(session, a_user(session), a_version(session))


@pytest.fixture
def run(session, submission):
    return a_queued_run(session, submission)


def happen(session, run, *kinds):
    for kind in kinds:
        session.add(Event(run_id=run.id, attempt=1, kind=kind, data={"n": kind.value}, created_at=NOON))
        session.flush()


def test_it_reads_a_run_afresh_though_the_session_has_seen_it(session, run):
    session.connection().execute(update(Run).values(state=RunState.DONE))
    assert run.state is RunState.QUEUED
    assert runs.run_by_id(session, run.id).state is RunState.DONE
    assert runs.run_by_id(session, "none") is None


def test_it_knows_which_run_of_a_submission_counts(session, submission, run):
    again = a_queued_run(session, submission)
    again.queued_at = run.queued_at + timedelta(seconds=1)
    session.flush()
    assert runs.latest_run(session, submission.id) is again
    assert runs.latest_run_state(session, submission.id) == (again.id, RunState.QUEUED)
    assert runs.latest_run(session, "none") is None
    assert runs.latest_run_state(session, "none") is None


def test_it_gives_results_in_the_order_they_were_written(session, run):
    for test_id in ("test_z", "test_a", "test_m"):
        session.add(TestResult(run_id=run.id, test_id=test_id, outcome="passed", points=1, milliseconds=3))
        session.flush()
    assert [row.test_id for row in runs.results_of_run(session, run.id)] == ["test_z", "test_a", "test_m"]
    assert runs.results_of_run(session, "none") == []


def test_it_gives_the_events_after_the_last_one_that_was_seen(session, submission, run):
    other = a_queued_run(session, submission)
    happen(session, run, EventKind.PHASE, EventKind.TEST)
    happen(session, other, EventKind.TEST)
    happen(session, run, EventKind.VERDICT)
    first, *rest = runs.events_after(session, run.id)
    assert [event.kind for event in (first, *rest)] == [EventKind.PHASE, EventKind.TEST, EventKind.VERDICT]
    assert runs.events_after(session, run.id, first.id) == rest
    assert runs.last_event_id(session, run.id) == rest[-1].id
    assert runs.last_event_id(session, "none") == 0


def test_it_forgets_the_events_of_an_attempt_that_was_given_up(session, run):
    happen(session, run, EventKind.PHASE, EventKind.TEST)
    assert len(runs.events_of_latest_attempt(session, run.id)) == 2
    happen(session, run, EventKind.REQUEUED, EventKind.PHASE)
    assert [event.kind for event in runs.events_of_latest_attempt(session, run.id)] == [EventKind.PHASE]


def test_it_lists_what_was_given_up_newest_first(session, submission):
    found = [a_queued_run(session, submission) for _ in range(3)]
    for minutes, run in enumerate(found[:2]):
        run.state, run.finished_at = RunState.QUARANTINED, NOON + timedelta(minutes=minutes)
    session.flush()
    assert runs.quarantined_runs(session) == [found[1], found[0]]
    assert runs.quarantined_runs(session, limit=1) == [found[1]]


def test_it_keeps_a_seed_of_63_bits(session, run):
    run.seed = 2**63 - 1
    session.flush()
    assert runs.run_by_id(session, run.id).seed == 2**63 - 1

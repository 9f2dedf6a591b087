import pytest

from judge.domain.verdict import Verdict
from judge.errors import StaleLease
from judge.queue.cancel import cancel
from judge.queue.finish import finish
from judge.queue.lease import is_live
from judge.storage.engine import session_scope
from judge.storage.runs import EventKind, RunState, events_after
from tests.judge.queue.judgements import a_judgement


@pytest.fixture
def stop(database):
    def call(run_id, *how):
        with session_scope(database) as session:
            stopped = cancel(session, run_id, *how)
            session.commit()
            return stopped

    return call


def test_it_takes_a_waiting_run_out_of_the_queue(queue_up, take, stop, run_now):
    run_id = queue_up()
    assert stop(run_id)
    run = run_now(run_id)
    assert (run.state, run.verdict, run.score) == (RunState.CANCELLED, Verdict.CANCELLED, None)
    assert run.finished_at is not None
    assert take() is None


def test_it_takes_the_lease_from_whoever_judges_it(database, queue_up, take, stop, run_now):
    queue_up()
    lease = take().lease
    assert stop(lease.run_id)
    with session_scope(database) as session:
        assert not is_live(session, lease.run_id, lease.token)
        with pytest.raises(StaleLease):
            finish(session, lease, a_judgement())
    assert run_now(lease.run_id).lease_owner is None


def test_it_tells_those_who_follow_once(database, queue_up, stop):
    run_id = queue_up()
    assert [stop(run_id), stop(run_id)] == [True, False]
    with session_scope(database) as session:
        (event,) = events_after(session, run_id)
    assert (event.kind, event.data["verdict"]) == (EventKind.VERDICT, "cancelled")


def test_it_leaves_a_verdict_alone(database, queue_up, take, stop, run_now):
    queue_up()
    lease = take().lease
    with session_scope(database) as session:
        finish(session, lease, a_judgement(verdict=Verdict.PASSED))
        session.commit()
    assert not stop(lease.run_id)
    assert run_now(lease.run_id).verdict is Verdict.PASSED


def test_it_can_say_that_a_console_was_closed(queue_up, stop, run_now):
    run_id = queue_up()
    assert stop(run_id, Verdict.ENDED)
    assert run_now(run_id).verdict is Verdict.ENDED


def test_it_knows_no_other_run(stop):
    assert not stop("no-such-run")

from datetime import UTC, datetime, timedelta

import pytest

from judge.domain.verdict import Verdict
from judge.errors import StaleLease
from judge.queue.clock import database_now
from judge.queue.finish import MAX_BACKOFF_SECONDS, fail_attempt, finish, release
from judge.queue.lease import Happening, Lease, heartbeat, is_live, tell
from judge.queue.reap import reap
from judge.storage.engine import session_scope
from judge.storage.runs import EventKind, RunState, events_after, results_of_run
from tests.judge.queue.judgements import a_judged_test, a_judgement

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def lease(queue_up, take):
    queue_up()
    return take().lease


@pytest.fixture
def do(database):
    """Calls a function of the queue in a transaction of its own and commits."""

    def call(function, *arguments):
        with session_scope(database) as session:
            answer = function(session, *arguments)
            session.commit()
            return answer

    return call


def events(session, run_id):
    return [(event.kind.value, event.data) for event in events_after(session, run_id)]


def test_it_writes_verdict_tests_and_event_together(do, lease, run_now):
    do(finish, lease, a_judgement(score=3, verdict=Verdict.FAILED, reason="as seen"))
    run = run_now(lease.run_id)
    assert (run.state, run.verdict, run.score, run.max_score) == (RunState.DONE, Verdict.FAILED, 3, 4)
    assert (run.log, run.phases, run.images, run.reason) == (
        "listening",
        {"starting": 120, "running": 80},
        {"tester": "sha256:1"},
        "as seen",
    )
    assert (run.lease_owner, run.lease_until) == (None, None)
    assert run.finished_at >= run.started_at
    assert [result.test_id for result in do(results_of_run, lease.run_id)] == ["test_z", "test_a"]
    assert do(events, lease.run_id) == [("verdict", {"verdict": "failed", "score": 3, "max_score": 4})]


def test_it_keeps_everything_known_about_a_test(do, lease):
    test = a_judged_test(
        outcome="failed",
        points=0,
        message="got 5",
        exchanges=({"request": {"path": "/"}},),
        comparison={"got": [5], "expected": [4]},
    )
    do(finish, lease, a_judgement(tests=(test,)))
    (row,) = do(results_of_run, lease.run_id)
    assert (row.outcome, row.points, row.milliseconds, row.message) == ("failed", 0, 7, "got 5")
    assert row.exchanges == [{"request": {"path": "/"}}]
    assert row.comparison == {"got": [5], "expected": [4]}


def test_it_tells_what_was_not_told_yet_before_the_verdict(do, lease):
    untold = [Happening(EventKind.TEST, {"id": name}) for name in ("a", "b")]
    do(finish, lease, a_judgement(), untold)
    assert [kind for kind, _data in do(events, lease.run_id)] == ["test", "test", "verdict"]


def test_it_stores_what_no_database_could(do, lease, run_now):
    evil = "a\x00b\ud800c"
    test = a_judged_test(message=evil, exchanges=({evil: [evil, float("nan")]},), comparison={"got": float("inf")})
    do(finish, lease, a_judgement(log=evil, reason=evil, tests=(test,)))
    assert run_now(lease.run_id).log == "a\ufffdb\ufffdc"
    (row,) = do(results_of_run, lease.run_id)
    assert row.message == "a\ufffdb\ufffdc"
    assert row.exchanges == [{"a\ufffdb\ufffdc": ["a\ufffdb\ufffdc", "nan"]}]
    assert row.comparison == {"got": "inf"}


def test_it_finishes_a_run_once(do, lease, run_now):
    do(finish, lease, a_judgement())
    with pytest.raises(StaleLease, match=lease.run_id):
        do(finish, lease, a_judgement(score=0, verdict=Verdict.FAILED))
    assert run_now(lease.run_id).verdict is Verdict.PASSED
    assert len(do(results_of_run, lease.run_id)) == 2
    assert len(do(events, lease.run_id)) == 1


@pytest.mark.parametrize("end", [finish, fail_attempt, release])
def test_it_refuses_every_end_from_a_worker_whose_lease_went_on(do, lease, take, change, *, run_now, end):
    change(lease.run_id, lease_until=LONG_AGO)
    do(reap, 3)
    change(lease.run_id, available_at=LONG_AGO)
    newer = take("worker-2").lease
    arguments = {finish: (a_judgement(),), fail_attempt: ("late", 3), release: ()}[end]
    with pytest.raises(StaleLease):
        do(end, lease, *arguments)
    run = run_now(lease.run_id)
    assert (run.state, run.lease_owner, run.lease_token) == (RunState.LEASED, "worker-2", newer.token)
    assert do(results_of_run, lease.run_id) == []


def test_it_writes_nothing_when_the_callers_transaction_ends_without_commit(database, lease, run_now, do):
    with session_scope(database) as session:
        finish(session, lease, a_judgement())
    assert run_now(lease.run_id).state is RunState.LEASED
    assert do(results_of_run, lease.run_id) == []


def test_it_puts_a_failed_attempt_back_after_a_pause(do, lease, run_now):
    before = do(database_now)
    assert do(fail_attempt, lease, "EngineUnavailable: \x00gone", 3) is RunState.QUEUED
    run = run_now(lease.run_id)
    assert (run.state, run.attempts, run.lease_owner, run.lease_until) == (RunState.QUEUED, 1, None, None)
    assert run.reason == "EngineUnavailable: \ufffdgone"
    assert timedelta(seconds=2) <= run.available_at - before < timedelta(seconds=32)
    assert do(events, lease.run_id) == [("requeued", {"attempts": 1})]


def test_it_pauses_longer_after_every_attempt_but_never_for_ever(do, lease, change, run_now, take):
    pauses = []
    for attempts in (1, 2, 3, 40):
        change(lease.run_id, state=RunState.QUEUED, available_at=LONG_AGO, attempts=attempts - 1)
        again = take().lease
        before = do(database_now)
        do(fail_attempt, again, "again", 99)
        pauses.append(round((run_now(lease.run_id).available_at - before).total_seconds()))
    assert pauses == [2, 4, 8, MAX_BACKOFF_SECONDS]


def test_it_gives_up_after_the_last_attempt_as_our_own_fault(do, lease, run_now):
    assert do(fail_attempt, lease, "tester lost", 1) is RunState.QUARANTINED
    run = run_now(lease.run_id)
    assert (run.state, run.verdict, run.score, run.reason) == (
        RunState.QUARANTINED,
        Verdict.JUDGE_ERROR,
        None,
        "tester lost",
    )
    assert run.finished_at is not None
    assert do(events, lease.run_id) == [("verdict", {"verdict": "judge_error", "score": None, "max_score": None})]


def test_it_does_not_count_an_attempt_that_was_released(do, lease, take, run_now):
    do(release, lease)
    run = run_now(lease.run_id)
    assert (run.state, run.attempts, run.lease_owner) == (RunState.QUEUED, 0, None)
    assert do(events, lease.run_id) == [("requeued", {"attempts": 0})]
    again = take("worker-2").lease
    assert (again.run_id, again.attempt, again.token) == (lease.run_id, 1, 2)


def test_it_renews_a_lease_from_the_databases_present(do, lease, change, run_now):
    change(lease.run_id, lease_until=LONG_AGO)
    before = do(database_now)
    assert do(heartbeat, lease, 30) is True
    assert run_now(lease.run_id).lease_until >= before + timedelta(seconds=30)


def test_it_renews_no_lease_that_is_not_held(do, lease):
    assert do(heartbeat, Lease(lease.run_id, lease.token + 1, 1), 30) is False
    assert do(heartbeat, Lease("none", 1, 1), 30) is False
    do(finish, lease, a_judgement())
    assert do(heartbeat, lease, 30) is False


def test_it_knows_whether_a_box_still_belongs_to_somebody(do, lease):
    assert do(is_live, lease.run_id, lease.token) is True
    assert do(is_live, lease.run_id, lease.token - 1) is False
    do(release, lease)
    assert do(is_live, lease.run_id, lease.token) is False


def test_it_tells_events_in_their_order_with_their_attempt(do, lease):
    do(tell, lease, [Happening(EventKind.TEST, {"id": name, "text": "\x00"}) for name in "zay"])
    found = do(events_after, lease.run_id)
    assert [event.data for event in found] == [{"id": name, "text": "\ufffd"} for name in "zay"]
    assert {event.attempt for event in found} == {1}


def test_it_reaps_what_a_silent_worker_held(do, lease, change, run_now):
    change(lease.run_id, lease_until=LONG_AGO)
    (reaped,) = do(reap, 3)
    assert (reaped.run_id, reaped.owner, reaped.state) == (lease.run_id, "worker-1", RunState.QUEUED)
    assert run_now(lease.run_id).reason == "worker worker-1 went silent during attempt 1"
    assert do(reap, 3) == []


def test_it_reaps_no_lease_that_lasts(do, lease, run_now):
    assert do(reap, 3) == []
    assert run_now(lease.run_id).state is RunState.LEASED


def test_it_quarantines_what_was_reaped_for_the_last_time(do, lease, change, run_now):
    change(lease.run_id, lease_until=LONG_AGO)
    assert [reaped.state for reaped in do(reap, 1)] == [RunState.QUARANTINED]
    assert run_now(lease.run_id).verdict is Verdict.JUDGE_ERROR


def test_it_reaps_many_at_once_each_for_itself(do, queue_up, take, change, run_now):
    runs = [queue_up(name) for name in ("Alice", "Bob", "Carol")]
    for run_id in runs:
        assert take() is not None
        change(run_id, lease_until=LONG_AGO)
    change(runs[1], lease_until=datetime.now(UTC) + timedelta(hours=1))
    assert {reaped.run_id for reaped in do(reap, 3)} == {runs[0], runs[2]}

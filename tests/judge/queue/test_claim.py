from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from judge.queue.claim import claim
from judge.queue.clock import database_now
from judge.queue.enqueue import enqueue, queued_count
from judge.storage.engine import session_scope
from judge.storage.runs import Run, RunState
from judge.storage.submissions import SubmissionKind

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_it_gives_nothing_when_nothing_waits(take, queue_up):
    assert take() is None


def test_it_gives_all_that_is_needed_for_judging(take, queue_up, run_now):
    run_id = queue_up()
    claimed = take("worker-7", lease_seconds=30)
    run = run_now(run_id)
    assert (claimed.lease.run_id, claimed.lease.token, claimed.lease.attempt) == (run_id, 1, 1)
    assert claimed.submission_id == run.submission_id
    assert (claimed.kind, claimed.stack, claimed.seed) == (SubmissionKind.SUBMIT, "python-flask", 2**47)
    assert claimed.files == {"app.py": "print('hello')"}
    assert (run.state, run.lease_owner, run.attempts) == (RunState.LEASED, "worker-7", 1)
    assert run.lease_until - run.started_at == timedelta(seconds=30)


def test_it_gives_a_run_to_one_worker_only(take, queue_up):
    queue_up()
    assert take() is not None
    assert take() is None


def test_it_claims_nothing_before_the_commit(database, take, queue_up):
    run_id = queue_up()
    with session_scope(database) as session:
        assert claim(session, "worker-1", 30).lease.run_id == run_id
    assert take().lease.run_id == run_id


def test_it_goes_by_the_clock_of_the_database(database):
    with session_scope(database) as session:
        first, second = database_now(session), database_now(session)
    assert first.tzinfo is UTC
    assert first <= second
    assert abs(datetime.now(UTC) - first) < timedelta(minutes=1)


def test_it_sets_the_times_of_a_new_run_whatever_the_caller_says(database, queue_up):
    template = queue_up()
    with session_scope(database) as session:
        known = session.get_one(Run, template)
        run = Run(
            submission_id=known.submission_id,
            user_id=known.user_id,
            seed=1,
            state=RunState.DONE,
            queued_at=LONG_AGO,
            available_at=LONG_AGO,
        )
        assert enqueue(session, run) is run
        assert run.state is RunState.QUEUED
        assert run.queued_at == run.available_at
        assert run.queued_at >= known.queued_at


def test_it_leaves_a_run_alone_until_it_is_available(take, queue_up, change):
    run_id = queue_up(available_at=datetime.now(UTC) + timedelta(hours=1))
    assert take() is None
    change(run_id, available_at=LONG_AGO)
    assert take().lease.run_id == run_id


@pytest.mark.parametrize("state", [RunState.DONE, RunState.QUARANTINED, RunState.LEASED])
def test_it_leaves_a_run_alone_that_does_not_wait(take, queue_up, state):
    queue_up(state=state)
    assert take() is None


def test_it_takes_the_more_urgent_first_whoever_waits_longer(take, queue_up):
    queue_up("Alice", priority=10, queued_at=LONG_AGO)
    urgent = queue_up("Bob", priority=0)
    assert take().lease.run_id == urgent


def test_it_takes_the_older_of_one_users_runs_first(take, queue_up):
    new = queue_up(queued_at=LONG_AGO + timedelta(seconds=2))
    old = queue_up(queued_at=LONG_AGO + timedelta(seconds=1))
    assert [take().lease.run_id, take().lease.run_id] == [old, new]


def test_it_lets_nobody_wait_behind_a_burst_of_somebody_else(take, queue_up):
    burst = [queue_up("Alice", queued_at=LONG_AGO + timedelta(seconds=number)) for number in range(4)]
    bobs = queue_up("Bob")
    assert [take().lease.run_id for _ in range(3)] == [burst[0], bobs, burst[1]]


def test_it_serves_whoever_was_served_longest_ago(take, queue_up, change):
    for name, minutes in (("Alice", 3), ("Bob", 1), ("Carol", 2)):
        served = queue_up(name)
        change(served, state=RunState.DONE, started_at=LONG_AGO + timedelta(minutes=minutes))
    waiting = {queue_up(name): name for name in ("Alice", "Bob", "Carol")}
    newcomer = queue_up("Dave")
    waiting[newcomer] = "Dave"
    served = []
    for _ in waiting:
        claimed = take()
        served.append(waiting[claimed.lease.run_id])
        change(claimed.lease.run_id, state=RunState.DONE)
    assert served == ["Dave", "Bob", "Carol", "Alice"]


def test_it_gives_each_run_to_exactly_one_of_many_threads(database, queue_up):
    runs = {queue_up(name) for name in ("Alice", "Bob", "Carol") for _ in range(10)}
    numbers = count(1)

    def work(_thread: int) -> list[str]:
        mine = []
        while True:
            with session_scope(database) as session:
                claimed = claim(session, f"worker-{next(numbers)}", 30)
                session.commit()
            if claimed is None:
                return mine
            mine.append(claimed.lease.run_id)

    with ThreadPoolExecutor(6) as pool:
        taken = [run for mine in pool.map(work, range(6)) for run in mine]
    # A claim may find every row locked by the others and give up; what it left is still there.
    with session_scope(database) as session:
        while claimed := claim(session, "last", 30):
            taken.append(claimed.lease.run_id)
        session.commit()
    assert len(taken) == len(runs)
    assert set(taken) == runs


def test_it_counts_what_a_user_has_waiting_or_in_work(database, take, queue_up, change):
    first, _second, third = queue_up(), queue_up(), queue_up()
    queue_up("Bob")
    with session_scope(database) as session:
        alice = session.get_one(Run, first).user_id
        assert queued_count(session, alice) == 3
        assert queued_count(session, "nobody") == 0
    change(first, state=RunState.LEASED)
    change(third, state=RunState.DONE)
    with session_scope(database) as session:
        assert queued_count(session, alice) == 2

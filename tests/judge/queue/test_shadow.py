"""Runs of a rejudging wait behind everybody, are judged by their own version, and are nobody's place in the queue."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from judge.queue.attempt import Attempt, Bench
from judge.queue.claim import claim, lane_due
from judge.queue.enqueue import enqueue_all, queued_count
from judge.queue.place import place
from judge.queue.reap import reap
from judge.storage.engine import reading_scope, session_scope
from judge.storage.problems import current_version
from judge.storage.runs import Lane, Run, RunState, quarantined_runs
from judge.storage.submissions import Submission
from tests.judge.queue.quiet import QuietEngine
from tests.judge.storage.rows import a_version
from tests.judge.worker_parts import Grader, quick_settings

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def logs():
    """What is logged."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def take_for(database):
    """Claims as a slot of a lane does."""

    def claim_next(lane=Lane.JUDGE):
        with session_scope(database) as session:
            due = lane_due(session, lane)
            claimed = claim(session, "worker-1", 30, due) if due else None
            session.commit()
            return claimed

    return claim_next


def test_it_judges_for_a_rejudging_only_when_nobody_waits(take_for, queue_up):
    shadow = queue_up(lane=Lane.SHADOW, queued_at=LONG_AGO, priority=0)
    first, second = queue_up("Bob"), queue_up("Alice", priority=10)
    assert {take_for().lease.run_id, take_for().lease.run_id} == {first, second}
    claimed = take_for()
    assert (claimed.lease.run_id, claimed.lane) == (shadow, Lane.SHADOW)
    assert take_for() is None


def test_it_never_gives_a_rejudging_to_a_slot_for_consoles(take_for, queue_up):
    shadow = queue_up(lane=Lane.SHADOW)
    assert take_for(Lane.CONSOLE) is None
    assert take_for(Lane.SHADOW).lease.run_id == shadow


def test_it_lets_what_waits_after_a_failure_wait(take_for, queue_up, change):
    shadow = queue_up(lane=Lane.SHADOW)
    change(shadow, available_at=datetime.now(UTC) + timedelta(hours=1))
    assert take_for() is None


def test_it_takes_a_rejudgings_runs_as_they_came_whosever_they_are(take_for, queue_up):
    names = ("Alice", "Alice", "Bob", "Alice")
    runs = [
        queue_up(name, lane=Lane.SHADOW, queued_at=LONG_AGO + timedelta(seconds=number))
        for number, name in enumerate(names)
    ]
    assert [take_for().lease.run_id for _ in runs] == runs


def test_it_judges_by_the_runs_version_where_it_has_one(database, take_for, queue_up, change):
    shadow, judged = queue_up(lane=Lane.SHADOW), queue_up()
    with session_scope(database) as session:
        own = current_version(session, "two-sum").id
        other = a_version(session, "two-sum", "another").id
        session.commit()
    change(shadow, version_id=other)
    assert [take_for().version_id, take_for().version_id] == [own, other]
    assert judged != shadow


def test_it_is_nobodys_place_and_counts_towards_no_cap(database, queue_up, run_now):
    shadows = [queue_up(lane=Lane.SHADOW, queued_at=LONG_AGO) for _ in range(3)]
    live = queue_up()
    with reading_scope(database) as session:
        assert place(session, live) == 1
        assert place(session, shadows[0]) is None
        assert queued_count(session, run_now(live).user_id) == 1


def test_it_tells_the_operator_of_no_quarantine_that_the_author_is_told_of(database, queue_up):
    queue_up(lane=Lane.SHADOW, state=RunState.QUARANTINED)
    live = queue_up(state=RunState.QUARANTINED)
    with reading_scope(database) as session:
        assert [run.id for run in quarantined_runs(session)] == [live]


def test_it_takes_back_what_a_silent_worker_held(database, queue_up, run_now):
    gone = {"state": RunState.LEASED, "lease_until": LONG_AGO, "lease_owner": "gone", "lease_token": 1, "attempts": 1}
    shadow = queue_up(lane=Lane.SHADOW, **gone)
    with session_scope(database) as session:
        (reaped,) = reap(session, 3)
        session.commit()
    assert (reaped.run_id, reaped.state, run_now(shadow).lane) == (shadow, RunState.QUEUED, Lane.SHADOW)


@pytest.fixture
def bench(database, tmp_path):
    return Bench(QuietEngine(), database, quick_settings(tmp_path), Grader(), Grader(), lambda _version: None)


@pytest.mark.parametrize("lane", [Lane.SHADOW, Lane.JUDGE])
def test_it_calls_nobody_for_what_a_version_cannot_judge(bench, queue_up, take_for, logs, lane):
    queue_up(lane=lane)
    level = "info" if lane is Lane.SHADOW else "error"
    Attempt(bench, take_for(), 0).fail("Invalid: no such stack", is_hopeless=True)
    (line,) = [line for line in logs if line["event"] == "run quarantined"]
    assert (line["log_level"], line["reason"]) == (level, "Invalid: no such stack")


def test_it_queues_many_at_one_moment(database, queue_up):
    queue_up()
    with session_scope(database) as session:
        submission = session.exec(select(Submission)).one()
        known = {"submission_id": submission.id, "user_id": submission.user_id, "lane": Lane.SHADOW, "seed": 1}
        runs = [Run(**known, queued_at=LONG_AGO, available_at=LONG_AGO) for _ in range(3)]
        enqueue_all(session, runs)
        session.commit()
        assert len({run.queued_at for run in runs}) == 1
        assert runs[0].queued_at == runs[0].available_at > LONG_AGO

"""Consoles wait in a lane of their own: neither lane holds up, counts or reorders the other."""

from datetime import UTC, datetime, timedelta

import pytest

from judge.domain.verdict import Verdict
from judge.queue.claim import claim, is_due
from judge.queue.enqueue import queued_count
from judge.queue.place import place
from judge.queue.reap import reap
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import Lane, RunState, events_after

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def take_console(database):
    def claim_next():
        with session_scope(database) as session:
            claimed = claim(session, "worker-1", 30, Lane.CONSOLE)
            session.commit()
            return claimed

    return claim_next


def test_it_takes_the_runs_of_its_lane_only(take, take_console, queue_up):
    judged, console = queue_up(), queue_up(lane=Lane.CONSOLE)
    assert take_console().lease.run_id == console
    assert take_console() is None
    assert take().lease.run_id == judged
    assert take() is None


def test_it_sees_without_writing_whether_a_lane_has_something_to_claim(database, queue_up, change):
    def due():
        with reading_scope(database) as session:
            return [is_due(session, lane) for lane in (Lane.JUDGE, Lane.CONSOLE)]

    assert due() == [False, False]
    queue_up()
    console = queue_up(lane=Lane.CONSOLE)
    assert due() == [True, True]
    change(console, available_at=datetime.now(UTC) + timedelta(hours=1))
    assert due() == [True, False]
    change(console, available_at=LONG_AGO, state=RunState.LEASED)
    assert due() == [True, False]


def test_it_takes_users_in_turn_whatever_they_do_in_the_other_lane(take, queue_up, change):
    open_console = queue_up("Alice", lane=Lane.CONSOLE)
    change(open_console, state=RunState.LEASED, started_at=LONG_AGO)
    alices = queue_up("Alice", queued_at=LONG_AGO)
    queue_up("Bob")
    assert take().lease.run_id == alices


def test_it_counts_places_by_lane(database, queue_up):
    runs = [queue_up(name, queued_at=LONG_AGO + timedelta(seconds=n)) for n, name in enumerate(("Alice", "Bob"))]
    consoles = [queue_up(name, lane=Lane.CONSOLE) for name in ("Bob", "Carol")]
    queue_up("Carol", lane=Lane.CONSOLE, state=RunState.LEASED)
    with reading_scope(database) as session:
        assert [place(session, run_id) for run_id in (*runs, *consoles)] == [1, 2, 1, 2]


def test_it_counts_no_console_towards_the_cap(database, queue_up, run_now):
    judged = queue_up()
    queue_up(lane=Lane.CONSOLE)
    with reading_scope(database) as session:
        assert queued_count(session, run_now(judged).user_id) == 1


def test_it_ends_the_console_of_a_silent_worker_and_tries_it_on_no_other(database, queue_up, run_now):
    gone = {"state": RunState.LEASED, "lease_until": LONG_AGO, "lease_owner": "gone", "lease_token": 1, "attempts": 1}
    console, judged = queue_up(lane=Lane.CONSOLE, **gone), queue_up(**gone)
    with session_scope(database) as session:
        reaped = {each.run_id: (each.owner, each.state) for each in reap(session, 3)}
        session.commit()
    assert reaped == {console: ("gone", RunState.DONE), judged: ("gone", RunState.QUEUED)}
    run = run_now(console)
    assert (run.state, run.verdict, run.lease_owner, run.score) == (RunState.DONE, Verdict.ENDED, None, None)
    assert run.reason == "worker gone went silent during attempt 1"
    with reading_scope(database) as session:
        assert [event.data["verdict"] for event in events_after(session, console)] == ["ended"]

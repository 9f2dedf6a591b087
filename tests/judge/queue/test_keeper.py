import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError

from judge.queue import keeper as module
from judge.queue.cancel import cancel
from judge.queue.keeper import Keeper, KeeperDied
from judge.queue.lease import Happening
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import EventKind, RunState, events_after
from tests.judge.worker_parts import PATIENCE, until

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def lease(queue_up, take):
    queue_up()
    return take().lease


@pytest.fixture
def cancelled():
    return threading.Event()


def told(database, lease):
    with reading_scope(database) as session:
        return [event.data["id"] for event in events_after(session, lease.run_id)]


def test_it_writes_events_in_their_order_while_the_run_goes_on(database, lease, cancelled):
    with Keeper(database, lease, 600, cancelled) as keeper:
        for name in "abc":
            keeper.hear("test", {"id": name})
        until(lambda: told(database, lease) == ["a", "b", "c"])
        keeper.hear("test", {"id": "d"})
        until(lambda: told(database, lease) == ["a", "b", "c", "d"])
    assert keeper.untold() == []
    assert not cancelled.is_set()


def test_it_hands_over_what_it_could_not_write_any_more(database, lease, cancelled, monkeypatch):
    monkeypatch.setattr(module, "BATCH_SECONDS", PATIENCE)
    with Keeper(database, lease, 600, cancelled) as keeper:
        keeper.hear("test", {"id": "last"})
    assert keeper.untold() == [Happening(EventKind.TEST, {"id": "last"})]
    assert told(database, lease) == []


def test_it_refuses_an_event_that_nobody_knows(database, lease, cancelled):
    with pytest.raises(ValueError, match="party"):
        Keeper(database, lease, 600, cancelled).hear("party", {})


def test_it_renews_the_lease_before_it_ends(database, lease, cancelled, change, *, run_now):
    change(lease.run_id, lease_until=LONG_AGO)
    with Keeper(database, lease, 0.1, cancelled):
        until(lambda: run_now(lease.run_id).lease_until > LONG_AGO)
    assert not cancelled.is_set()


def test_it_cancels_the_run_when_the_lease_is_lost(database, lease, cancelled, change):
    change(lease.run_id, lease_token=lease.token + 1)
    with Keeper(database, lease, 0.1, cancelled) as keeper:
        keeper.hear("test", {"id": "late"})
        assert cancelled.wait(PATIENCE)
    assert told(database, lease) == []


def test_it_notices_between_two_heartbeats_that_the_run_was_stopped(database, lease, cancelled, monkeypatch):
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    with Keeper(database, lease, 600, cancelled):
        with session_scope(database) as session:
            assert cancel(session, lease.run_id)
            session.commit()
        assert cancelled.wait(PATIENCE)


def test_it_only_reads_while_it_looks(database, lease, cancelled, monkeypatch):
    looks = []
    real = module.is_live

    def look(*arguments):
        looks.append(real(*arguments))
        return looks[-1]

    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(module, "is_live", look)
    monkeypatch.setattr(module, "heartbeat", lambda *_: pytest.fail("it renews"))
    with Keeper(database, lease, 600, cancelled):
        until(lambda: len(looks) > 3)
    assert all(looks)
    assert not cancelled.is_set()


def test_it_gives_up_a_run_that_never_returns(database, lease, cancelled, monkeypatch):
    monkeypatch.setattr(module, "MAX_RUN_SECONDS", 0.0)
    with Keeper(database, lease, 0.1, cancelled):
        assert cancelled.wait(PATIENCE)


def test_it_tells_nothing_under_a_lease_that_has_ended(database, lease, cancelled, change):
    change(lease.run_id, state=RunState.QUEUED)
    with Keeper(database, lease, 600, cancelled) as keeper:
        keeper.hear("test", {"id": "late"})
        assert cancelled.wait(PATIENCE)
    assert told(database, lease) == []


def test_it_outlives_a_database_that_is_away_and_tells_everything_once(database, lease, cancelled, monkeypatch):
    tries = []
    real = module.tell

    def tell_and_break(session, lease, happenings):
        real(session, lease, happenings)
        tries.append(len(happenings))
        if len(tries) < 3:
            raise OperationalError("INSERT", {}, Exception("disk I/O error"))

    monkeypatch.setattr(module, "tell", tell_and_break)
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    with Keeper(database, lease, 600, cancelled) as keeper:
        keeper.hear("test", {"id": "a"})
        until(lambda: tries)
        keeper.hear("test", {"id": "b"})
        until(lambda: told(database, lease) == ["a", "b"])
    assert keeper.untold() == []
    assert not cancelled.is_set()


def test_it_ends_with_a_run_that_breaks(database, lease, cancelled):
    with suppress(RuntimeError), Keeper(database, lease, 600, cancelled) as keeper:
        raise RuntimeError("on purpose")
    assert not keeper._thread.is_alive()


@pytest.fixture
def run_with_dead_thread(database, lease, cancelled, monkeypatch):
    """Lives through a run in which a mistake of ours ends the thread; the run itself may end with an error."""
    made = threading.Event()

    def break_down(*_arguments):
        made.set()
        raise TypeError("on purpose")

    def go(error=None):
        with Keeper(database, lease, 600, cancelled) as keeper:
            keeper.hear("test", {"id": "a"})
            assert made.wait(PATIENCE)
            if error:
                raise error

    monkeypatch.setattr(module, "tell", break_down)
    return go


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_does_not_hide_that_its_thread_has_died(run_with_dead_thread, cancelled):
    with pytest.raises(KeeperDied):
        run_with_dead_thread()
    assert not cancelled.is_set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_lets_a_runs_own_error_pass_when_its_thread_has_died(run_with_dead_thread):
    with pytest.raises(RuntimeError, match="the run's own"):
        run_with_dead_thread(RuntimeError("the run's own"))

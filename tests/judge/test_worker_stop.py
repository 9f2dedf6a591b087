import threading

import pytest
from sqlalchemy.exc import OperationalError

from judge import worker as module
from judge.domain.verdict import Verdict
from judge.queue import attempt as attempts
from judge.storage.runs import RunState
from judge.worker import ThreadDied, Worker
from sandbox.errors import EngineUnavailable
from tests import cast
from tests.judge.queue.quiet import QuietEngine
from tests.judge.worker_parts import PASSED, PATIENCE, Grader, quick_settings


@pytest.fixture
def engine():
    return QuietEngine()


@pytest.fixture
def hire(engine, database, state_dir):
    """Starts a worker in a thread of its own; asks it to stop at the end, whatever the test did."""
    hired = []

    def start(grader, **changes):
        worker = Worker(engine, database, quick_settings(state_dir, **changes), grade=grader)
        thread = threading.Thread(target=worker.run)
        thread.start()
        hired.append((worker, thread))
        return worker, thread

    yield start
    for worker, thread in hired:
        worker.stop()
        worker.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def until_cancelled(cancelled, **_run):
    assert cancelled.wait(PATIENCE)
    return PASSED


def ended(thread):
    thread.join(PATIENCE)
    return not thread.is_alive()


def test_it_stops_at_once_when_it_has_nothing_to_do(hire):
    worker, thread = hire(Grader(), poll_seconds=10)
    worker.stop()
    assert ended(thread)


def test_it_claims_nothing_when_it_was_told_to_stop_before_it_began(engine, database, state_dir, run_of):
    submission = cast.hand_in(database)
    worker = Worker(engine, database, quick_settings(state_dir), grade=lambda *_, **__: pytest.fail("it judges"))
    worker.stop()
    worker.run()
    assert (run_of(submission).state, run_of(submission).lease_token) == (RunState.QUEUED, 0)


def test_it_finishes_the_run_in_work_and_claims_no_other(database, hire, run_of):
    go_on = threading.Event()

    def wait(**_run):
        assert go_on.wait(PATIENCE)
        return PASSED

    first, second = cast.hand_in(database), cast.hand_in(database)
    grader = Grader(wait)
    worker, thread = hire(grader)
    assert grader.started.wait(PATIENCE)
    worker.stop()
    assert worker._stopping.wait(PATIENCE)
    go_on.set()
    assert ended(thread)
    assert {run_of(first).state, run_of(second).state} == {RunState.DONE, RunState.QUEUED}
    assert len(grader.calls) == 1


def test_it_gives_a_run_back_uncounted_when_the_grace_is_over(database, hire, run_of):
    submission = cast.hand_in(database)
    grader = Grader(until_cancelled)
    worker, thread = hire(grader, grace_seconds=0)
    assert grader.started.wait(PATIENCE)
    worker.stop()
    assert ended(thread)
    run = run_of(submission)
    assert (run.state, run.attempts, run.lease_owner, run.verdict) == (RunState.QUEUED, 0, None, None)


def test_it_gives_a_run_back_at_once_when_asked_twice(database, hire, run_of):
    submission = cast.hand_in(database)
    grader = Grader(until_cancelled)
    worker, thread = hire(grader, grace_seconds=600)
    assert grader.started.wait(PATIENCE)
    worker.stop()
    assert worker._stopping.wait(PATIENCE)
    assert run_of(submission).state is RunState.LEASED
    worker.stop()
    assert ended(thread)
    assert (run_of(submission).state, run_of(submission).attempts) == (RunState.QUEUED, 0)


def test_it_counts_no_attempt_when_the_cancelled_run_ends_with_an_error(database, hire, run_of):
    def break_off(cancelled, **_run):
        assert cancelled.wait(PATIENCE)
        raise EngineUnavailable("the box was removed")

    submission = cast.hand_in(database)
    grader = Grader(break_off)
    worker, thread = hire(grader, grace_seconds=0)
    assert grader.started.wait(PATIENCE)
    worker.stop()
    assert ended(thread)
    assert (run_of(submission).state, run_of(submission).attempts) == (RunState.QUEUED, 0)


def test_it_ends_though_a_run_does_not_let_itself_be_cancelled(database, hire, run_of, monkeypatch):
    monkeypatch.setattr(module, "ABANDON_SECONDS", 0.05)
    let_go = threading.Event()

    def hang(**_run):
        assert let_go.wait(PATIENCE)
        return PASSED

    submission = cast.hand_in(database)
    grader = Grader(hang)
    worker, thread = hire(grader, grace_seconds=0)
    assert grader.started.wait(PATIENCE)
    worker.stop()
    assert ended(thread)
    assert run_of(submission).state is RunState.QUEUED
    let_go.set()
    for slot in threading.enumerate():
        if slot.name.startswith("slot-"):
            slot.join(PATIENCE)
    assert run_of(submission).state is RunState.QUEUED


def test_it_gives_back_what_was_claimed_while_it_was_told_to_go(database, state_dir, engine, run_of, monkeypatch):
    submission = cast.hand_in(database)
    grader = Grader()
    worker = Worker(engine, database, quick_settings(state_dir), grade=grader)
    real = module.claim

    def claim_at_the_last_moment(*arguments):
        worker._abandoning.set()
        return real(*arguments)

    monkeypatch.setattr(module, "claim", claim_at_the_last_moment)
    worker.step()
    assert grader.calls == []
    assert (run_of(submission).state, run_of(submission).attempts) == (RunState.QUEUED, 0)


def test_it_leaves_a_run_to_its_lease_when_it_cannot_give_it_back(database, hire, run_of, monkeypatch):
    def refuse(*_arguments):
        raise OperationalError("UPDATE", {}, Exception("server closed the connection"))

    monkeypatch.setattr(attempts, "release", refuse)
    submission = cast.hand_in(database)
    grader = Grader(until_cancelled)
    worker, thread = hire(grader, grace_seconds=0)
    assert grader.started.wait(PATIENCE)
    worker.stop()
    assert ended(thread)
    assert (run_of(submission).state, run_of(submission).attempts) == (RunState.LEASED, 1)


def test_it_keeps_house_from_its_start(database, hire, engine, run_of):
    expired = cast.hand_in(database, state=RunState.LEASED, lease_token=1, lease_until=cast.NOW, attempts=3)
    _worker, _thread = hire(Grader())
    pause = threading.Event()
    for _ in range(PATIENCE * 100):
        if run_of(expired).state is RunState.QUARANTINED and engine.swept_for:
            break
        pause.wait(0.01)
    assert run_of(expired).verdict is Verdict.JUDGE_ERROR
    assert engine.swept_for[0] == "tests"


def test_it_keeps_house_again_after_the_engine_was_away(hire, engine, monkeypatch):
    monkeypatch.setattr(module, "HOUSEKEEPING_SECONDS", 0.01)
    asked = threading.Semaphore(0)

    def sweep(_instance, _is_live, _now):
        asked.release()
        raise EngineUnavailable("the socket is gone")

    engine.sweep = sweep
    hire(Grader())
    assert all(asked.acquire(timeout=PATIENCE) for _ in range(3))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(("method", "thread"), [("_keep_house", "housekeeping"), ("_work", "slot-1")])
def test_it_ends_with_an_error_when_one_of_its_threads_has_died(
    database, state_dir, engine, monkeypatch, *, method, thread
):
    real = getattr(Worker, method)

    def die(worker, *arguments):
        if threading.current_thread().name == thread:
            raise TypeError("on purpose")
        real(worker, *arguments)

    monkeypatch.setattr(Worker, method, die)
    with pytest.raises(ThreadDied, match=thread):
        Worker(engine, database, quick_settings(state_dir, worker_slots=2), grade=Grader()).run()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_ends_with_an_error_when_all_of_its_slots_have_died_at_once(database, state_dir, engine, monkeypatch):
    def die(_worker, _slot):
        raise TypeError("on purpose")

    monkeypatch.setattr(Worker, "_work", die)
    with pytest.raises(ThreadDied, match="slot-0"):
        Worker(engine, database, quick_settings(state_dir), grade=Grader()).run()


def test_it_finishes_the_run_in_work_before_it_ends_for_a_dead_thread(database, state_dir, engine, run_of, monkeypatch):
    submission = cast.hand_in(database)
    is_asked = threading.Event()

    def go_on_when_asked_to_end(**_run):
        assert is_asked.wait(PATIENCE)
        return PASSED

    grader = Grader(go_on_when_asked_to_end)
    worker = Worker(engine, database, quick_settings(state_dir), grade=grader)
    monkeypatch.setattr(worker, "_keep_house", lambda: grader.started.wait(PATIENCE))
    monkeypatch.setattr(worker, "stop", lambda stop=worker.stop: (stop(), is_asked.set()))
    with pytest.raises(ThreadDied, match="housekeeping"):
        worker.run()
    assert (run_of(submission).state, run_of(submission).verdict) == (RunState.DONE, Verdict.PASSED)

import threading

import pytest
from sqlalchemy.exc import OperationalError

from judge import worker as module
from judge.domain.verdict import Verdict
from judge.errors import Invalid
from judge.queue import attempt as attempts
from judge.queue import finish as finishing
from judge.queue import keeper, readiness
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import EventKind, RunState, events_after, latest_run, results_of_run
from judge.storage.submissions import SubmissionKind
from judge.worker import Worker
from sandbox.errors import BadJob, EngineUnavailable
from tests import cast
from tests.judge.queue.quiet import QuietEngine
from tests.judge.worker_parts import PASSED, PATIENCE, TESTER_LOST, Grader, quick_settings


@pytest.fixture
def engine():
    return QuietEngine()


@pytest.fixture
def hire(engine, database, state_dir):
    """Makes a worker with a grader, and settings that differ as told."""

    def make(grader, **changes):
        return Worker(engine, database, quick_settings(state_dir, **changes), grade=grader)

    return make


@pytest.fixture
def no_pause(monkeypatch):
    """A failed attempt may be tried again at once."""
    monkeypatch.setattr(finishing, "BACKOFF_SECONDS", 0.0)


def events_of(database, run):
    with reading_scope(database) as session:
        return [(event.kind.value, event.data) for event in events_after(session, run.id)]


def test_it_judges_what_waits_and_says_whether_it_found_any(database, hire, run_of):
    submission = cast.hand_in(database)
    worker = hire(Grader())
    assert [worker.step(), worker.step()] == [True, False]
    run = run_of(submission)
    assert (run.state, run.verdict, run.score, run.attempts) == (RunState.DONE, Verdict.PASSED, 10, 1)
    with reading_scope(database) as session:
        assert [row.test_id for row in results_of_run(session, run.id)] == ["test_lists", "test_refuses"]


def test_it_tells_grading_all_it_must_know(database, hire, engine, run_of):
    submission = cast.hand_in(database, kind=SubmissionKind.RUN, seed=4711)
    grader = Grader()
    hire(grader).step(slot=3)
    (call,) = grader.calls
    assert call.pop("loaded").problem.title == "A little list"
    assert callable(call.pop("listener"))
    assert not call.pop("cancelled").is_set()
    assert call == {
        "engine": engine,
        "files": cast.ANSWER,
        "stack": cast.STACK,
        "is_sample_run": True,
        "seed": 4711,
        "variant": None,
        "run_id": run_of(submission).id,
        "lease": 1,
        "instance": "tests",
        "slot": 3,
    }


def test_it_judges_by_the_manifest_fixed_at_publication(database, hire):
    cast.hand_in(database)
    grader = Grader()
    hire(grader).step()
    loaded = grader.calls[0]["loaded"]
    assert [test.id for test in loaded.manifest.tests] == [test["id"] for test in cast.TESTS]
    assert loaded.statement.startswith("## Contract")


def test_it_loads_a_problem_once_for_many_runs(database, hire):
    for _ in range(3):
        cast.hand_in(database)
    grader = Grader()
    worker = hire(grader)
    while worker.step():
        pass
    assert len({id(call["loaded"]) for call in grader.calls}) == 1
    assert len(grader.calls) == 3


def test_it_tells_events_before_the_verdict_in_their_order(database, hire, run_of):
    def narrate(listener, **_run):
        listener("phase", {"phase": "running"})
        for name in ("test_lists", "test_refuses"):
            listener("test", {"id": name, "outcome": "passed", "ms": 7})
        return PASSED

    submission = cast.hand_in(database)
    hire(Grader(narrate)).step()
    assert [kind for kind, _data in events_of(database, run_of(submission))] == ["phase", "test", "test", "verdict"]


def test_it_tries_again_when_the_engine_failed_and_gives_up_after_three(database, hire, run_of, no_pause):
    submission = cast.hand_in(database)
    grader = Grader(*[EngineUnavailable("the socket is gone")] * 4)
    worker = hire(grader)
    assert [worker.step() for _ in range(4)] == [True, True, True, False]
    run = run_of(submission)
    assert (run.state, run.verdict, run.score, run.attempts) == (
        RunState.QUARANTINED,
        Verdict.JUDGE_ERROR,
        None,
        3,
    )
    assert run.reason == "EngineUnavailable: the socket is gone"
    kinds = [kind for kind, _data in events_of(database, run)]
    assert kinds == ["requeued", "requeued", "verdict"]


def test_it_tries_again_when_the_tester_was_lost(database, hire, run_of, no_pause):
    submission = cast.hand_in(database)
    worker = hire(Grader(TESTER_LOST, PASSED))
    assert [worker.step() for _ in range(3)] == [True, True, False]
    run = run_of(submission)
    assert (run.state, run.verdict, run.attempts) == (RunState.DONE, Verdict.PASSED, 2)


@pytest.mark.parametrize("error", [BadJob("a name is too long"), Invalid("no such stack", "stack")])
def test_it_does_not_try_again_what_can_never_run(database, hire, run_of, error):
    submission = cast.hand_in(database)
    hire(Grader(error)).step()
    run = run_of(submission)
    assert (run.state, run.attempts) == (RunState.QUARANTINED, 1)
    assert str(error) in run.reason


def test_it_survives_a_mistake_of_ours_and_records_its_last_line(database, hire, run_of):
    broken, sound = cast.hand_in(database), cast.hand_in(database)
    worker = hire(Grader(ZeroDivisionError("division by zero")))
    assert [worker.step(), worker.step()] == [True, True]
    found = sorted((run_of(broken), run_of(sound)), key=lambda run: run.state)
    assert [run.state for run in found] == [RunState.DONE, RunState.QUEUED]
    assert found[1].reason == "ZeroDivisionError: division by zero"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_tries_again_when_nobody_kept_the_lease(database, hire, run_of, monkeypatch, no_pause):
    broken = threading.Event()

    def break_down(*_arguments):
        broken.set()
        raise TypeError("on purpose")

    def speak(listener, **_run):
        listener("phase", {"phase": "running"})
        assert broken.wait(PATIENCE)
        return PASSED

    submission = cast.hand_in(database)
    worker = hire(Grader(speak))
    with monkeypatch.context() as mistaken:
        mistaken.setattr(keeper, "tell", break_down)
        assert worker.step() is True
    run = run_of(submission)
    assert (run.state, run.verdict, run.attempts) == (RunState.QUEUED, None, 1)
    assert "KeeperDied: the thread that keeps the lease has died" in run.reason
    worker.step()
    assert run_of(submission).verdict is Verdict.PASSED


def test_it_drops_the_result_of_a_run_whose_lease_was_lost(database, hire, run_of):
    submission = cast.hand_in(database)

    def lose_the_lease(cancelled, **_run):
        with session_scope(database) as session:
            latest_run(session, submission).lease_token += 1
            session.commit()
        assert cancelled.wait(PATIENCE)
        return PASSED

    worker = hire(Grader(lose_the_lease), lease_seconds=1)
    assert worker.step() is True
    run = run_of(submission)
    assert (run.state, run.lease_token, run.verdict) == (RunState.LEASED, 2, None)
    assert events_of(database, run) == []


@pytest.mark.parametrize("deed", [PASSED, TESTER_LOST, EngineUnavailable("gone"), RuntimeError("a mistake")])
def test_it_changes_nothing_when_it_is_done_after_somebody_else_has_the_run(database, hire, run_of, deed):
    submission = cast.hand_in(database)

    def wake_up_late(**_run):
        with session_scope(database) as session:
            latest_run(session, submission).lease_token += 1
            session.commit()
        if isinstance(deed, Exception):
            raise deed
        return deed

    assert hire(Grader(wake_up_late)).step() is True
    run = run_of(submission)
    assert (run.state, run.lease_token, run.verdict, run.reason) == (RunState.LEASED, 2, None, "")


def test_it_writes_the_verdict_when_the_database_is_back(database, hire, run_of, monkeypatch):
    tries = []
    real = attempts.finish

    def finish_and_break(*arguments):
        real(*arguments)
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("UPDATE", {}, Exception("server closed the connection"))

    monkeypatch.setattr(attempts, "finish", finish_and_break)
    monkeypatch.setattr(attempts, "RETRY_SECONDS", 0.001)
    submission = cast.hand_in(database)
    hire(Grader()).step()
    assert len(tries) == 3
    assert run_of(submission).verdict is Verdict.PASSED
    assert len(events_of(database, run_of(submission))) == 1


def test_it_leaves_the_run_to_its_lease_when_the_database_stays_away(database, hire, run_of, monkeypatch):
    def refuse(*_arguments):
        raise OperationalError("UPDATE", {}, Exception("server closed the connection"))

    for name in ("finish", "fail_attempt"):
        monkeypatch.setattr(attempts, name, refuse)
    monkeypatch.setattr(attempts, "RETRY_SECONDS", 0.3)
    submission = cast.hand_in(database)
    worker = hire(Grader(), lease_seconds=1)
    assert worker.step() is True
    assert run_of(submission).state is RunState.LEASED


def test_it_claims_nothing_while_the_database_is_away(database, hire, monkeypatch):
    def refuse(*_arguments):
        raise OperationalError("UPDATE", {}, Exception("server closed the connection"))

    cast.hand_in(database)
    grader = Grader()
    worker = hire(grader)
    with monkeypatch.context() as broken:
        broken.setattr(module, "claim", refuse)
        broken.setattr(module, "DATABASE_PAUSE_SECONDS", 0.001)
        assert worker.step() is False
    assert grader.calls == []
    assert worker.step() is True


def test_it_survives_a_mistake_before_anything_was_claimed(database, hire, monkeypatch):
    def refuse(*_arguments):
        raise RuntimeError("on purpose")

    cast.hand_in(database)
    worker = hire(Grader())
    with monkeypatch.context() as broken:
        broken.setattr(module, "claim", refuse)
        assert worker.step() is False
    assert worker.step() is True


def test_it_claims_nothing_while_the_disk_is_full(database, hire, run_of, monkeypatch):
    submission = cast.hand_in(database)
    worker = hire(Grader())
    with monkeypatch.context() as full:
        full.setattr(readiness, "free_mib", lambda _path: 0)
        assert worker.step() is False
    assert run_of(submission).attempts == 0
    assert worker.step() is True


def test_it_uses_up_one_attempt_and_not_all_while_the_engine_is_away(database, hire, engine, run_of, no_pause):
    submission = cast.hand_in(database)

    def lose_the_engine(**_run):
        engine.is_away = True
        raise EngineUnavailable("the socket is gone")

    worker = hire(Grader(lose_the_engine))
    assert [worker.step() for _ in range(5)] == [True, False, False, False, False]
    run = run_of(submission)
    assert (run.state, run.attempts) == (RunState.QUEUED, 1)


def test_it_takes_users_in_turn(database, hire, run_of):
    alices = [cast.hand_in(database, "alice") for _ in range(3)]
    bobs = cast.hand_in(database, "bob")
    grader = Grader()
    worker = hire(grader)
    while worker.step():
        pass
    assert grader.runs.index(run_of(bobs).id) < 2
    assert sorted(grader.runs) == sorted(run_of(each).id for each in [*alices, bobs])


def test_it_takes_back_expired_leases_and_removes_boxes_that_are_nobodys(database, hire, engine, run_of):
    expired = cast.hand_in(
        database, state=RunState.LEASED, lease_token=1, lease_owner="gone", lease_until=cast.NOW, attempts=1
    )
    given_up = cast.hand_in(
        database, state=RunState.LEASED, lease_token=3, lease_owner="gone", lease_until=cast.NOW, attempts=3
    )
    live = cast.hand_in(
        database, state=RunState.LEASED, lease_token=5, lease_until=cast.NOW.replace(year=2999), attempts=1
    )
    outside = ("gate", 0)
    engine.boxes = [(run_of(expired).id, 1), (run_of(live).id, 4), (run_of(live).id, 5), outside]
    hire(Grader()).housekeep()
    assert run_of(expired).state is RunState.QUEUED
    assert run_of(given_up).state is RunState.QUARANTINED
    assert run_of(live).state is RunState.LEASED
    assert engine.boxes == [(run_of(live).id, 5), outside]
    assert engine.swept_for == ["tests"]


def test_it_closes_timed_sessions_whose_owner_is_gone(database, hire):
    with cast.session_scope(database) as session:
        cast.seat(session)
    hire(Grader()).housekeep()
    with cast.session_scope(database) as session:
        assert session.get_one(cast.Sitting, "sitting").finished_at is not None


def test_it_knows_every_kind_of_event_that_the_sandbox_tells():
    assert {kind.value for kind in EventKind} >= {"phase", "test"}


def test_it_gives_each_of_several_workers_its_own_name(hire):
    assert hire(Grader()).owner != hire(Grader()).owner


def test_it_judges_side_by_side_in_its_slots(database, hire, run_of):
    together = threading.Barrier(2, timeout=PATIENCE)

    def meet(**_run):
        together.wait()
        return PASSED

    submissions = [cast.hand_in(database, name) for name in ("alice", "bob")]
    worker = hire(Grader(meet, meet), worker_slots=2)
    thread = threading.Thread(target=worker.run)
    thread.start()
    pause = threading.Event()
    for _ in range(PATIENCE * 100):
        if all(run_of(each).state is RunState.DONE for each in submissions):
            break
        pause.wait(0.01)
    worker.stop()
    thread.join(PATIENCE)
    assert [run_of(each).verdict for each in submissions] == [Verdict.PASSED] * 2

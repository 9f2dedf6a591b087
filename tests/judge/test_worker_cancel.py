"""A run that its owner stops: its boxes go at once, and what the worker still brings is dropped."""

import threading

import pytest

from judge import practice
from judge.domain.verdict import Verdict
from judge.queue import attempt as attempts
from judge.queue import keeper
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import EventKind, RunState, events_after, results_of_run
from judge.worker import Worker
from sandbox.fake import FakeEngine
from tests import cast
from tests.judge.queue.quiet import QuietEngine
from tests.judge.worker_parts import PASSED, PATIENCE, Grader, quick_settings, until

ALICE = cast.account("alice")


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch):
    monkeypatch.setattr(keeper, "LOOK_SECONDS", 0.01)


@pytest.fixture
def stop(database):
    def call(submission_id):
        with session_scope(database) as session:
            practice.cancel(session, ALICE, submission_id)

    return call


def test_it_removes_the_boxes_of_a_run_that_is_stopped(database, state_dir, stop, run_of):
    submission = cast.hand_in(database)
    never = threading.Event()
    engine = FakeEngine.judging(hold=never)
    worker = Worker(engine, database, quick_settings(state_dir))
    thread = threading.Thread(target=worker.step)
    thread.start()
    until(lambda: len(engine.left) == 2)
    stop(submission)
    thread.join(PATIENCE)
    never.set()
    assert not thread.is_alive()
    assert engine.left == []
    run = run_of(submission)
    assert (run.state, run.verdict, run.score, run.attempts) == (RunState.CANCELLED, Verdict.CANCELLED, None, 1)
    assert worker.step() is False


def test_it_writes_no_second_end_when_it_is_stopped_while_its_result_is_written(
    database, state_dir, stop, run_of, monkeypatch
):
    submission = cast.hand_in(database)
    real = attempts.finish

    def stop_first(session, *arguments):
        session.rollback()
        stop(submission)
        real(session, *arguments)

    monkeypatch.setattr(attempts, "finish", stop_first)
    assert Worker(QuietEngine(), database, quick_settings(state_dir), grade=Grader(PASSED)).step() is True
    run = run_of(submission)
    assert (run.state, run.verdict, run.score) == (RunState.CANCELLED, Verdict.CANCELLED, None)
    with reading_scope(database) as session:
        assert results_of_run(session, run.id) == []
        told = [event.data["verdict"] for event in events_after(session, run.id) if event.kind is EventKind.VERDICT]
    assert told == ["cancelled"]


def test_it_keeps_a_verdict_that_was_written_before_the_wish_to_stop(database, state_dir, stop, run_of):
    submission = cast.hand_in(database)
    Worker(QuietEngine(), database, quick_settings(state_dir), grade=Grader(PASSED)).step()
    stop(submission)
    assert (run_of(submission).state, run_of(submission).verdict) == (RunState.DONE, Verdict.PASSED)

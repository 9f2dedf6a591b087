"""Consoles in a worker: what is asked is answered, nothing else waits for it, and it ends in exactly one way."""

import threading
from uuid import uuid4

import pytest

from judge import consoles
from judge.desks import practice_desk
from judge.domain.command import Command
from judge.domain.verdict import Verdict
from judge.grading.judgement import Judgement
from judge.queue import commands, finish, keeper
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import Lane, RunState, events_after, latest_run
from judge.worker import Worker
from sandbox import console as sandbox_console
from sandbox.base import Engine
from sandbox.errors import EngineUnavailable
from sandbox.fake import FakeEngine
from sandbox.run import BoxEnd
from sandbox.scripts import Exit
from tests import cast
from tests.judge.worker_parts import PASSED, PATIENCE, Grader, quick_settings

ALICE = cast.account("alice")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    """What is waited for in daily use is not waited for here."""
    monkeypatch.setattr(commands, "IDLE_POLL_SECONDS", 0.01)
    monkeypatch.setattr(commands, "BUSY_POLL_SECONDS", 0.01)
    monkeypatch.setattr(keeper, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(finish, "BACKOFF_SECONDS", 0.0)
    monkeypatch.setattr(sandbox_console, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(sandbox_console, "LOG_SECONDS", 0.0)


@pytest.fixture
def settings(state_dir):
    return quick_settings(state_dir)


@pytest.fixture
def hire(database, settings):
    """Starts a worker in a thread of its own; ends it with the test."""
    hired = []

    def start(engine: Engine, **how):
        worker = Worker(engine, database, settings, **how)
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


@pytest.fixture
def console(database, settings):
    """Alice's console as she uses it."""
    return Desk(database, settings)


class Desk:
    def __init__(self, database, settings):
        self._database, self._settings = database, settings
        self.id = ""

    def open(self, slug=cast.SLUG):
        with session_scope(self._database) as session:
            desk = practice_desk(session, ALICE, slug)
            known = {"stack": cast.STACK, "files": dict(cast.ANSWER), "key": str(uuid4())}
            self.id = consoles.open_console(session, desk, settings=self._settings, now=cast.NOW, **known)

    def ask(self, path="/items"):
        command = Command(type="request", method="GET", path=path)
        with session_scope(self._database) as session:
            return consoles.ask(session, ALICE, self.id, command, now=cast.NOW)

    def close(self):
        with session_scope(self._database) as session:
            consoles.close(session, ALICE, self.id)

    def view(self):
        with reading_scope(self._database) as session:
            return consoles.view(session, ALICE, self.id, 0)

    def run(self):
        with reading_scope(self._database) as session:
            return latest_run(session, self.id)

    def until(self, is_true):
        pause = threading.Event()
        for _ in range(PATIENCE * 100):
            seen = self.view()
            if is_true(seen):
                return seen
            pause.wait(0.01)
        raise AssertionError(f"it did not happen: {seen}")

    def answer(self, number):
        seen = self.until(lambda seen: len(seen.answers) >= number and seen.answers[number - 1].answer)
        return seen.answers[number - 1].answer


def test_it_answers_what_is_asked_before_and_after_it_is_ready(hire, console):
    console.open()
    console.ask("/first")
    engine = FakeEngine.console(log=b"listening\n")
    hire(engine)
    assert '"path": "/first"' in console.answer(1)["body"]
    assert console.answer(1)["log"] == "listening\n"
    console.until(lambda seen: seen.phase == "ready")
    console.ask("/second")
    assert '"path": "/second"' in console.answer(2)["body"]
    console.close()
    console.until(lambda _seen: not engine.left)
    assert (console.run().state, console.run().verdict) == (RunState.CANCELLED, Verdict.ENDED)


def test_it_keeps_nobody_waiting_for_a_verdict(database, hire, console):
    console.open()
    grader = Grader()
    hire(FakeEngine.console(), grade=grader)
    console.until(lambda seen: seen.phase == "ready")
    submission = cast.hand_in(database)
    assert grader.started.wait(PATIENCE)
    console.until(lambda _seen: run_of(database, submission).state is RunState.DONE)
    assert console.view().state == "leased"


def run_of(database, submission_id):
    with reading_scope(database) as session:
        return latest_run(session, submission_id)


def test_it_gives_consoles_slots_behind_those_for_judging(database, state_dir):
    slots = []

    def serve(*_engine_and_problem, slot, **_console):
        slots.append(slot)
        return Judgement(verdict=Verdict.ENDED, score=None, max_score=0, tests=())

    worker = Worker(
        FakeEngine.console(), database, quick_settings(state_dir, worker_slots=3, console_slots=2), serve=serve
    )
    assert worker._lanes() == [Lane.JUDGE] * 3 + [Lane.CONSOLE] * 2
    console_id = cast.hand_in(database, kind="try", lane=Lane.CONSOLE)
    assert worker.step(0) is False
    assert worker.step(4, Lane.CONSOLE) is True
    assert slots == [4]
    assert run_of(database, console_id).verdict is Verdict.ENDED


def test_it_opens_none_where_it_has_no_slots_for_them(database, state_dir):
    assert Worker(FakeEngine.console(), database, quick_settings(state_dir, console_slots=0))._lanes() == [Lane.JUDGE]


def test_it_ends_when_nobody_asks(hire, console, monkeypatch):
    monkeypatch.setattr(sandbox_console, "IDLE_SECONDS", 0.05)
    console.open()
    engine = FakeEngine.console()
    hire(engine)
    seen = console.until(lambda seen: seen.is_final)
    assert (seen.state, seen.label) == ("done", "Ended")
    assert seen.sentence == consoles.ENDS["idle"]
    assert engine.left == []


def test_it_ends_when_it_is_old(hire, console, monkeypatch):
    monkeypatch.setattr(sandbox_console, "LIFE_SECONDS", 0.05)
    console.open()
    hire(FakeEngine.console())
    assert console.until(lambda seen: seen.is_final).sentence == consoles.ENDS["open"]


def test_it_ends_when_it_has_answered_enough(hire, console, monkeypatch):
    monkeypatch.setattr(sandbox_console, "MAX_COMMANDS", 1)
    console.open()
    console.ask()
    hire(FakeEngine.console())
    assert console.until(lambda seen: seen.is_final).label == "Ended"
    assert console.run().reason == "1 commands were answered"


def test_it_knows_the_boxes_own_numbers():
    assert consoles.IDLE_SECONDS == sandbox_console.IDLE_SECONDS
    assert consoles.MAX_COMMANDS == sandbox_console.MAX_COMMANDS


def test_it_tells_of_a_service_that_does_not_start(hire, console):
    console.open()
    hire(FakeEngine.exiting(1, log=b"ModuleNotFoundError: flusk"))
    seen = console.until(lambda seen: seen.is_final)
    assert (seen.label, seen.log) == ("Did not start", "ModuleNotFoundError: flusk")
    assert (console.run().score, console.run().max_score) == (None, 0)


def test_it_tells_of_a_service_that_ends(hire, console):
    console.open()
    console.ask("/crash")
    hire(FakeEngine.console(lambda _command: [Exit(BoxEnd(1, out_of_memory=False), role="submission")]))
    seen = console.until(lambda seen: seen.is_final)
    assert (seen.label, seen.sentence) == ("Crashed", consoles.SENTENCES[Verdict.CRASHED])
    assert seen.answers[0].answer["type"] == "error"


def test_it_tries_again_while_nobody_has_spoken_to_it(hire, console):
    engine = FakeEngine.console()
    calls = []

    def serve(*arguments, **how):
        calls.append(1)
        if len(calls) == 1:
            raise EngineUnavailable("the socket is gone")
        return Judgement(verdict=Verdict.ENDED, score=None, max_score=0, tests=(), reason="idle for 120 s")

    console.open()
    hire(engine, serve=serve)
    assert console.until(lambda seen: seen.is_final).label == "Ended"
    assert (len(calls), console.run().attempts) == (2, 2)


@pytest.mark.parametrize("end", [EngineUnavailable("the socket is gone"), ZeroDivisionError("a mistake")])
def test_it_is_not_begun_again_once_it_was_ready(hire, console, end):
    def serve(*_engine_and_problem, listener, **_console):
        listener("phase", {"phase": "preparing"})
        listener("phase", {"phase": "ready"})
        raise end

    console.open()
    hire(FakeEngine.console(), serve=serve)
    seen = console.until(lambda seen: seen.is_final)
    assert (seen.state, seen.label, seen.sentence) == (
        "quarantined",
        "Judge error",
        "This one is on us. Start it again.",
    )
    assert console.run().attempts == 1


def test_it_ends_at_once_when_its_worker_stops(database, hire, console):
    console.open()
    engine = FakeEngine.console()
    worker, thread = hire(engine)  # whose grace is a minute
    console.until(lambda seen: seen.phase == "ready")
    worker.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    seen = console.view()
    assert (seen.state, seen.label, seen.sentence) == ("done", "Ended", consoles.SENTENCES[Verdict.ENDED])
    assert engine.left == []
    with reading_scope(database) as session:
        kinds = [event.kind.value for event in events_after(session, console.run().id)]
    assert kinds[-1] == "verdict"
    assert "requeued" not in kinds


def test_it_is_given_back_when_its_worker_stops_before_it_was_ready(hire, console):
    begun = threading.Event()

    def serve(*_engine_and_problem, listener, cancelled, **_console):
        listener("phase", {"phase": "preparing"})
        begun.set()
        assert cancelled.wait(PATIENCE)
        return PASSED

    console.open()
    worker, thread = hire(FakeEngine.console(), serve=serve)
    assert begun.wait(PATIENCE)
    worker.stop()
    thread.join(PATIENCE)
    assert (console.run().state, console.run().attempts) == (RunState.QUEUED, 0)


def test_it_is_stopped_in_exactly_one_way_when_it_is_closed_while_it_ends(hire, console):
    """The close comes between the end of the boxes and the writing of it."""
    console.open()

    def serve(*_engine_and_problem, **_console):
        console.close()
        return Judgement(verdict=Verdict.CRASHED, score=None, max_score=0, tests=())

    hire(FakeEngine.console(), serve=serve)
    console.until(lambda seen: seen.is_final)
    assert (console.run().state, console.run().verdict) == (RunState.CANCELLED, Verdict.ENDED)

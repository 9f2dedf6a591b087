import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from judge.domain.verdict import Verdict
from judge.storage.engine import reading_scope
from judge.storage.runs import RunState, events_after
from tests import cast
from tests.judge.worker_parts import PATIENCE

ROOT = Path(__file__).parents[2]


class WorkerProcess:
    """One worker; what it logs goes to a file."""

    def __init__(self, state_dir: Path, url: str, name: str, score: int) -> None:
        self.name = name
        self.state_dir = state_dir
        self.log = state_dir / f"{name}.log"
        command = [sys.executable, "-m", "tests.judge.worker_process", str(state_dir), url, name, str(score)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def has_begun(self) -> bool:
        return any(self.state_dir.glob(f"{self.name}-began-*"))

    def may_end(self) -> None:
        (self.state_dir / f"{self.name}-may-end").touch()

    def has_said(self, words: str) -> bool:
        return words in self.log.read_text()


@pytest.fixture
def hire(database, state_dir):
    hired = []

    def start(name, score):
        worker = WorkerProcess(state_dir, database.url.render_as_string(hide_password=False), name, score)
        hired.append(worker)
        return worker

    yield start
    for worker in hired:
        worker.process.kill()
        worker.process.wait()


def until(is_true, *workers):
    pause = threading.Event()
    for _ in range(PATIENCE * 50):
        if is_true():
            return
        pause.wait(0.02)
    pytest.fail("it did not happen:\n" + "\n".join(worker.log.read_text() for worker in workers))


def verdicts(database, run):
    with reading_scope(database) as session:
        return [event.data["score"] for event in events_after(session, run.id) if event.kind == "verdict"]


def test_it_judges_once_what_a_killed_worker_had_begun(database, hire, run_of):
    submission = cast.hand_in(database)
    killed = hire("killed", score=1)
    until(killed.has_begun, killed)
    killed.process.send_signal(signal.SIGKILL)
    killed.process.wait(PATIENCE)
    heir = hire("heir", score=9)
    heir.may_end()
    until(lambda: run_of(submission).state is RunState.DONE, heir)
    run = run_of(submission)
    assert (run.verdict, run.score, run.attempts) == (Verdict.PASSED, 9, 2)
    assert verdicts(database, run) == [9]


def test_it_refuses_the_result_of_a_worker_that_was_frozen_for_longer_than_its_lease(database, hire, run_of):
    submission = cast.hand_in(database)
    frozen = hire("frozen", score=1)
    until(frozen.has_begun, frozen)
    with database.begin():  # we hold SQLite's one write lock meanwhile, so that it cannot freeze while it does
        frozen.process.send_signal(signal.SIGSTOP)
        os.waitpid(frozen.process.pid, os.WUNTRACED)
    frozen.may_end()
    heir = hire("heir", score=9)
    heir.may_end()
    until(lambda: run_of(submission).state is RunState.DONE, heir)
    frozen.process.send_signal(signal.SIGCONT)
    until(lambda: frozen.has_said("result refused") or frozen.has_said("result dropped"), frozen)
    run = run_of(submission)
    assert (run.verdict, run.score, run.attempts, run.lease_token) == (Verdict.PASSED, 9, 2, 2)
    assert verdicts(database, run) == [9]


def test_it_ends_by_itself_when_it_is_asked_to(database, hire, run_of):
    submission = cast.hand_in(database)
    worker = hire("polite", score=5)
    until(worker.has_begun, worker)
    worker.process.send_signal(signal.SIGTERM)
    until(lambda: worker.has_said('"stopping"'), worker)
    worker.may_end()
    assert worker.process.wait(PATIENCE) == 0
    assert (run_of(submission).state, run_of(submission).score) == (RunState.DONE, 5)


def test_it_gives_its_run_back_at_the_second_signal(database, hire, run_of):
    submission = cast.hand_in(database)
    worker = hire("hurried", score=5)
    until(worker.has_begun, worker)
    for words in ('"stopping"', "run released"):
        worker.process.send_signal(signal.SIGTERM)
        until(lambda words=words: worker.has_said(words), worker)
    assert worker.process.wait(PATIENCE) == 0
    assert (run_of(submission).state, run_of(submission).attempts) == (RunState.QUEUED, 0)

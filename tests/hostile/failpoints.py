"""Fail-points: places in a worker's life where a test lets something go wrong.

The product knows nothing of them, so there is no switch that could be found in production: the points are reached by
wrapping the parts that a worker is made of, in a process of the tests' own (faulty_worker.py).
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from judge import worker
from judge.grading.grade import grade
from judge.grading.judgement import Judgement
from judge.queue import attempt
from sandbox.base import Box, BoxSpec, Sink
from sandbox.docker import DockerEngine
from sandbox.errors import EngineUnavailable
from sandbox.run import BoxEnd

WAIT_SECONDS = 60


class Point(StrEnum):
    """Where a run can be, in this order."""

    CLAIMED = "claimed"  # the claim is committed
    TESTER_CREATED = "tester-created"  # one box is there, not started
    SUBMISSION_STARTED = "submission-started"  # the stranger's box waits for its files
    TESTS_RUN = "tests-run"  # the first test's end is told
    BOXES_GO = "boxes-go"  # one box is removed, the other is not
    JUDGED = "judged"  # no box is left, nothing is written
    ENDING = "ending"  # the verdict is written, not committed
    ENDED = "ended"  # the verdict is committed, and the worker has not been told


class Deed(StrEnum):
    """What happens there."""

    KILL = "kill"  # as the kernel ends a process: nothing can be put in order
    FAIL = "fail"  # as if the engine had not answered
    WAIT = "wait"  # says that it is there, and waits for the test to let it go on


class FailPoints:
    """One point and its deed, done as often as is asked."""

    def __init__(self, folder: Path, point: str, deed: str, times: int = 1) -> None:
        self._folder = folder
        self._point = Point(point)
        self._deed = Deed(deed)
        self._left = times
        self._lock = threading.Lock()

    def reach(self, point: Point) -> None:
        """The worker is there."""
        with self._lock:
            if point is not self._point or self._left == 0:
                return
            self._left -= 1
        match self._deed:
            case Deed.KILL:
                os.kill(os.getpid(), signal.SIGKILL)
            case Deed.FAIL:
                raise EngineUnavailable(f"on purpose: {point}")
            case Deed.WAIT:
                self._wait()

    def _wait(self) -> None:
        (self._folder / "reached").touch()
        deadline = time.monotonic() + WAIT_SECONDS
        while not (self._folder / "go-on").exists() and time.monotonic() < deadline:
            time.sleep(0.01)  # noqa: TID251 - the test is another process

    def watch_commits(self) -> None:
        """Notes in each session what it writes, and reaches the points around its commit."""
        worker.claim = _noting("claim", worker.claim)
        attempt.finish = _noting("finish", attempt.finish)

        @event.listens_for(Session, "before_commit")
        def before(session: Session) -> None:
            if session.info.get("wrote") == "finish":
                self.reach(Point.ENDING)

        @event.listens_for(Session, "after_commit")
        def after(session: Session) -> None:
            wrote = session.info.pop("wrote", "")
            if wrote:
                self.reach(Point.CLAIMED if wrote == "claim" else Point.ENDED)

    def grade(self, *engine_and_problem: Any, listener: Callable[[str, dict[str, Any]], None], **run: Any) -> Judgement:
        """The real grading."""

        def hear(kind: str, data: dict[str, Any]) -> None:
            listener(kind, data)
            if kind == "test":
                self.reach(Point.TESTS_RUN)

        judgement = grade(*engine_and_problem, listener=hear, **run)
        self.reach(Point.JUDGED)
        return judgement


def _noting(what: str, write: Callable[..., Any]) -> Callable[..., Any]:
    def noting(session: Session, *arguments: Any) -> Any:
        written = write(session, *arguments)
        if what != "claim" or written is not None:
            session.info["wrote"] = what
        return written

    return noting


class FaultyBox:
    """A real box."""

    def __init__(self, box: Box, role: str, points: FailPoints) -> None:
        self.id = box.id
        self._box = box
        self._role = role
        self._points = points

    def start(self) -> None:
        self._box.start()
        if self._role == "submission":
            self._points.reach(Point.SUBMISSION_STARTED)

    def send(self, data: bytes) -> None:
        self._box.send(data)

    def kill(self) -> None:
        self._box.kill()

    def end(self) -> BoxEnd | None:
        return self._box.end()

    def remove(self) -> None:
        self._box.remove()
        self._points.reach(Point.BOXES_GO)


class FaultyEngine(DockerEngine):
    """The real engine."""

    def __init__(self, points: FailPoints) -> None:
        super().__init__()
        self._points = points

    def create(self, spec: BoxSpec, sink: Sink) -> Box:
        box = FaultyBox(super().create(spec, sink), spec.role, self._points)
        if spec.role == "tester":
            self._points.reach(Point.TESTER_CREATED)
        return box

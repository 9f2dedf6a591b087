"""The test that runs now: its deadline, what it exchanged, what it compared, how it failed."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import pytest

from sandbox.inside.tester.errors import DeadlinePassed
from sandbox.inside.tester.exchanges import Recorder

ALARM_DELAY_SECONDS = 0.25  # requests end at the deadline by themselves and leave a better message than the alarm
ALARM_REPEAT_SECONDS = 0.25  # a test that swallowed the first alarm gets another


@dataclass
class Turn:
    """One test from its first to its last phase."""

    id: str
    seconds: float
    starts_at: float = field(default_factory=time.monotonic)
    recorder: Recorder = field(default_factory=Recorder)
    comparison: dict[str, Any] | None = None
    failure: pytest.ExceptionInfo[BaseException] | None = None

    @property
    def ends_at(self) -> float:
        """When the test's time is up, on the monotonic clock."""
        return self.starts_at + self.seconds

    def milliseconds(self) -> int:
        """How long it has taken so far."""
        return round((time.monotonic() - self.starts_at) * 1000)


TURN = pytest.StashKey[Turn]()


@contextmanager
def alarm(at: float) -> Iterator[None]:
    """Raises DeadlinePassed in the main thread at the time `at`, again and again until the block is left.

    A loop in C that never looks for signals is beyond its reach: the worker's clock for the whole run ends that.
    """
    is_armed = True

    def ring(_number: int, _frame: FrameType | None) -> None:
        if is_armed:
            raise DeadlinePassed

    signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(0.001, at - time.monotonic()), ALARM_REPEAT_SECONDS)
        yield
    finally:
        try:
            is_armed = False
        finally:  # entered even if the alarm rang on the way to the line above
            is_armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_IGN)

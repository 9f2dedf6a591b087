"""Whether a worker may claim: a full disk or an engine that is away must not use up anybody's attempts."""

import threading
import time
from pathlib import Path

import structlog

from judge.queue.disk import free_mib
from sandbox.base import Engine
from sandbox.errors import SandboxError

FIT_SECONDS = 10.0  # how long an engine that answered is trusted: asking costs it some milliseconds
UNFIT_SECONDS = 1.0  # how soon one that did not is asked again

log = structlog.get_logger()


class Readiness:
    """Asked before each claim, by every slot of a worker."""

    def __init__(self, engine: Engine, state_dir: Path, min_free_mib: int) -> None:
        self._engine = engine
        self._state_dir = state_dir
        self._min_free_mib = min_free_mib
        self._lock = threading.Lock()
        self._engine_trouble = ""
        self._ask_again = 0.0
        self._trouble = ""

    def is_ready(self) -> bool:
        """Disk and engine are fit. What stands in the way is logged when it changes, not at every poll."""
        with self._lock:
            trouble = self._disk_trouble() or self._engine_trouble_now()
            if trouble != self._trouble:
                log.warning("claiming stopped", trouble=trouble) if trouble else log.info("claiming resumed")
            self._trouble = trouble
            return not trouble

    def doubt(self) -> None:
        """The engine failed a run: it is asked again before the next claim."""
        with self._lock:
            self._ask_again = 0.0

    def _disk_trouble(self) -> str:
        """Why the state directory's disk stands in the way; empty when it does not."""
        free = free_mib(self._state_dir)
        return f"{free} MiB free at {self._state_dir}, {self._min_free_mib} wanted" if free < self._min_free_mib else ""

    def _engine_trouble_now(self) -> str:
        """Why the engine stands in the way, remembered for a while."""
        if time.monotonic() < self._ask_again:
            return self._engine_trouble
        try:
            free = self._engine.info().root_free_mib
        except SandboxError as error:
            self._engine_trouble = f"{type(error).__name__}: {error}"
        else:
            lacks = free < self._min_free_mib
            self._engine_trouble = f"{free} MiB free for the engine, {self._min_free_mib} wanted" if lacks else ""
        self._ask_again = time.monotonic() + (UNFIT_SECONDS if self._engine_trouble else FIT_SECONDS)
        return self._engine_trouble

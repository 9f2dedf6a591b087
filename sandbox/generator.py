"""Asks an author's variants.py for its values: one box, the tester's, with no answer, no suite and no service in it.

It is a run like any other to its box: no network, its own user id, limits of memory and processes, and a deadline.
"""

import threading
from typing import Any

from sandbox.answers import Generated
from sandbox.base import Engine
from sandbox.errors import BadJob
from sandbox.life import Life, means
from sandbox.records import Header, Line, Report
from sandbox.run import Ending, Job, Outcome
from sandbox.stacks import Stack

VARIANTS = "variants.py"
_NOTHING = Stack(name="none", title="", language="", kind="query", image="", argv=(), port=0)  # no box is made for it


class Values(Report):
    """The lines of such a run: the header, then all values at once."""

    def _accept(self, line: Line) -> Line:
        super()._accept(line)
        if isinstance(line, Header):
            self._next = (Generated,)
        return line


def generate(
    engine: Engine, job: Job, *, instance: str, slot: int, cancelled: threading.Event
) -> tuple[Outcome, tuple[dict[str, Any], ...]]:
    """What happened, and the values where it ended as FINISHED. No box is left; raises SandboxError for our faults."""
    if not job.seeds or [file.path for file in job.suite] != [VARIANTS] or job.files or job.services:
        raise BadJob(f"values are asked of {VARIANTS} alone")
    with means(engine, job, _NOTHING, 0.0, instance=instance, slot=slot) as found:
        run = _Generation(found, lambda _kind, _data: None, cancelled, Values(job.run_id, found.plan.nonce))
        return run.go(), run.variants


class _Generation(Life):
    """One such run; it has two ends, the values and everything else."""

    variants: tuple[dict[str, Any], ...] = ()

    def _begin(self) -> None:
        """No service that could answer."""

    def _is_under_test(self) -> bool:
        return False

    def _is_word_due(self) -> bool:
        return False

    def _run_out(self) -> None:
        """There is no phase after the start."""

    def _turn(self, line: Line, at: float) -> None:
        if isinstance(line, Generated):
            self.variants = tuple(line.variants)
            self._stop(Ending.FINISHED, "")
        else:
            super()._turn(line, at)

    def _be_late(self) -> None:
        if self._is_engine_asked:
            self._stop(Ending.OUT_OF_TIME, f"no values within {self._limits.start_seconds:g} s")
        else:
            self._ask_engine()

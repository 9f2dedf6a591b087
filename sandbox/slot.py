"""One run of tests, from its job to its outcome. How its boxes are made, watched and ended stands in life.py.

1. A submission that ends while its tests run is given a moment: the record of the test that ended it is on its way.
   So is its end, when a test of a whole run got no answer. Which of the two arrives first decides nothing.
2. The log ends with the first hidden test: what is printed later may be about it.
"""

import threading
import time

from sandbox.base import Engine
from sandbox.errors import BadJob
from sandbox.life import Life, Listener, Means, means
from sandbox.records import Ended, Final, Line, Report, Started
from sandbox.run import Ending, Job, Outcome, Phase, TestOutcome
from sandbox.stacks import Stack

_LAST_RECORD_SECONDS = 0.25  # between a submission's end and the record of the test in which it ended
_LAST_END_SECONDS = 2.0  # between the last record and the end of a submission that fell silent: busy engines are late
# The boxes' streams reach us by different ways. What a submission printed this shortly before a hidden test was
# announced may already be about it. A run of samples alone has no such test and shows everything.
_LOG_MARGIN_SECONDS = 0.1
_PHASES = (Phase.PREPARING, Phase.STARTING, Phase.RUNNING)


def run(
    engine: Engine,
    job: Job,
    stack: Stack,
    listener: Listener,
    *,
    instance: str,
    slot: int,
    cancelled: threading.Event,
) -> Outcome:
    """Says what happened and judges nothing. Its boxes are gone when it returns; raises SandboxError for our faults."""
    if job.is_console:
        raise BadJob("a console has no tests to run")
    with means(engine, job, stack, job.limits.run_seconds, instance=instance, slot=slot) as found:
        report = Report(job.run_id, found.plan.nonce, is_audited=job.is_audited)
        return _Run(found, listener, cancelled, report).go()


class _Run(Life):
    """One run of tests."""

    def __init__(self, means: Means, listener: Listener, cancelled: threading.Event, report: Report) -> None:
        super().__init__(means, listener, cancelled, report)
        self._milliseconds = dict.fromkeys((phase.value for phase in _PHASES), 0)
        self._is_concluded = False  # the tester has sent its final record

    def _begin(self) -> None:
        self._enter(Phase.RUNNING, self._limits.run_seconds)

    def _is_under_test(self) -> bool:
        return self._report.current is not None or bool(self._report.records)

    def _is_word_due(self) -> bool:
        return self._phase is Phase.RUNNING and not self._is_concluded

    def _run_out(self) -> None:
        self._stop(Ending.OUT_OF_TIME, f"the tests took more than {self._limits.run_seconds:g} s")

    def _turn(self, line: Line, at: float) -> None:
        if isinstance(line, Started):
            if line.id not in self._plan.job.samples:
                self._readers.close_log(at - _LOG_MARGIN_SECONDS)
        elif isinstance(line, Ended):
            self._tell("test", {"id": line.id, "outcome": line.outcome.value, "ms": line.ms})
        elif isinstance(line, Final):
            self._conclude()
        else:
            super()._turn(line, at)

    def _conclude(self) -> None:
        """The last record is there. If something got no answer, the submission's end may still be on its way."""
        self._is_concluded = True
        outcomes = {record.outcome for record in self._report.records}
        if outcomes <= {TestOutcome.PASSED}:
            self._stop(Ending.FINISHED, "")
        elif self._submission_end is not None:
            self._stop(Ending.EXITED, self._reason)
        elif TestOutcome.NO_ANSWER in outcomes:
            has_fallen_silent = self._report.records[-1].outcome is TestOutcome.NO_ANSWER
            self._deadline = time.monotonic() + (_LAST_END_SECONDS if has_fallen_silent else _LAST_RECORD_SECONDS)
        else:
            self._stop(Ending.FINISHED, "")

    def _lose(self, role: str) -> None:
        """The tester's end after its last record is as it should be."""
        if role == "submission" or not self._is_concluded:
            super()._lose(role)

    def _be_late(self) -> None:
        if self._is_concluded and self._submission_end is None:
            self._stop(Ending.FINISHED, "")
        else:
            super()._be_late()

"""The boxes of one run in one network namespace, from their making to their end, with deadlines for every phase.

What slot.py does with tests and console.py with commands begins and ends in the same way:

1. The tester has its files while the other boxes are still being created, and prepares itself meanwhile.
2. The candidate's files go in when the services are ready and have the problem's tables: a program may use its database
   as it is imported, and what it does to the database is never met by the problem's own script.
3. Each phase has its own deadline. The start's begins when the starter says that the stranger's code begins; the time
   that boxes take is never charged to a submission.
4. No submission is late because of the engine: at a deadline it must answer, and what it has held back is heard first.
5. What ends the run is decided from events in one queue, in the order in which the readers saw them.
"""

import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.base import Engine, Labels
from sandbox.crew import Crew, Member
from sandbox.errors import BadJob, EngineRefused, EngineUnavailable
from sandbox.output import REFUSED
from sandbox.plan import TABLES, Plan
from sandbox.policy import DEADMAN_SECONDS
from sandbox.readers import Event, Readers
from sandbox.records import Line, NotReady, Prepared, Problem, ProtocolBroken, Ready, Report
from sandbox.run import BoxEnd, Ending, Job, Outcome, Phase
from sandbox.services import TESTER_LIMITS
from sandbox.stacks import Stack

Listener = Callable[[str, dict[str, Any]], None]
"""Told ("phase", {"phase"}) and ("test", {"id", "outcome", "ms"}) as they happen."""

PREPARE_SECONDS = 60.0  # for boxes and services; a loaded machine needs ten
LAST_WORD_SECONDS = 0.25  # between a submission's end and what the tester says of it
PROMPT_SECONDS = 2.0  # for the engine's answer at a deadline: one that hangs holds back what the boxes say
CANCEL_SECONDS = 0.2  # how late a cancellation may be noticed


@dataclass(frozen=True, slots=True)
class Means:
    """What one run works with: what it makes and sends, its boxes, and their streams."""

    plan: Plan
    crew: Crew
    readers: Readers


@contextmanager
def means(
    engine: Engine, job: Job, stack: Stack, seconds_after_start: float, *, instance: str, slot: int
) -> Iterator[Means]:
    """No box yet; afterwards none is left. Raises BadJob for what can never run, before anything is made."""
    seconds = PREPARE_SECONDS + job.limits.start_seconds + seconds_after_start
    if seconds > DEADMAN_SECONDS:
        raise BadJob(f"the run may take {seconds:.0f} s, but every box ends itself after {DEADMAN_SECONDS} s")
    if job.kind != stack.kind:
        raise BadJob(f"a job of kind {job.kind} cannot run on {stack.name}, which is of kind {stack.kind}")
    # The tester waits longer than we do: our own deadline knows when the submission began.
    plan = Plan(job, stack, tester_waits_seconds=PREPARE_SECONDS + job.limits.start_seconds)
    readers = Readers(job.limits.output_kib * 1024)
    labels = Labels(instance=instance, run_id=job.run_id, lease=job.lease, deadline=int(time.time() + seconds) + 1)
    with Crew(engine, labels, slot, readers.sink) as crew:
        yield Means(plan, crew, readers)


class Life(ABC):
    """The state of one run; it belongs to the calling thread. What happens once the service answers, others say."""

    look_seconds = CANCEL_SECONDS  # how long it waits for an event at most

    def __init__(self, means: Means, listener: Listener, cancelled: threading.Event, report: Report) -> None:
        self._plan = means.plan
        self._limits = means.plan.job.limits
        self._tell = listener
        self._cancelled = cancelled
        self._readers = means.readers
        self._crew = means.crew
        self._report = report
        self._waiting_for = set(means.plan.comes_first)
        self._phase = Phase.PREPARING
        self._since = self._deadline = time.monotonic()
        self._milliseconds: dict[str, int] = {}
        self._ending: Ending | None = None
        self._reason = ""
        self._is_engine_asked = False  # at this phase's deadline
        self._is_out_of_memory = False
        self._submission_end: BoxEnd | None = None

    def go(self) -> Outcome:
        """All of it."""
        self._enter(Phase.PREPARING, PREPARE_SECONDS)
        self._crew.open(Member("tester", "tester", TESTER_LIMITS), self._plan.for_tester, self._plan.joining)
        if not self._waiting_for:
            self._release()
        while self._ending is None:
            self._step()
        self._milliseconds[self._phase.value] = self._elapsed()
        ends = self._crew.finish({"submission", *self._plan.services})
        return Outcome(
            ending=self._ending,
            expected=self._report.expected,
            records=tuple(self._report.records),
            submission=self._submission_end,
            out_of_memory=self._is_out_of_memory or any(end.out_of_memory for end in ends.values()),
            log=self._readers.log(),
            phases=self._milliseconds,
            images=self._crew.images,
            reason=self._reason,
        )

    @abstractmethod
    def _begin(self) -> None:
        """The service answers."""

    @abstractmethod
    def _is_under_test(self) -> bool:
        """Whether the submission has been spoken to, so that what happens to the tester or a service is its doing."""

    @abstractmethod
    def _is_word_due(self) -> bool:
        """Whether the tester is about to say something of a submission that has just ended."""

    @abstractmethod
    def _run_out(self) -> None:
        """The deadline has passed in a phase after the start, and the engine was asked."""

    def _step(self) -> None:
        """One event, or a deadline, or a cancellation."""
        if self._cancelled.is_set():
            self._stop(Ending.CANCELLED, "the caller asked for the end")
            return
        left = self._deadline - time.monotonic()
        try:
            event = self._readers.events.get(timeout=max(0.0, min(left, self.look_seconds)))
        except queue.Empty:
            if left <= 0:
                self._be_late()
            return
        self._take(event)

    def _take(self, event: Event) -> None:
        match event.what:
            case "lines":
                self._read_lines(event)
            case "starter":
                self._start()
            case "over":
                self._stop(Ending.OUTPUT_LIMIT, f"more than {self._limits.output_kib} KiB were printed")
            case "ready":
                self._has_come(event.role)
            case "end":
                self._lose(event.role)

    def _has_come(self, what: str) -> None:
        """Something that comes before the submission is there."""
        if what in self._waiting_for:
            self._waiting_for.remove(what)
            if not self._waiting_for:
                self._release()

    def _release(self) -> None:
        """The services are ready: the submission may begin, or the tester has what it waits for."""
        if self._plan.job.kind == "service":
            self._crew.send("submission", self._plan.for_submission)
        else:
            self._enter(Phase.STARTING, self._limits.start_seconds)

    def _start(self) -> None:
        if self._readers.starter == REFUSED:
            raise BadJob(f"the starter refused the files: {self._readers.refusal}")
        if self._phase is Phase.PREPARING:
            self._enter(Phase.STARTING, self._limits.start_seconds)

    def _read_lines(self, event: Event) -> None:
        try:
            for line in self._report.feed(event.data):
                self._turn(line, event.at)
        except ProtocolBroken as error:
            self._stop(Ending.TESTER_LOST, f"the tester broke the protocol: {error}")

    def _turn(self, line: Line, at: float) -> None:  # noqa: ARG002 - `at`, when it was read, matters to a run of tests
        """A line that begins or ends something."""
        match line:
            case Prepared():
                self._has_come(TABLES)
            case Ready():
                self._begin()
            case NotReady(what="service"):
                self._stop(Ending.NOT_READY, f"no answer within {self._limits.start_seconds:g} s")
            case NotReady():
                self._stop(Ending.SERVICE_LOST, f"{line.what} did not answer the tester")
            case Problem():
                self._stop(Ending.TESTER_LOST, f"the suite is broken: {line.reason}")

    def _lose(self, role: str) -> None:
        """A box ended by itself."""
        end = self._crew.boxes[role].end()
        text = f"the {role}'s box ended with {end.exit_code if end else 'no code'}"
        if role != "submission":
            self._stop(self._ending_without(role, end), f"{text}\n{self._readers.tail(role)}".strip())
            return
        if self._readers.starter is None:
            raise EngineRefused(f"{text} before the starter said a word")
        self._submission_end, self._reason = end, text
        if self._is_word_due():
            self._deadline = min(self._deadline, time.monotonic() + LAST_WORD_SECONDS)
        else:
            self._stop(Ending.EXITED, text)

    def _ending_without(self, role: str, end: BoxEnd | None) -> Ending:
        """Whose doing the end of the tester or of a service is.

        The gate has shown that the suite alone fits into both boxes, and a kill from outside has raised already. So
        once tests run, it is the answer that fills the tester or brings a service down; a program can bring a service
        down before. Were that ours, a submission could escape every score that it does not like.
        """
        is_program_running = self._plan.job.kind == "service" and self._phase is not Phase.PREPARING
        if role == "tester":
            is_answers_doing = self._is_under_test() and end is not None and end.out_of_memory
        else:
            is_answers_doing = self._is_under_test() or is_program_running
        if is_answers_doing:
            self._is_out_of_memory = end is not None and end.out_of_memory
            return Ending.OVERWHELMED
        return Ending.TESTER_LOST if role == "tester" else Ending.SERVICE_LOST

    def _be_late(self) -> None:
        """The phase's deadline has passed."""
        if self._submission_end is not None:
            self._stop(Ending.EXITED, self._reason)
        elif self._phase is Phase.PREPARING:
            slow = ", ".join(sorted(self._waiting_for)) or "the submission's box"
            raise EngineUnavailable(f"after {PREPARE_SECONDS:.0f} s still waiting for {slow}")
        elif not self._is_engine_asked:
            self._ask_engine()
        elif self._phase is not Phase.STARTING:
            self._run_out()
        elif self._plan.job.kind == "query":
            self._stop(Ending.SERVICE_LOST, "the database did not answer the tester")
        else:
            self._stop(Ending.NOT_READY, f"no answer within {self._limits.start_seconds:g} s")

    def _ask_engine(self) -> None:
        """Blames an engine that hangs; else waits a moment for what it has not passed on yet."""
        began = time.monotonic()
        self._crew.boxes["tester"].end()
        seconds = time.monotonic() - began
        if seconds > PROMPT_SECONDS:
            raise EngineUnavailable(f"at the deadline the engine took {seconds:.1f} s to answer")
        self._is_engine_asked, self._deadline = True, time.monotonic() + LAST_WORD_SECONDS

    def _stop(self, ending: Ending, reason: str) -> None:
        """The first reason to stop counts."""
        if self._ending is None:
            self._ending, self._reason = ending, reason

    def _enter(self, phase: Phase, seconds: float) -> None:
        self._milliseconds[self._phase.value] = self._elapsed()
        self._phase, self._since = phase, time.monotonic()
        self._is_engine_asked = False
        self._deadline = self._since + seconds
        self._tell("phase", {"phase": phase.value})

    def _elapsed(self) -> int:
        return round((time.monotonic() - self._since) * 1000)

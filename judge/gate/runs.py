"""Running what a gate plans: as many at a time as allowed, and what came late once more, alone."""

import queue
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from judge.catalogue.load import LoadedProblem
from judge.domain.verdict import Verdict
from judge.gate.budget import excesses
from judge.gate.memory import Memory, key_of
from judge.gate.options import GateOptions
from judge.gate.plan import SOLUTION, GateRun
from judge.grading.grade import grade_job_until_judged
from judge.grading.job import files_of, make_job
from judge.grading.judgement import NOT_RUN, Judgement
from sandbox.base import Engine
from sandbox.run import Job, TestOutcome

Report = Callable[[str], None]
Progress = Callable[[int, int, str], None]
Judged = dict[tuple[str, int], Judgement]


class Cancelled(Exception):
    """Whoever asked for the gate does not want it any more."""


class Runner:
    """Runs them; `progress` is told how each ended, and how many there are by now."""

    def __init__(
        self,
        engine: Engine,
        loaded: LoadedProblem,
        *,
        instance: str,
        images: Mapping[str, str],
        options: GateOptions,
        memory: Memory,
        progress: Progress,
        cancelled: threading.Event,
    ) -> None:
        self._engine = engine
        self._loaded = loaded
        self._instance = instance
        self._images = images
        self._memory = memory
        self._progress = progress
        self._cancelled = cancelled
        self._count = options.slots
        self._slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(options.slots):
            self._slots.put(options.first_slot + slot)
        self._lock = threading.Lock()
        self._done = 0
        self._total = 0

    @property
    def loaded(self) -> LoadedProblem:
        """The problem that is tried."""
        return self._loaded

    def run(self, runs: Sequence[GateRun]) -> Judged:
        """Judges all of them. What came late is judged once more, alone. Raises Cancelled."""
        self._total += len(runs)
        with ThreadPoolExecutor(self._count, thread_name_prefix="gate") as threads:
            judgements = list(threads.map(self._judge, runs))
        for number, run in enumerate(runs):
            if is_doubtful(run, judgements[number]) or self._has_no_room(run, judgements[number]):
                self._total += 1
                self._say(f"{run.name} came late, once more and alone", is_end=False)
                judgements[number] = self._judge(run)
        return {(run.name, run.turn): judgement for run, judgement in zip(runs, judgements, strict=True)}

    def _judge(self, run: GateRun) -> Judgement:
        job = self._job(run)
        key = key_of(run, job, self._images)
        known = self._memory.recall(key, self._loaded.manifest) if run.is_remembered else None
        if known is not None and not self._has_no_room(run, known):  # what may have been a busy machine is run again
            self._say(f"{run.label}: {known.verdict.value}, as before")
            return known
        slot = self._slots.get()
        try:
            if self._cancelled.is_set():
                raise Cancelled
            judgement = grade_job_until_judged(
                self._engine,
                self._loaded.manifest,
                job,
                instance=self._instance,
                slot=slot,
                cancelled=self._cancelled,
            )
        finally:
            self._slots.put(slot)
        if self._cancelled.is_set():
            raise Cancelled
        if run.is_remembered and is_as_meant(run, judgement):
            self._memory.keep(key, judgement)
        self._say(f"{run.label}: {judgement.verdict.value}")
        return judgement

    def _has_no_room(self, run: GateRun, judgement: Judgement) -> bool:
        """Whether a reference needed more than its share of time; a busy machine can be why."""
        is_timed = run.name.startswith(SOLUTION) and not run.is_audited
        return is_timed and bool(excesses(self._loaded.problem, judgement))

    def _job(self, run: GateRun) -> Job:
        job = make_job(
            self._loaded,
            files={path: body.decode("utf-8") for path, body in run.files.items()},
            stack=run.stack,
            is_sample_run=False,
            seed=run.seed,
            run_id=f"gate-{secrets.token_hex(8)}",
            lease=0,
            variant=run.variant,
        )
        suite = job.suite if run.suite is None else files_of(run.suite)
        limits = job.limits
        if run.seconds is not None:
            limits = replace(limits, test_seconds=run.seconds[0], run_seconds=run.seconds[1])
        return replace(job, suite=suite, tests=run.tests or job.tests, limits=limits, is_audited=run.is_audited)

    def _say(self, what: str, *, is_end: bool = True) -> None:
        with self._lock:
            self._done += is_end
            self._progress(self._done, self._total, f"{self._loaded.slug}: {what}")


def is_doubtful(run: GateRun, judgement: Judgement) -> bool:
    """Whether a deadline was missed that should not be: on a busy machine that says nothing about the answer."""
    if run.may_miss is None or judgement.verdict is Verdict.JUDGE_ERROR:
        return False
    late = {test.id for test in judgement.tests if test.outcome in (TestOutcome.TOO_SLOW, NOT_RUN)}
    return not late <= run.may_miss


def is_as_meant(run: GateRun, judgement: Judgement) -> bool:
    """Whether it went as the author means it to: only that is remembered, and what may be a fault is run again."""
    if any(test.noticed for test in judgement.tests):
        return False
    if run.may_miss is None:
        return True
    return {test.id for test in judgement.tests if test.outcome != TestOutcome.PASSED} == run.may_miss

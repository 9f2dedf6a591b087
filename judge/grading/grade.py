"""Judges files: makes the job, has the sandbox run it, and says what came of it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from judge.catalogue.load import LoadedProblem
from judge.domain.problem import Manifest
from judge.errors import Invalid
from judge.grading.job import make_job
from judge.grading.judgement import Judgement, judge
from sandbox import slot as sandbox_slot
from sandbox.base import Engine
from sandbox.run import Job
from sandbox.stacks import Stack, load_stacks

Listener = Callable[[str, dict[str, Any]], None]


def deaf(_kind: str, _data: dict[str, Any]) -> None:
    """A listener for those who want the end only."""


def grade(  # noqa: PLR0913 - one run has this many facts, all but two by keyword
    engine: Engine,
    loaded: LoadedProblem,
    *,
    files: Mapping[str, str],
    stack: str,
    seed: int,
    run_id: str,
    instance: str,
    is_sample_run: bool = False,
    variant: int | None = None,
    lease: int = 0,
    listener: Listener = deaf,
    slot: int = 0,
    cancelled: threading.Event | None = None,
) -> Judgement:
    """One run, once. Raises SandboxError when the engine failed, Invalid when these files can never be judged."""
    job = make_job(
        loaded,
        files=files,
        stack=stack,
        is_sample_run=is_sample_run,
        seed=seed,
        run_id=run_id,
        lease=lease,
        variant=variant,
    )
    return grade_job(
        engine,
        loaded.manifest,
        job,
        instance=instance,
        listener=listener,
        slot=slot,
        cancelled=cancelled or threading.Event(),
    )


def grade_job(
    engine: Engine,
    manifest: Manifest,
    job: Job,
    *,
    instance: str,
    listener: Listener = deaf,
    slot: int,
    cancelled: threading.Event,
) -> Judgement:
    """As `grade`, for a job that is made already."""
    stack = stack_of(job)
    outcome = sandbox_slot.run(engine, job, stack, listener, instance=instance, slot=slot, cancelled=cancelled)
    return judge(outcome, manifest, job)


def grade_until_judged(
    engine: Engine,
    loaded: LoadedProblem,
    *,
    run_id: str,
    attempts: int = 3,
    cancelled: threading.Event | None = None,
    **run: Any,
) -> Judgement:
    """As `grade`, again while the fault is ours: for callers that have no queue to do it for them."""
    cancelled = cancelled or threading.Event()
    return _until_judged(
        lambda name: grade(engine, loaded, run_id=name, cancelled=cancelled, **run), run_id, attempts, cancelled
    )


def grade_job_until_judged(
    engine: Engine,
    manifest: Manifest,
    job: Job,
    *,
    instance: str,
    slot: int,
    cancelled: threading.Event,
    attempts: int = 3,
) -> Judgement:
    """As `grade_job`, again while the fault is ours."""
    return _until_judged(
        lambda name: grade_job(
            engine, manifest, replace(job, run_id=name), instance=instance, slot=slot, cancelled=cancelled
        ),
        job.run_id,
        attempts,
        cancelled,
    )


def _until_judged(
    attempt: Callable[[str], Judgement], run_id: str, attempts: int, cancelled: threading.Event
) -> Judgement:
    """The first judgement that is not our fault, or the last; each attempt has a name of its own."""
    judgement = attempt(run_id)
    for number in range(2, attempts + 1):
        if not judgement.is_retryable or cancelled.is_set():
            break
        judgement = attempt(f"{run_id}-{number}")
    return judgement


def stack_of(job: Job) -> Stack:
    """The stack that the job names; raises Invalid when this installation has none that fits."""
    known = load_stacks()
    name = job.stack
    if name not in known:
        raise Invalid(f'this installation has no stack "{name}"; it has {", ".join(known)}', "stack")
    if known[name].kind != job.kind:
        raise Invalid(f'the stack "{name}" is for problems of kind "{known[name].kind}", not "{job.kind}"', "stack")
    return known[name]

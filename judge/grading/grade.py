"""Judges files: makes the job, has the sandbox run it, and says what came of it."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from judge.catalogue.load import LoadedProblem
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
    )
    outcome = sandbox_slot.run(
        engine,
        job,
        stack_of(job),
        listener,
        instance=instance,
        slot=slot,
        cancelled=cancelled or threading.Event(),
    )
    return judge(outcome, loaded.manifest, job)


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
    judgement = grade(engine, loaded, run_id=run_id, cancelled=cancelled, **run)
    for attempt in range(2, attempts + 1):
        if not judgement.is_retryable or cancelled.is_set():
            break
        judgement = grade(engine, loaded, run_id=f"{run_id}-{attempt}", cancelled=cancelled, **run)
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

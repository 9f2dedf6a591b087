"""Opens a console: the candidate's files as they stand, in the boxes of a run, without a suite."""

import threading
from collections.abc import Mapping

from judge.catalogue.load import LoadedProblem
from judge.grading.grade import Listener, stack_of
from judge.grading.job import make_console_job
from judge.grading.judgement import Judgement, judge_console
from sandbox import console
from sandbox.base import Engine
from sandbox.console import Commands


def serve_console(  # noqa: PLR0913 - one console has this many facts, all but two by keyword
    engine: Engine,
    loaded: LoadedProblem,
    *,
    files: Mapping[str, str],
    stack: str,
    run_id: str,
    lease: int,
    listener: Listener,
    commands: Commands,
    instance: str,
    slot: int,
    cancelled: threading.Event,
    variant: int | None = None,
) -> Judgement:
    """One console from its start to its end, with no box left.

    Raises SandboxError when the engine failed, Invalid when these files can never be started.
    """
    job = make_console_job(loaded, files=files, stack=stack, run_id=run_id, lease=lease, variant=variant)
    outcome = console.serve(
        engine, job, stack_of(job), listener, commands, instance=instance, slot=slot, cancelled=cancelled
    )
    return judge_console(outcome)

"""Ten cheap hostile cases, judged on this engine as any submission is: what holds is tried, not asked."""

import json
import os
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from judge.catalogue.load import LoadedProblem
from judge.doctor.case import CASE, CASES, TARGET, files_of, load_case, starter, with_canary
from judge.doctor.check import Check, State
from judge.domain.verdict import Verdict
from judge.grading.grade import grade_until_judged
from judge.grading.judgement import Judgement
from sandbox.base import Engine
from sandbox.errors import SandboxError

FIRST_SLOT = 911  # user ids follow the slot: apart from everything that judges, and one for each case
MOST_AT_ONCE = 4
SLOW = (Verdict.TIME_LIMIT, Verdict.DID_NOT_START)  # what a host comes to that has just been started, or is busy
SLOW_TRIES = 3
HOLE = "breached"  # what cases call the list of what they were wrongly allowed
SHOWN = 240  # characters of a run's text in a check

NOT_TRIED = "run `judge doctor` again; if it stays so, `judge images`, then look at the engine's own log"


def try_cases(engine: Engine, instance: str, cancelled: threading.Event) -> list[Check]:
    """Every case, some of them side by side; one check for each promise, in the order of the folders."""
    canary = f"canary-suite-{secrets.token_hex(8)}"
    target = with_canary(TARGET, canary)
    folders = sorted(path.parent for path in CASES.glob(f"*/{CASE}"))

    def attempt(number: int) -> Check:
        return _try(engine, folders[number], target, canary, instance, FIRST_SLOT + number, cancelled)

    with ThreadPoolExecutor(min(MOST_AT_ONCE, len(os.sched_getaffinity(0)))) as pool:
        return list(pool.map(attempt, range(len(folders))))


def _try(  # noqa: PLR0917 - one run has this many facts
    engine: Engine,
    folder: Path,
    target: LoadedProblem,
    canary: str,
    instance: str,
    slot: int,
    cancelled: threading.Event,
) -> Check:
    """One case: whether its promise was kept."""
    case = load_case(folder)
    if cancelled.is_set():  # whoever stops a worker waits for it
        return Check(case.promise, State.BROKEN, "could not be tried: the examination was stopped", NOT_TRIED)
    try:
        for _ in range(SLOW_TRIES):
            judgement = grade_until_judged(
                engine,
                target,
                files=starter(target, case.stack) | files_of(folder),
                stack=case.stack,
                seed=secrets.randbits(32),
                run_id=f"doctor-{secrets.token_hex(8)}",
                instance=instance,
                slot=slot,
                cancelled=cancelled,
            )
            if judgement.verdict not in SLOW or judgement.verdict in case.verdicts:
                break
    except SandboxError as error:
        return Check(case.promise, State.BROKEN, f"could not be tried: {error}", NOT_TRIED)
    if judgement.is_retryable:
        return Check(case.promise, State.BROKEN, f"could not be tried: {judgement.reason}", NOT_TRIED)
    faults = case.faults(judgement.verdict, judgement.score, judgement.max_score, staff_text(judgement))
    if canary in _told(judgement):
        faults.append("the submission found the secret of the suite")
    if faults:
        return Check(case.promise, State.BROKEN, "; ".join(map(_short, faults)), case.mend)
    return Check(case.promise, State.OK, "held")


def _short(fault: str) -> str:
    """One line: what was found wrong, and the hole itself where the case names one."""
    words = " ".join(fault.split())
    what, _, said = words.partition(": ")
    hole = said[max(said.rfind(HOLE), 0) :][:SHOWN]
    return f"{what}: {hole}" if hole else what


def staff_text(judgement: Judgement) -> str:
    """Everything that is said of a run to those who may know all of it."""
    return "\n".join([judgement.log, judgement.reason, *(test.message for test in judgement.tests)])


def _told(judgement: Judgement) -> str:
    """Everything that the submission itself has said."""
    replies = [exchange["reply"] for test in judgement.tests for exchange in test.exchanges]
    return judgement.log + json.dumps(replies)

"""References changed mechanically: a change that no test notices shows what the suite does not look at.

Some changes leave the meaning as it was, so survivors are suggestions to an author who can tell, never findings.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from judge.catalogue.load import LoadedProblem
from judge.domain.verdict import Verdict
from judge.errors import Finding
from judge.gate.plan import GateRun
from judge.gate.python_mutants import Change, Place, python_change, python_places
from judge.gate.report import GateMutant
from judge.gate.runs import Judged
from judge.gate.sql_mutants import rewritten, sql_change, sql_places
from judge.grading.judgement import NOT_RUN, Judgement
from sandbox.run import Phase, TestOutcome

MUTANT = "mutant/"
SAMPLE_SEED = 2026  # the same changes every time, so that a survivor can be worked on
PATIENCE = 3  # times the reference's own time: what takes longer has been noticed
SHORTEST_SECONDS = 2
MAX_BYTES = 64 * 1024  # of a file: each change reads and writes all of it in this process


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed reference."""

    name: str
    stack: str
    path: str
    change: Change

    @property
    def file(self) -> str:
        """Where the reference has it."""
        return f"solution/{self.stack}/{self.path}"


def mutants_of(loaded: LoadedProblem, most: int) -> list[Mutant]:
    """At most so many changes of all references, drawn by chance that never changes; no others are made."""
    found = [
        (stack, path, number)
        for stack in loaded.problem.stacks
        for path, body in sorted(loaded.bundle.solution(stack).items())
        for _, number in _places(path, body)
    ]
    chosen = sorted(random.Random(SAMPLE_SEED).sample(range(len(found)), min(most, len(found))))  # noqa: S311 - no secret
    mutants: list[Mutant] = []
    for at in chosen:
        stack, path, number = found[at]
        change = _change(path, loaded.bundle.solution(stack)[path], number)
        if change is not None:
            mutants.append(Mutant(f"{MUTANT}{len(mutants) + 1:03}", stack, path, change))
    return mutants


def mutant_runs(loaded: LoadedProblem, mutants: Sequence[Mutant], judged: Judged) -> list[GateRun]:
    """A run of each, with little more time than its reference took: many of them would never end."""
    return [
        GateRun(
            mutant.name,
            mutant.stack,
            dict(loaded.bundle.solution(mutant.stack)) | {mutant.path: mutant.change.source.encode()},
            None,
            seconds=_seconds(loaded, judged[f"solution/{mutant.stack}", 0]),
        )
        for mutant in mutants
    ]


def control_runs(loaded: LoadedProblem) -> list[GateRun]:
    """References of SQL as they are written anew without a change: what fails these says nothing of a change."""
    runs = []
    for stack in loaded.problem.stacks:
        files = loaded.bundle.solution(stack)
        sql = {
            path: text.encode()
            for path, body in files.items()
            if path.endswith(".sql") and _places(path, body) and (text := rewritten(body.decode("utf-8"))) is not None
        }
        if sql:
            runs.append(GateRun(f"control/{stack}", stack, dict(files) | sql, frozenset()))
    return runs


def judged_mutants(mutants: Sequence[Mutant], judged: Judged) -> tuple[GateMutant, ...]:
    """What became of each; one that could not be judged is left out."""
    results = []
    for mutant in mutants:
        judgement = judged[mutant.name, 0]
        if judgement.verdict is Verdict.JUDGE_ERROR:
            continue
        killed_by = tuple(t.id for t in judgement.tests if t.outcome not in (TestOutcome.PASSED, NOT_RUN))
        is_killed = judgement.verdict is not Verdict.PASSED
        results.append(
            GateMutant(mutant.name, mutant.file, mutant.change.line, mutant.change.text, is_killed, killed_by)
        )
    return tuple(results)


def survivor_notes(mutants: Sequence[GateMutant]) -> list[Finding]:
    """The changes that no test noticed."""
    return [Finding(one.file, one.line, f"{one.change}: no test noticed") for one in mutants if not one.is_killed]


def _places(path: str, body: bytes) -> list[Place]:
    """Where a file can be changed."""
    if len(body) > MAX_BYTES:
        return []
    if path.endswith(".py"):
        return python_places(body.decode("utf-8"))
    return sql_places(body.decode("utf-8")) if path.endswith(".sql") else []


def _change(path: str, body: bytes, number: int) -> Change | None:
    return (python_change if path.endswith(".py") else sql_change)(body.decode("utf-8"), number)


def _seconds(loaded: LoadedProblem, reference: Judgement) -> tuple[float, float]:
    """For each test and for all: powers of two, so that runs of the same mutant have the same limits mostly."""
    limits = loaded.problem.limits
    longest = max((test.milliseconds for test in reference.tests), default=0)
    return (
        min(limits.test_seconds, _roomy(longest)),
        min(limits.run_seconds, 2 * _roomy(reference.phases.get(Phase.RUNNING, 0))),
    )


def _roomy(milliseconds: int) -> float:
    wanted = max(SHORTEST_SECONDS, PATIENCE * milliseconds / 1000)
    return float(2 ** math.ceil(math.log2(wanted)))

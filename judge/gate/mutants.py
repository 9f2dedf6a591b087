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
from judge.gate.python_mutants import Change, python_changes
from judge.gate.report import GateMutant
from judge.gate.runs import Judged
from judge.gate.sql_mutants import rewritten, sql_changes
from judge.grading.judgement import NOT_RUN, Judgement
from sandbox.run import Phase, TestOutcome

MUTANT = "mutant/"
SAMPLE_SEED = 2026  # the same changes every time, so that a survivor can be worked on
PATIENCE = 3  # times the reference's own time: what takes longer has been noticed
SHORTEST_SECONDS = 2


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
    """At most so many changes of all references, drawn by chance that never changes."""
    found = [
        (stack, path, change)
        for stack in loaded.problem.stacks
        for path, body in sorted(loaded.bundle.solution(stack).items())
        for change in _changes(path, body.decode("utf-8"))
    ]
    chosen = sorted(random.Random(SAMPLE_SEED).sample(range(len(found)), min(most, len(found))))  # noqa: S311 - no secret
    return [Mutant(f"{MUTANT}{number:03}", *found[at]) for number, at in enumerate(chosen, start=1)]


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
            path: rewritten(body.decode("utf-8")).encode() for path, body in files.items() if _is_readable(path, body)
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


def _changes(path: str, source: str) -> list[Change]:
    if path.endswith(".py"):
        return python_changes(source)
    return sql_changes(source) if path.endswith(".sql") else []


def _is_readable(path: str, body: bytes) -> bool:
    return path.endswith(".sql") and bool(sql_changes(body.decode("utf-8")))


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

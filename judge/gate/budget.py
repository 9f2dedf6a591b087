"""Whether a reference leaves room: what takes more than half of its time here fails on a slower or busier machine."""

from collections.abc import Sequence

from judge.domain.problem import Kind, Problem
from judge.errors import Finding
from judge.grading.judgement import Judgement
from sandbox.run import Phase

SHARE = 0.5
SEVERAL = 2


def excesses(problem: Problem, judgement: Judgement) -> dict[str, tuple[int, float]]:
    """What took more than its share in one run: name -> (milliseconds, the limit in seconds)."""
    limits = problem.limits
    taken = {test.id: (test.milliseconds, limits.test_seconds) for test in judgement.tests}
    taken["all tests together"] = (judgement.phases.get(Phase.RUNNING, 0), limits.run_seconds)
    if problem.kind is Kind.SERVICE:  # a query has nothing of its own that starts
        taken["the start"] = (judgement.phases.get(Phase.STARTING, 0), limits.start_seconds)
    return {name: (ms, seconds) for name, (ms, seconds) in taken.items() if ms > SHARE * 1000 * seconds}


def budget_findings(problem: Problem, stack: str, judgements: Sequence[Judgement]) -> list[Finding]:
    """What took more than its share in several runs of a reference, with the longest time; once may be the machine."""
    taken: dict[str, list[tuple[int, float]]] = {}
    for judgement in judgements:
        for name, excess in excesses(problem, judgement).items():
            taken.setdefault(name, []).append(excess)
    longest = {name: max(found) for name, found in taken.items() if len(found) >= min(SEVERAL, len(judgements))}
    return [
        Finding(
            f"solution/{stack}",
            None,
            f"{name} took {ms / 1000:.1f} s of the {seconds:g} s allowed; a reference may take half of it",
        )
        for name, (ms, seconds) in longest.items()
    ]

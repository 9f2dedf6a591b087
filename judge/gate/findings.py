"""What the runs of a gate say about a problem: every rule gives findings that name the place."""

from collections.abc import Collection, Iterable, Mapping

from judge.catalogue.load import LoadedProblem
from judge.catalogue.wrong import WrongSolution
from judge.domain.brief import brief
from judge.domain.verdict import Verdict
from judge.errors import Finding
from judge.gate.report import GateTest
from judge.grading.judgement import Judgement
from sandbox.run import TestOutcome

MIN_TESTS, MAX_TESTS = 10, 20
MIN_WRONG = 5
MESSAGE_CHARACTERS = 300  # of a test's message; `judge grade` shows all of it


def number_findings(loaded: LoadedProblem, wrong: list[WrongSolution]) -> list[Finding]:
    """Too few or too many: a suite that says enough, and wrong solutions that try it."""
    findings = []
    tests = len(loaded.manifest.tests)
    if not MIN_TESTS <= tests <= MAX_TESTS:
        findings.append(Finding("tests", None, f"there are {tests} tests; a problem has {MIN_TESTS} to {MAX_TESTS}"))
    if len(wrong) < MIN_WRONG:
        findings.append(
            Finding("wrong", None, f"there are {len(wrong)} wrong solutions; at least {MIN_WRONG} are needed")
        )
    return findings


def starter_findings(stack: str, judgement: Judgement) -> list[Finding]:
    """A starter that is a solution already, or with which nobody can begin: it must run, and fail."""
    place = f"starter/{stack}"
    if judgement.verdict is Verdict.PASSED:
        return [Finding(place, None, "passes: there is nothing left to do")]
    if judgement.verdict in (Verdict.DID_NOT_START, Verdict.CRASHED):
        return [Finding(place, None, f"does not run, so that nobody can begin with it: {told(judgement)}")]
    return [Finding(place, None, told(judgement))] if judgement.verdict is Verdict.JUDGE_ERROR else []


def wrong_findings(solution: WrongSolution, judgement: Judgement) -> list[Finding]:
    """Exactly what was named: nothing more, nothing less."""
    place, line = solution.place, solution.line
    if judgement.verdict is Verdict.JUDGE_ERROR:
        return [Finding(place, line, told(judgement))]
    findings = []
    if solution.verdict not in (None, judgement.verdict):
        findings.append(Finding(place, line, f'ends as "{judgement.verdict}", not as "{solution.verdict}"'))
    if judgement.verdict is Verdict.PASSED:
        return [*findings, Finding(place, line, "passes every test")]
    if not solution.fails:
        return findings
    return findings + [Finding(place, line, message) for message in _differences(solution.fails, judgement)]


def _differences(fails: Collection[str], judgement: Judgement) -> list[str]:
    """Where the tests that did not pass are not those that were named."""
    missed = {test.id: test for test in judgement.tests if test.outcome != TestOutcome.PASSED}
    too_few = [f"passes {name}, which it should fail" for name in fails if name not in missed]
    too_many = [
        f"fails {name} ({test.outcome}), which it does not name: {brief(test.message, MESSAGE_CHARACTERS)}".rstrip(": ")
        for name, test in missed.items()
        if name not in fails
    ]
    return too_few + too_many


def kill_findings(tests: Iterable[GateTest], killers: Mapping[str, Collection[str]]) -> list[Finding]:
    """Hidden tests that no wrong solution fails."""
    return [
        Finding(test.file, test.line, f"no wrong solution fails {test.id}: what is it there for?")
        for test in tests
        if test.id in killers and not killers[test.id]
    ]


def together_notes(tests: Iterable[GateTest], killers: Mapping[str, Collection[str]]) -> list[Finding]:
    """Hidden tests that fail together whatever the mistake: the suite cannot say which of them was made."""
    alike: dict[Collection[str], list[GateTest]] = {}
    for test in tests:
        if killers.get(test.id):
            alike.setdefault(killers[test.id], []).append(test)
    return [
        Finding(
            first.file,
            first.line,
            f"{first.id} always fails together with {', '.join(test.id for test in others)}:"
            " add a wrong solution that only one of them notices, or make them one test",
        )
        for first, *others in alike.values()
        if others
    ]


def outcomes(judgement: Judgement) -> dict[str, str]:
    """Outcome by test."""
    return {test.id: test.outcome for test in judgement.tests}


def told(judgement: Judgement) -> str:
    """A judgement in one finding: the verdict, and what stands behind it."""
    missed = [
        f"{test.id} ({test.outcome}): {brief(test.message, MESSAGE_CHARACTERS)}"
        for test in judgement.tests
        if test.message
    ]
    parts = [judgement.verdict.value, judgement.reason, *missed[:3]]
    if judgement.verdict in (Verdict.DID_NOT_START, Verdict.CRASHED):
        parts.append(judgement.log[-600:])
    return "; ".join(part.strip() for part in parts if part.strip())

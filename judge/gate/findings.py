"""What the runs of a gate say about a problem: every rule gives findings that name the place."""

from collections.abc import Collection, Mapping

from judge.catalogue.load import LoadedProblem
from judge.catalogue.manifest import Suite
from judge.catalogue.wrong import WrongSolution
from judge.domain.verdict import Verdict
from judge.errors import Finding
from judge.grading.judgement import NOT_RUN, Judgement
from sandbox.run import TestOutcome

MIN_TESTS, MAX_TESTS = 10, 20
MIN_WRONG = 5
MESSAGE_CHARACTERS = 300


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


def reference_findings(stack: str, first: Judgement, second: Judgement) -> list[Finding]:
    """A reference that does not pass, or passes by luck."""
    place = f"solution/{stack}"
    if first.verdict is second.verdict is Verdict.PASSED:
        return []
    one, other = outcomes(first), outcomes(second)
    unlike = [test for test in one if one[test] != other[test]]
    if unlike:
        return [Finding(place, None, f"two runs with different seeds disagree on {', '.join(unlike)}")]
    return [Finding(place, None, f"does not pass: {_told(first)}")]


def starter_findings(stack: str, judgement: Judgement) -> list[Finding]:
    """A starter that is a solution already; any verdict of the candidate's own making is right."""
    place = f"starter/{stack}"
    if judgement.verdict is Verdict.PASSED:
        return [Finding(place, None, "passes: there is nothing left to do")]
    return [Finding(place, None, _told(judgement))] if judgement.verdict is Verdict.JUDGE_ERROR else []


def wrong_findings(solution: WrongSolution, judgement: Judgement) -> list[Finding]:
    """Exactly what was named: nothing more, nothing less."""
    place, line = solution.place, solution.line
    if judgement.verdict is Verdict.JUDGE_ERROR:
        return [Finding(place, line, _told(judgement))]
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
        f"fails {name} ({test.outcome}), which it does not name: {_brief(test.message)}".rstrip(": ")
        for name, test in missed.items()
        if name not in fails
    ]
    return too_few + too_many


def kill_findings(loaded: LoadedProblem, suite: Suite, matrix: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    """Hidden tests that no wrong solution fails. A test that did not run has shown nothing."""
    killed = {
        test for row in matrix.values() for test, outcome in row.items() if outcome not in (TestOutcome.PASSED, NOT_RUN)
    }
    places = {test.spec.id: (test.file, test.line) for test in suite.tests}
    return [
        Finding(*places[test.id], f"no wrong solution fails {test.id}: what is it there for?")
        for test in loaded.manifest.tests
        if not test.is_sample and test.id not in killed
    ]


def outcomes(judgement: Judgement) -> dict[str, str]:
    """Outcome by test."""
    return {test.id: test.outcome for test in judgement.tests}


def _told(judgement: Judgement) -> str:
    """A judgement in one finding: the verdict, and what stands behind it."""
    missed = [f"{test.id} ({test.outcome}): {_brief(test.message)}" for test in judgement.tests if test.message]
    parts = [judgement.verdict.value, judgement.reason, *missed[:3]]
    if judgement.verdict in (Verdict.DID_NOT_START, Verdict.CRASHED):
        parts.append(judgement.log[-600:])
    return "; ".join(part.strip() for part in parts if part.strip())


def _brief(message: str) -> str:
    """A test's message on one line; `judge grade` shows all of it."""
    text = " ".join(message.split())
    return text if len(text) <= MESSAGE_CHARACTERS else f"{text[:MESSAGE_CHARACTERS]}…"

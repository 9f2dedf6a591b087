"""Wrong solutions: which files each changes, and what it is expected to fail."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import Field, model_validator

from judge.catalogue.bundle import Bundle
from judge.catalogue.toml import Place, did_you_mean, line_of, read
from judge.domain.problem import Frozen, Problem, Slug
from judge.domain.verdict import UNJUDGED, Verdict
from judge.errors import Finding, Invalid

EXPECT = "expect.toml"


class Expectation(Frozen):
    """expect.toml, checked."""

    fails: tuple[str, ...] = Field(default=(), description="Ids of the tests that must not pass; all others must.")
    verdict: Verdict | None = Field(default=None, description="The verdict that must come, where the tests do not say.")
    stack: Slug | None = Field(default=None, description="Which solution it differs from; the problem's first stack.")
    why: str = Field(default="", max_length=300, description="What is wrong with it, for other authors.")

    @model_validator(mode="after")
    def _check(self) -> "Expectation":
        if not self.fails and self.verdict is None:
            raise ValueError("neither fails nor verdict: name the tests that this solution must fail")
        if self.verdict is Verdict.PASSED or self.verdict in UNJUDGED:
            raise ValueError(f'verdict: a wrong solution cannot be expected to end as "{self.verdict}"')
        return self


@dataclass(frozen=True, slots=True)
class WrongSolution:
    """One wrong solution, complete: the reference's files with its own on top."""

    name: str
    stack: str
    files: Mapping[str, bytes]
    fails: tuple[str, ...]
    verdict: Verdict | None
    line: int | None  # of what is expected, in expect.toml
    why: str = ""

    @property
    def place(self) -> str:
        """Where the expectation stands."""
        return f"wrong/{self.name}/{EXPECT}"


def read_wrong(bundle: Bundle, problem: Problem, ids: Collection[str]) -> tuple[list[WrongSolution], list[Finding]]:
    """Every wrong solution, and everything that is wrong with them beyond what they are meant to show."""
    solutions: list[WrongSolution] = []
    findings = [
        Finding(f"wrong/{path}", None, "belongs into a folder: wrong/<name>/<file>")
        for path in bundle.under("wrong")
        if "/" not in path
    ]
    for name, files in bundle.wrong().items():
        place = f"wrong/{name}/{EXPECT}"
        try:
            text = bundle.text(place)
        except Invalid as error:
            findings.append(Finding(place, None, str(error)))
            continue
        expected, lines, faults = read(Expectation, place, text)
        findings += faults
        if expected is None:
            continue
        own = {path: body for path, body in files.items() if path != EXPECT}
        stack = expected.stack or problem.stacks[0]
        findings += _expectation_faults(place, lines, expected, problem, ids)
        findings += _file_faults(
            f"wrong/{name}", own, bundle.solution(stack), stack, _new_ones(bundle, problem, stack, own)
        )
        solutions.append(
            WrongSolution(
                name=name,
                stack=stack,
                files=bundle.solution(stack) | own,
                fails=expected.fails,
                verdict=expected.verdict,
                line=line_of(lines, ("fails",)) or line_of(lines, ("verdict",)),
                why=expected.why,
            )
        )
    return solutions, findings


def _expectation_faults(
    place: str, lines: Mapping[Place, int], expected: Expectation, problem: Problem, ids: Collection[str]
) -> list[Finding]:
    """Names in expect.toml that mean nothing."""
    line = line_of(lines, ("fails",))
    faults = [
        Finding(place, line, f'fails: there is no test "{name}"{did_you_mean(name, ids)}')
        for name in expected.fails
        if name not in ids
    ]
    twice = {name for name in expected.fails if expected.fails.count(name) > 1}
    faults += [Finding(place, line, f'fails: "{name}" is named twice') for name in sorted(twice)]
    if expected.stack and expected.stack not in problem.stacks:
        reason = f'stack: the problem has no stack "{expected.stack}"{did_you_mean(expected.stack, problem.stacks)}'
        faults.append(Finding(place, line_of(lines, ("stack",)), reason))
    return faults


def _new_ones(bundle: Bundle, problem: Problem, stack: str, own: Collection[str]) -> frozenset[str]:
    """The files that only this answer adds."""
    rules = problem.file_rules(bundle.starter(stack))
    return frozenset(path for path in own if rules.may_add(path))


def _file_faults(
    folder: str, own: Mapping[str, bytes], solution: Mapping[str, bytes], stack: str, added: frozenset[str]
) -> list[Finding]:
    """Files that are not an answer's, or that do not differ from the reference's."""
    if not own:
        return [Finding(folder, None, f"has no file that differs from solution/{stack}")]
    faults = [
        Finding(f"{folder}/{path}", None, f"solution/{stack} has no such file{did_you_mean(path, solution)}")
        for path in own
        if path not in solution and path not in added
    ]
    faults += [
        Finding(f"{folder}/{path}", None, f"is the same as in solution/{stack}; leave it out")
        for path, body in own.items()
        if solution.get(path) == body
    ]
    return faults

"""The answers of a problem's folder: which one is meant, its files, and what is expected of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from judge.catalogue.load import LoadedProblem
from judge.catalogue.toml import did_you_mean
from judge.catalogue.wrong import WrongSolution, read_wrong
from judge.cli.grade import choose_stack, read_answer
from judge.domain.verdict import Verdict
from judge.errors import Invalid
from judge.gate.findings import starter_findings, wrong_findings
from judge.grading.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to try."""

    name: str
    stack: str
    files: Mapping[str, str]
    wrong: WrongSolution | None = None

    @property
    def expects(self) -> str:
        """What should come of it, in words."""
        if self.name.startswith("starter/"):
            return "it should fail"
        if self.wrong is None:
            return "it should pass"
        tests = f"fail exactly {', '.join(self.wrong.fails)}" if self.wrong.fails else ""
        verdict = f'end as "{self.wrong.verdict}"' if self.wrong.verdict else ""
        return f"it should {' and '.join(filter(None, (tests, verdict)))}"

    def surprises(self, judgement: Judgement) -> list[str]:
        """Where what came is not what is expected; empty when it is."""
        if self.wrong is not None:
            return [finding.message for finding in wrong_findings(self.wrong, judgement)]
        if self.name.startswith("starter/"):
            return [finding.message for finding in starter_findings(self.stack, judgement)]
        return [] if judgement.verdict is Verdict.PASSED else [f'it ends as "{judgement.verdict.value}"']


def choose(loaded: LoadedProblem, folder: Path, wanted: str, stack: str) -> Answer:
    """The answer that was asked for: a part of the problem by its name, or any folder; without a name a solution."""
    bundle, stacks = loaded.bundle, loaded.problem.stacks
    name = (wanted or f"solution/{stack or stacks[0]}").removeprefix(f"{folder}/").rstrip("/")
    part, _, rest = name.partition("/")
    if part == "solution" and rest in stacks:
        return Answer(f"solution/{rest}", rest, _texts(bundle.solution(rest)))
    if part == "starter" and rest in stacks:
        editable = {path: body for path, body in bundle.starter(rest).items() if path in loaded.problem.files.editable}
        return Answer(f"starter/{rest}", rest, _texts(editable))
    if part == "wrong" and rest in bundle.wrong():
        solution = next(one for one in _wrong(loaded) if one.name == rest)
        return Answer(f"wrong/{rest}", solution.stack, _texts(solution.files), solution)
    if Path(wanted).is_dir():
        chosen = choose_stack(loaded, stack)
        return Answer(wanted, chosen, read_answer(loaded, Path(wanted), chosen))
    known = [*(f"{kind}/{stack}" for kind in ("solution", "starter") for stack in stacks)]
    known += [f"wrong/{one}" for one in bundle.wrong()]
    raise Invalid(f'there is no answer and no folder "{wanted}"{did_you_mean(wanted, known)}', "answer")


def _wrong(loaded: LoadedProblem) -> list[WrongSolution]:
    return read_wrong(loaded.bundle, loaded.problem, {test.id for test in loaded.manifest.tests})[0]


def _texts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: body.decode("utf-8") for path, body in files.items()}

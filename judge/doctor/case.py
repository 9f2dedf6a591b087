"""A hostile case: a folder with case.toml and a submission, and what judging it must come to."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from judge.catalogue.bundle import Bundle, read_folder
from judge.catalogue.load import LoadedProblem, from_bundle
from judge.catalogue.toml import read
from judge.domain.problem import Frozen, Slug
from judge.domain.verdict import Verdict
from judge.errors import Invalid
from judge.stacks import known_stacks
from judge.storage.submissions import SubmissionKind

HERE = Path(__file__).parent
CASES = HERE / "cases"
TARGET = HERE / "target"
CASE = "case.toml"
SUITE = ("tests/", "services/")
PLACE = b"canary-suite"

_SHOWN = 1500  # characters of a log in a fault: its end, where the reason is


class Afterwards(Frozen):
    """How far the worker's host may have moved when the case is over."""

    overrun_seconds: float = Field(default=2, gt=0, le=30)  # past the problem's start and run seconds
    memory_mib: int = Field(default=64, gt=0, le=1024)  # by which the worker's memory may have grown
    disk_mib: int = Field(default=128, gt=0, le=1024)  # by which the disks of engine and worker may have filled


class Case(Frozen):
    """case.toml. A case holds when the verdict is one of these, the points are right and the host is as before."""

    promise: Annotated[str, Field(pattern=r"^it_[a-z0-9_]{8,90}$")]
    classes: tuple[Annotated[int, Field(ge=1, le=120)], ...] = Field(min_length=1)
    why: str = Field(min_length=20, max_length=600)  # how it attacks, and what holds against it
    problem: Slug = "target"
    stack: Slug = "python-flask"
    kind: SubmissionKind = SubmissionKind.SUBMIT
    verdicts: tuple[Verdict, ...] = Field(min_length=1)
    points: int | None = Field(default=None, ge=0)  # None: all for a verdict of passed, else none at all
    says: tuple[str, ...] = ()  # texts that staff must find in the run's messages, log and reason; case is ignored
    mend: str = ""  # what an operator does when the promise is broken; for those that the doctor tries
    afterwards: Afterwards = Afterwards()

    def faults(self, verdict: Verdict | None, score: int | None, max_score: int | None, text: str) -> list[str]:
        """What is not as the case says; `text` is all that staff may read about the run."""
        wanted = self.points if self.points is not None else max_score if verdict is Verdict.PASSED else 0
        found = []
        if verdict not in self.verdicts:
            found.append(f"the verdict is {verdict}: {text[-_SHOWN:]}")
        if score != wanted:
            found.append(f"it got {score} points, not {wanted}")
        unsaid = [words for words in self.says if words.lower() not in text.lower()]
        return [*found, *(f'nothing says "{words}": {text[-_SHOWN:]}' for words in unsaid)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if Verdict.JUDGE_ERROR in self.verdicts:
            raise ValueError("verdicts: what an answer does is never the judge's error")
        return self


def load_case(folder: Path) -> Case:
    """Reads a folder's case.toml; raises Invalid with every fault and its line."""
    path = folder / CASE
    case, _lines, findings = read(Case, str(path), path.read_text(encoding="utf-8"))
    if findings or case is None:
        raise Invalid("; ".join(str(finding) for finding in findings), str(path))
    return case


def files_of(folder: Path) -> dict[str, str]:
    """The submission's files by their path in the editor: everything but case.toml."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != CASE and "__pycache__" not in path.parts
    }


def with_canary(folder: Path, canary: str) -> LoadedProblem:
    """The problem in a folder, with a secret wherever its suite says "canary-suite"."""
    files, _faults = read_folder(folder)
    suite = {path: body.replace(PLACE, canary.encode()) for path, body in files.items() if path.startswith(SUITE)}
    return from_bundle(Bundle(files | suite), folder.name, known_stacks())


def starter(loaded: LoadedProblem, stack: str) -> dict[str, str]:
    """The editable files as a candidate gets them, to hand a case's own in on top."""
    given = loaded.bundle.starter(stack)
    return {path: given[path].decode() for path in loaded.problem.files.editable if path in given}

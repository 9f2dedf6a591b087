"""What a problem is: the model of problem.toml, its tests, and the manifest fixed at publication."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from judge.domain.files import FileRules

FORMAT = "2026-1"

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$")]
_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
FilePath = Annotated[str, Field(pattern=rf"^{_PART}(/{_PART}){{0,5}}$", max_length=120)]


_STAR = r"[A-Za-z0-9_*][A-Za-z0-9_.*-]*"
FilePattern = Annotated[str, Field(pattern=rf"^{_STAR}(/{_STAR}){{0,5}}$", max_length=120)]


class Frozen(BaseModel):
    """Strict and immutable: an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Difficulty(StrEnum):
    """How hard a problem is for somebody who does this work."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Kind(StrEnum):
    """How an answer is examined."""

    SERVICE = "service"  # started as a server, spoken to over HTTP
    QUERY = "query"  # SQL text, executed by the suite under the candidate's role


class Criterion(Frozen):
    """One line of the scorecard; its points are the sum of its tests'."""

    id: Slug
    title: str = Field(min_length=3, max_length=60)
    description: str = Field(min_length=10, max_length=300)


class ProblemLimits(Frozen):
    """Overrides of the sandbox's defaults; seconds are wall clock."""

    start_seconds: float = Field(default=10, gt=0, le=60)
    test_seconds: float = Field(default=5, gt=0, le=30)
    run_seconds: float = Field(default=60, gt=0, le=300)
    memory_mib: int = Field(default=256, ge=64, le=2048)


class ProblemFiles(Frozen):
    """Which files the candidate has. Those in neither list do not exist for a submission."""

    editable: tuple[FilePath, ...] = Field(min_length=1)
    readonly: tuple[FilePath, ...] = ()
    addable: tuple[FilePattern, ...] = Field(default=(), max_length=10)  # what further files may be called


class Hint(Frozen):
    """Help that a candidate may ask for, at a price that is stated before."""

    text: str = Field(min_length=10, max_length=2000)  # Markdown
    cost: int = Field(ge=0, le=100)  # points, taken off every later result


class Example(Frozen):
    """Something to try in the console: a request to a service, or a statement to a database."""

    title: str = Field(min_length=3, max_length=80)
    method: str = Field(default="GET", pattern=r"^[A-Z]{1,12}$")
    path: str = Field(default="", pattern=r"^(/[!-~]*)?$", max_length=500)
    headers: dict[str, str] = Field(default_factory=dict, max_length=20)
    body: str = Field(default="", max_length=4000)
    sql: str = Field(default="", max_length=4000)


class Problem(Frozen):
    """problem.toml, checked."""

    format: Literal["2026-1"]
    title: str = Field(min_length=3, max_length=80)
    summary: str = Field(min_length=20, max_length=200)
    kind: Kind
    track: Literal["endpoints", "queries", "security"]
    difficulty: Difficulty
    minutes: int = Field(ge=5, le=240)
    skills: tuple[Slug, ...] = Field(min_length=1, max_length=6)
    stacks: tuple[Slug, ...] = Field(min_length=1)
    services: tuple[Slug, ...] = ()
    files: ProblemFiles
    limits: ProblemLimits = ProblemLimits()
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=8)
    hints: tuple[Hint, ...] = Field(default=(), max_length=8)
    examples: tuple[Example, ...] = Field(default=(), max_length=12)
    is_listed: bool = True  # False: in no catalogue, for example the task of a rehearsal

    @model_validator(mode="after")
    def _check(self) -> Self:
        both = set(self.files.editable) & set(self.files.readonly)
        if both:
            raise ValueError(f"files: both editable and readonly: {', '.join(sorted(both))}")
        ids = [criterion.id for criterion in self.criteria]
        if len(set(ids)) != len(ids):
            raise ValueError("criteria: an id is used twice")
        for number, example in enumerate(self.examples, start=1):
            if bool(example.sql) != (self.kind is Kind.QUERY) or bool(example.path) != (self.kind is Kind.SERVICE):
                raise ValueError(f"examples: number {number} needs a path in a service, and sql in a query")
        return self

    def file_rules(self, starter: Collection[str]) -> FileRules:
        """The rules for answers in the stack with these starter files."""
        editable = frozenset(path for path in self.files.editable if path in starter)
        readonly = frozenset(path for path in self.files.readonly if path in starter)
        return FileRules(editable, readonly, self.files.addable)


class TestSpec(Frozen):
    """One test as the suite's markers declare it."""

    __test__ = False  # pytest must not collect this class

    id: str  # the function's name, unique in the suite
    title: str  # first line of its docstring: a fact about right behaviour, without hidden data
    criterion: str
    points: int = Field(ge=1, le=100)
    is_sample: bool
    hint: str = ""  # shown to the candidate when a hidden test fails


class StackInfo(Frozen):
    """What pages say of a stack; copied into the manifest, since the web process cannot see the sandbox."""

    name: Slug
    title: str
    language: str


class Manifest(Frozen):
    """What is fixed when a version is published: a verdict needs every one of these tests."""

    tests: tuple[TestSpec, ...]  # samples first, then in the suite's order
    stacks: tuple[StackInfo, ...]

    @property
    def max_score(self) -> int:
        """Points of all tests."""
        return sum(test.points for test in self.tests)

    @property
    def samples(self) -> tuple[TestSpec, ...]:
        """The tests whose details a candidate may see."""
        return tuple(test for test in self.tests if test.is_sample)

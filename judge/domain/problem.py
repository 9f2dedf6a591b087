"""What a problem is: the model of problem.toml, its tests, and the manifest fixed at publication."""

import re
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from judge.domain import languages
from judge.domain.files import FileRules

FORMAT = "2026-1"

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")
SLUG_RULE = "must be 2 to 63 of a-z, 0-9 and -"
Slug = Annotated[str, Field(pattern=f"^{SLUG.pattern}$")]
_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
FilePath = Annotated[str, Field(pattern=rf"^{_PART}(/{_PART}){{0,5}}$", max_length=120)]


_STAR = r"[A-Za-z0-9_*][A-Za-z0-9_.*-]*"
FilePattern = Annotated[str, Field(pattern=rf"^{_STAR}(/{_STAR}){{0,5}}$", max_length=120)]

Title = Annotated[str, Field(min_length=3, max_length=80)]
Summary = Annotated[str, Field(min_length=20, max_length=200)]
Author = Annotated[str, Field(min_length=2, max_length=80)]
Language = Annotated[
    str, AfterValidator(languages.known), WithJsonSchema({"type": "string", "enum": list(languages.NAMES)})
]


Scalar = bool | int | float | str
Value = Scalar | tuple[Scalar, ...]  # of a variant


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
    """One line of the scorecard; its points are the sum of its tests', and so its weight."""

    id: Slug = Field(description="The name that tests refer to.")
    title: str = Field(min_length=3, max_length=60, description="What candidates read on the scorecard.")
    description: str = Field(min_length=10, max_length=300, description="What earns these points, in a sentence.")


class ProblemLimits(Frozen):
    """Overrides of the sandbox's defaults; seconds are wall clock."""

    start_seconds: float = Field(default=10, gt=0, le=60, description="Until the answer accepts a connection.")
    test_seconds: float = Field(default=5, gt=0, le=30, description="Each test.")
    run_seconds: float = Field(default=60, gt=0, le=300, description="All tests together, after the start.")
    memory_mib: int = Field(default=256, ge=64, le=2048, description="The answer's box, in MiB.")


class ProblemFiles(Frozen):
    """Which files the candidate has. Those in neither list do not exist for a submission."""

    editable: tuple[FilePath, ...] = Field(min_length=1, description="Paths that a candidate may change.")
    readonly: tuple[FilePath, ...] = Field(default=(), description="Shown, and always taken from the starter.")
    addable: tuple[FilePattern, ...] = Field(
        default=(), max_length=10, description='What further files may be called, such as "*.py".'
    )


class Hint(Frozen):
    """Help that a candidate may ask for, at a price that is stated before."""

    text: str = Field(min_length=10, max_length=2000, description="Markdown, without figures.")
    cost: int = Field(ge=0, le=100, description="Points, taken off every later result.")


class Example(Frozen):
    """Something to try in the console: a request to a service, or a statement to a database."""

    title: str = Field(min_length=3, max_length=80, description="What it shows.")
    method: str = Field(default="GET", pattern=r"^[A-Z]{1,12}$", description="Of the request.")
    path: str = Field(
        default="", pattern=r"^(/[!-~]*)?$", max_length=500, description="For a service: with a slash, percent-encoded."
    )
    headers: dict[str, str] = Field(default_factory=dict, max_length=20, description="Of the request.")
    body: str = Field(default="", max_length=4000, description="Of the request.")
    sql: str = Field(default="", max_length=4000, description="For a query: one statement.")


class Translation(Frozen):
    """What catalogue and page say in a further language; its statement stands in statement.<language>.md."""

    title: Title = Field(description="The title in this language.")
    summary: Summary = Field(description="The summary in this language.")


class Variants(Frozen):
    """How many candidates' versions of the problem there are; generate(seed) in variants.py gives their values."""

    count: int = Field(ge=2, le=50, description="Seeds 0 to count - 1; each candidate has one of them.")


class Gate(Frozen):
    """What an author says to the gate."""

    told: tuple[str, ...] = Field(
        default=(), max_length=100, description="Texts and numbers of hidden tests that candidates may read elsewhere."
    )


class Problem(Frozen):
    """problem.toml, checked."""

    format: Literal["2026-1"] = Field(description="The version of this format, by its date.")
    title: Title = Field(description="What the problem is called.")
    summary: Summary = Field(description="One sentence for the catalogue.")
    language: Language = Field(default="en", description="Of statement.md, title, summary and all other texts.")
    license: str = Field(
        default="", pattern=r"^([A-Za-z0-9][A-Za-z0-9.+-]{1,62})?$", description='SPDX, such as "CC-BY-4.0".'
    )
    authors: tuple[Author, ...] = Field(default=(), max_length=10, description="Who wrote it.")
    kind: Kind = Field(description='"service" is started and spoken to over HTTP; "query" is SQL that the suite runs.')
    track: Literal["endpoints", "queries", "security"] = Field(description="Where the catalogue lists it.")
    difficulty: Difficulty = Field(description="For somebody who does this work.")
    minutes: int = Field(ge=5, le=240, description="What somebody who does this work needs.")
    skills: tuple[Slug, ...] = Field(min_length=1, max_length=6, description='Such as "http-apis".')
    stacks: tuple[Slug, ...] = Field(min_length=1, description='What it can be solved in, such as "python-flask".')
    services: tuple[Slug, ...] = Field(default=(), description='What runs beside the answer: "postgres", "sqlite".')
    files: ProblemFiles = Field(description="Which files the candidate has.")
    limits: ProblemLimits = Field(default=ProblemLimits(), description="Time and memory.")
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=8, description="The lines of the score.")
    hints: tuple[Hint, ...] = Field(default=(), max_length=8, description="From gentle to concrete.")
    examples: tuple[Example, ...] = Field(default=(), max_length=12, description="What to try first in the console.")
    translations: dict[Language, Translation] = Field(
        default_factory=dict, max_length=12, description="Further languages of title, summary and statement."
    )
    gate: Gate = Field(default=Gate(), description="What is meant as it is.")
    variants: Variants | None = Field(default=None, description="Values that differ by candidate, from variants.py.")
    is_listed: bool = Field(default=True, description="false: in no catalogue, for example a rehearsal's task.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        both = set(self.files.editable) & set(self.files.readonly)
        if both:
            raise ValueError(f"files: both editable and readonly: {', '.join(sorted(both))}")
        ids = [criterion.id for criterion in self.criteria]
        if len(set(ids)) != len(ids):
            raise ValueError("criteria: an id is used twice")
        if self.language in self.translations:
            raise ValueError(f'translations: "{self.language}" is the language of statement.md itself')
        for number, example in enumerate(self.examples, start=1):
            if bool(example.sql) != (self.kind is Kind.QUERY) or bool(example.path) != (self.kind is Kind.SERVICE):
                raise ValueError(f"examples: number {number} needs a path in a service, and sql in a query")
        return self

    @property
    def languages(self) -> tuple[str, ...]:
        """What the statement can be read in, its own language first."""
        return self.language, *sorted(self.translations)

    def file_rules(self, starter: Collection[str]) -> FileRules:
        """The rules for answers in the stack with these starter files."""
        editable = frozenset(path for path in self.files.editable if path in starter)
        readonly = frozenset(path for path in self.files.readonly if path in starter)
        return FileRules(editable, readonly, self.files.addable)


def percentages(points: Sequence[int]) -> list[int]:
    """The share of each in whole percent; what rounding would lose goes where most of it was lost, so they make 100."""
    total = sum(points)
    if not total:
        return [0] * len(points)
    whole = [part * 100 // total for part in points]
    by_loss = sorted(range(len(points)), key=lambda place: -(points[place] * 100 % total))
    for place in by_loss[: 100 - sum(whole)]:
        whole[place] += 1
    return whole


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
    variants: tuple[dict[str, Value], ...] = ()  # by number, as the gate has proven them; empty: there are none

    @property
    def max_score(self) -> int:
        """Points of all tests."""
        return sum(test.points for test in self.tests)

    @property
    def samples(self) -> tuple[TestSpec, ...]:
        """The tests whose details a candidate may see."""
        return tuple(test for test in self.tests if test.is_sample)

"""What the gate found, as a value and as JSON. The browser reads it too, so nothing of the sandbox is imported here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from judge.domain.problem import Value
from judge.errors import Finding, Invalid


@dataclass(frozen=True, slots=True)
class GateTest:
    """One test of the suite and where it stands."""

    id: str
    title: str
    criterion: str
    is_sample: bool
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class GateWrong:
    """One wrong solution: what it gets wrong, and the tests that must say so."""

    name: str
    stack: str
    why: str
    fails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateAssertion:
    """One assertion of the suite: whether some wrong solution would pass a test that it must fail without it."""

    file: str
    line: int
    text: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class GateMutant:
    """One mechanical change to a reference, and which tests noticed it."""

    name: str
    file: str
    line: int
    change: str
    is_killed: bool
    killed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrengthPart:
    """A share that counts for the strength."""

    name: str
    count: int
    total: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.count / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Strength:
    """How well the suite tells mistakes apart: 0 to 100, with the formula that it comes from."""

    score: int
    parts: tuple[StrengthPart, ...]
    formula: str


@dataclass(frozen=True, slots=True)
class GateReport:
    """The result of one gate. It is passed when there are no findings; notes are suggestions."""

    slug: str
    content_hash: str
    images: Mapping[str, str]  # id by name, of all that took part
    findings: tuple[Finding, ...]  # each stops a publication
    matrix: Mapping[str, Mapping[str, str]]  # wrong solution -> test -> outcome
    milliseconds: Mapping[str, int]  # by solution, starter and wrong solution
    notes: tuple[Finding, ...] = ()
    tests: tuple[GateTest, ...] = ()
    wrong: tuple[GateWrong, ...] = ()
    repeats: int = 1  # runs of each reference
    strength: Strength = field(default_factory=lambda: Strength(0, (), ""))
    assertions: tuple[GateAssertion, ...] | None = None  # None: not measured
    mutants: tuple[GateMutant, ...] | None = None  # as above
    variants: tuple[dict[str, Value], ...] = ()  # by number: what a publication fixes
    variants_of: str = ""  # names what they were made from
    is_cached: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether the problem may be published."""
        return not self.findings

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it, and as it is kept."""
        return {"is_passed": self.is_passed, **asdict(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What `to_json` gave; Invalid when it is of another version."""
        facts = {key: value for key, value in data.items() if key != "is_passed"}
        try:
            return TypeAdapter(cls).validate_python(facts)
        except ValidationError as error:
            raise Invalid(f"the report of this gate cannot be read: {error.error_count()} errors", "report") from None

"""What another format gives, read, and the report of what was guessed, changed and left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from judge.errors import Finding
from judge.exchange.cases import Found

FUNCTIONS = Path(__file__).parents[1] / "scaffolds" / "functions"  # what every converted problem has in common
STACK = "python-flask"  # what a converted problem is solved in
SHIM = "app.py"  # what offers the functions over HTTP


class NoteKind(StrEnum):
    """What the report says of something."""

    GUESSED = "guessed"  # the other format does not say it
    CHANGED = "changed"  # it came in, and is not quite what it was
    LEFT_OUT = "left out"  # it did not fit
    TO_DO = "to do"  # what the gate will ask for


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the report; the file is one of the source."""

    kind: NoteKind
    file: str
    line: int | None
    message: str


@dataclass(slots=True)
class Report:
    """The notes, in the order in which they came up."""

    notes: list[Note] = field(default_factory=list)

    def guessed(self, file: str, message: str) -> None:
        """Something was filled in."""
        self.notes.append(Note(NoteKind.GUESSED, file, None, message))

    def changed(self, file: str, message: str, line: int | None = None) -> None:
        """Something is not quite what it was."""
        self.notes.append(Note(NoteKind.CHANGED, file, line, message))

    def left_out(self, file: str, message: str, line: int | None = None) -> None:
        """Something did not come in."""
        self.notes.append(Note(NoteKind.LEFT_OUT, file, line, message))

    def to_do(self, file: str, message: str) -> None:
        """Something is for the author."""
        self.notes.append(Note(NoteKind.TO_DO, file, None, message))

    @property
    def findings(self) -> list[Finding]:
        """All of it as a refusal tells it."""
        return [Finding(note.file, note.line, note.message) for note in self.notes]


@dataclass(frozen=True, slots=True)
class Exercise:
    """What another format gives, read."""

    slug: str
    title: str
    summary: str
    statement: str
    module: str  # without .py
    starter: str  # empty: made of the reference
    reference: str
    tests: str  # the path of the file of tests in the source
    found: Found
    authors: Sequence[str] = ()
    license: str = ""
    skills: Sequence[str] = ()
    hints: Sequence[str] = ()
    assets: Mapping[str, bytes] = field(default_factory=dict)


def clean(text: str) -> str:
    """One line of printable text out of a stranger's."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())

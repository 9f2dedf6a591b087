"""Exercises of other systems for `judge problem import --from`, and the report of what did not fit."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from judge.catalogue.bundle import Bundle
from judge.cli import show
from judge.errors import Invalid
from judge.exchange.converted import Converted
from judge.exchange.exercism import from_exercism
from judge.exchange.folder import put_file
from judge.exchange.foreign import Source
from judge.exchange.material import Note
from judge.exchange.prairielearn import from_prairielearn

FORMATS: Mapping[str, Callable[[Source, str], Converted]] = {
    "exercism": from_exercism,
    "prairielearn": from_prairielearn,
}


def converted(name: str, place: Path, slug: str) -> tuple[str, Bundle, Sequence[Note]]:
    """The problem that another system's folder or zip makes; raises Invalid when there is no such format."""
    if name not in FORMATS:
        raise Invalid(f'there is no format "{name}"; known are {", ".join(FORMATS)}', "--from")
    made = FORMATS[name](Source.read(place), slug)
    return made.slug, made.bundle, made.notes


def notes_of(notes: Sequence[Note]) -> list[dict[str, Any]]:
    """The report as JSON."""
    return [{"kind": note.kind, "file": note.file, "line": note.line, "message": note.message} for note in notes]


def tell_notes(notes: Sequence[Note]) -> None:
    """The report as a table."""
    if notes:
        show.line("\nWhat did not come in as it was, and what is still to do:", style="bold")
        rows = [(note.kind, f"{note.file}:{note.line}" if note.line else note.file, note.message) for note in notes]
        show.table(("", "where", "what"), rows)


def put_report(file: Path | None, report: Mapping[str, Any]) -> AbstractContextManager[None]:
    """The same in a file of its own, there once what is done meanwhile went well; the folder is the problem alone."""
    if file is None:
        return nullcontext()
    return put_file(file, f"{json.dumps(report, indent=2)}\n".encode(), "--report")

"""What the command line writes: JSON and tables to stdout, progress to stderr, and that only where somebody watches."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from judge.errors import Finding
from judge.statement import DECEIVING, reveal

FILE_WIDTH = 240

# Options that several verbs share.
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
ProblemFolder = Annotated[Path, typer.Argument(help="The problem's folder.")]


def as_json(data: object) -> None:
    """One JSON document on stdout, with escapes for what a terminal would obey."""
    text = json.dumps(data, indent=2, ensure_ascii=False, default=_plain)
    typer.echo(DECEIVING.sub(lambda found: json.dumps(found.group())[1:-1], text))


def plain(text: object) -> Text:
    """Any text as it is: no markup, and control characters spelled out, since a stranger may have written it."""
    return Text(reveal(str(text)))


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A table on stdout; numbers to the right."""
    shown = [list(row) for row in rows]
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for number, column in enumerate(columns):
        is_numeric = bool(shown) and all(isinstance(row[number], int) for row in shown)
        grid.add_column(column, justify="right" if is_numeric else "left", overflow="fold")
    for row in shown:
        grid.add_row(*map(plain, row))
    console().print(grid)


def findings(found: Iterable[Finding]) -> None:
    """What is wrong and where; the place can be opened by an editor."""
    rows = ((f"{item.file}:{item.line}" if item.line else item.file, item.message) for item in found)
    table(("where", "what"), rows)


def line(text: object, style: str = "") -> None:
    """One line on stdout."""
    console().print(plain(text), style=style, soft_wrap=True)


def console() -> Console:
    """Standard output; made when it is needed, so that it is the one of the moment. A file is as wide as it must be."""
    stdout = Console(highlight=False)
    return stdout if stdout.is_terminal else Console(highlight=False, width=FILE_WIDTH)


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line on stderr that tells what is being done; nothing at all where nobody watches."""
    stderr = Console(stderr=True, highlight=False)
    if not stderr.is_terminal:
        yield _quiet
        return
    with stderr.status("") as status:
        yield lambda text: status.update(plain(text))


def _quiet(_text: str) -> None:
    """Tells nobody."""


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)

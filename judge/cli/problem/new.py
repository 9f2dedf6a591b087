"""`judge problem new`: a folder to start from, which passes the gate as it stands."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from judge.cli import show
from judge.exchange.folder import put_folder
from judge.scaffold import kinds, new_problem
from judge.settings import Settings

NEXT = (
    ("lint", "is anything missing or misspelt?"),
    ("test", "run the solution, live"),
    ("preview", "see it as a candidate does"),
    ("check", "put it through its gate"),
    ("publish", "offer it"),
)


def new(
    slug: Annotated[str, typer.Argument(help="Its name in addresses: a-z, 0-9 and -.")],
    *,
    kind: Annotated[str, typer.Option("--kind", help=f"How an answer is examined: {', '.join(kinds())}.")] = "service",
    stack: Annotated[str, typer.Option("--stack", help="What it is written in; the kind's first one.")] = "",
    title: Annotated[str, typer.Option("--title", help="What candidates read; without it the slug's words.")] = "",
    author: Annotated[str, typer.Option("--author", help="Your name, for problem.toml.")] = "",
    into: Annotated[Path | None, typer.Option("--into", help="Where the folder comes; the catalogue on disk.")] = None,
) -> None:
    """Makes a small problem that is complete: replace its parts one by one with your own."""
    bundle = new_problem(slug, title, kind, stack, author)
    folder = (into or Settings.from_env().problems_dir) / slug
    put_folder(bundle, folder)
    show.line(f"{folder}: {len(bundle.files)} files", style="bold")
    show.line("\nIt is a whole problem about something else. Replace its parts with yours, and on the way:\n")
    show.table(("", ""), [(f"judge problem {verb} {shlex.quote(str(folder))}", why) for verb, why in NEXT])

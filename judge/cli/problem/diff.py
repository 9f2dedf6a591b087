"""`judge problem diff`: a folder beside the version that is published."""

from dataclasses import asdict
from typing import Annotated

import typer

from judge import publishing
from judge.catalogue.bundle import Bundle
from judge.catalogue.load import LoadedProblem, load_problem
from judge.cli import connect, show
from judge.domain.changes import Changes, State, changes
from judge.domain.problem import Manifest, Problem
from judge.settings import Settings
from judge.stacks import known_stacks
from judge.storage.engine import reading_scope

STYLES = {"+": "green", "-": "red", "@": "cyan"}


def diff(
    problem: show.ProblemFolder,
    version: Annotated[str, typer.Option("--version", help="The beginning of a version's hash; the current one.")] = "",
    json: show.AsJson = False,
) -> None:
    """Says what publishing this folder would change, and what that means for the answers that are there."""
    loaded = load_problem(problem, known_stacks())
    content_hash, found = compare(loaded, version)
    if json:
        show.as_json({"slug": loaded.slug, "version": content_hash, **asdict(found)})
    else:
        tell(found, content_hash)


def compare(loaded: LoadedProblem, version: str) -> tuple[str, Changes]:
    """The published version's hash, and what differs. What is stored is not checked by the rules of today."""
    with connect.open_database(Settings.from_env()) as database, reading_scope(database) as session:
        row = publishing.published_version(session, loaded.slug, version)
        old = State(
            Problem.model_validate(row.problem),
            Manifest.model_validate(row.manifest),
            Bundle.from_bytes(row.bundle).files,
        )
        return row.content_hash, changes(old, State(loaded.problem, loaded.manifest, loaded.bundle.files))


def tell(found: Changes, content_hash: str) -> None:
    """For people: what it means first, then tests and criteria, then the files line by line."""
    show.line(f"Beside version {content_hash[:12]}:", style="bold")
    show.line(found.meaning)
    for title, lines in (("Tests", found.tests), ("Criteria", found.criteria)):
        if lines:
            show.line(f"\n{title}", style="bold")
        for line in lines:
            show.line(f"  {line}")
    for file in found.files:
        show.line(f"\n{file.state}: {file.path}", style="bold")
        for line in file.lines:
            show.line(line, style=STYLES.get(line[:1], ""))

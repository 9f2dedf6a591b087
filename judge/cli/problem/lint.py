"""`judge problem lint`: everything that can be found in a folder without starting anything."""

from pathlib import Path
from typing import Annotated

import typer

from judge.catalogue.leaks import leak_findings
from judge.catalogue.load import load_problem
from judge.cli import show
from judge.cli.problem.findings import chosen_folders, report_of
from judge.errors import Finding, ProblemInvalid
from judge.stacks import known_stacks

WRONG = 1


def lint(
    problems: Annotated[list[Path] | None, typer.Argument(help="The problems' folders.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every folder of the catalogue.")] = False,
    json: show.AsJson = False,
) -> None:
    """Looks for faults without containers: one line for each, with file and line. Exit code 1: there are some."""
    folders = chosen_folders("problem lint", problems, everything)
    found = {folder: faults(folder) for folder in folders}
    if json:
        show.as_json([report_of(folder.resolve().name, findings) for folder, findings in found.items()])
    else:
        for folder, findings in found.items():
            tell(folder, findings)
    raise typer.Exit(WRONG if any(found.values()) else 0)


def faults(folder: Path) -> list[Finding]:
    """What is wrong with a folder."""
    try:
        return leak_findings(load_problem(folder, known_stacks()))
    except ProblemInvalid as error:
        return error.findings


def tell(folder: Path, findings: list[Finding]) -> None:
    """The lines, as editors and continuous integration understand them: the path can be opened from where one is."""
    if not findings:
        show.line(f"{folder}: nothing is wrong", style="green")
    for finding in findings:
        show.line(f"{folder}/{finding}")

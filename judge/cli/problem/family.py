"""The family of verbs."""

import typer

from judge.cli.problem.check import check
from judge.cli.problem.listing import listing
from judge.cli.problem.publish import publish


def register(app: typer.Typer) -> None:
    """Adds the family."""
    family = typer.Typer(no_args_is_help=True, help="Problems: check a folder, list, publish.")
    family.command("check")(check)
    family.command("list")(listing)
    family.command("publish")(publish)
    app.add_typer(family, name="problem")

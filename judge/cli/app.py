"""The program: every family of verbs, and how errors leave it: one clear line, no traceback.

Exit codes: 0 done, 1 something that was looked at is wrong, 2 wrong usage, 3 the judge or its surroundings failed.
"""

import importlib.metadata
import sys
from typing import Annotated, Any, ClassVar

import typer
from pydantic import ValidationError

from judge.cli.verbs import Verbs
from judge.errors import Conflict, Invalid, JudgeError, NotFound
from sandbox.errors import SandboxError

USAGE = 2
FAILURE = 3

_USERS_OWN = (Invalid, NotFound, Conflict, ValidationError)


class Guarded(Verbs):
    """All verbs. Turns expected errors into a line on stderr and an exit code; others are bugs and keep their trace."""

    places: ClassVar = {
        "up": "up:up",
        "images": "images:images",
        "grade": "grade:grade",
        "problem": "problem.family:family",
        "doctor": "doctor:doctor",
        "web": "processes:web",
        "worker": "processes:worker",
        "db": "database:family",
        "user": "user:family",
        "sitting": "sitting:family",
        "rejudge": "rejudge:family",
    }

    def invoke(self, ctx: Any) -> Any:
        """Runs the verb."""
        try:
            return super().invoke(ctx)
        except reported() as error:
            for line in lines_of(error):
                typer.echo(f"judge: {line}", err=True)
            raise typer.Exit(USAGE if isinstance(error, _USERS_OWN) else FAILURE) from None


def reported() -> tuple[type[Exception], ...]:
    """The errors that are told in a line; a database library that was never loaded has raised none."""
    return JudgeError, SandboxError, ValidationError, *_database_errors()


def lines_of(error: Exception) -> list[str]:
    """What is said of an error: one line, or one for each thing that is wrong."""
    if isinstance(error, ValidationError):
        return [f"{_variable(fault['loc'])}: {fault['msg']}" for fault in error.errors(include_url=False)]
    if isinstance(error, _database_errors()):
        reason = str(getattr(error, "orig", None) or error).strip()
        return [f"the database cannot be used: {reason.splitlines()[0]} (`judge doctor` says more)"]
    text = str(error) or type(error).__name__
    where = getattr(error, "where", "")
    return [f"{where}: {line}" if where else line for line in text.splitlines()]


def version(is_asked: bool) -> None:
    """Prints the version and ends."""
    if is_asked:
        typer.echo(f"judge {importlib.metadata.version('backend-judge')}")
        raise typer.Exit


def root(
    _version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A judge for backend skills: real services, hidden tests, scores that can be trusted."""


def make_app() -> typer.Typer:
    """The program with all its verbs."""
    app = typer.Typer(cls=Guarded, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
    app.callback()(root)
    return app


def main() -> None:
    """The entry point."""
    make_app()()


def _database_errors() -> tuple[type[Exception], ...]:
    library = sys.modules.get("sqlalchemy.exc")
    return (library.SQLAlchemyError,) if library else ()


def _variable(place: tuple[str | int, ...]) -> str:
    """The environment variable behind a setting's name."""
    name = ".".join(map(str, place))
    return name if name.isupper() else f"JUDGE_{name.upper()}"

"""`judge db`: brings the database to the newest schema, and says where it differs."""

import typer

from judge.cli import connect, show
from judge.settings import Settings
from judge.storage import migrate

WRONG = 1


def upgrade() -> None:
    """Applies the migrations that are missing. Safe to repeat."""
    settings = Settings.from_env()
    connect.require_place(settings)
    migrate.upgrade(settings.database)
    show.line("The database is up to date.")


def check(json: show.AsJson = False) -> None:
    """Compares database, migrations and program. Exit code 1: they differ."""
    settings = Settings.from_env()
    connect.require_place(settings)
    differences = migrate.check(settings.database)
    if json:
        show.as_json({"is_current": not differences, "differences": differences})
    else:
        for difference in differences or ["The database, its migrations and the program agree."]:
            show.line(difference)
    raise typer.Exit(WRONG if differences else 0)


family = typer.Typer(no_args_is_help=True, help="The database: upgrade, check.")
family.command("upgrade")(upgrade)
family.command("check")(check)

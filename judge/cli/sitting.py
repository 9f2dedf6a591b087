"""`judge sitting`: timed sessions, for whoever keeps the clock: which run, and more time for one of them."""

from typing import Annotated

import typer

from judge import sittings
from judge.cli import connect, show
from judge.settings import Settings
from judge.storage.engine import reading_scope, session_scope

COLUMNS = ("id", "email", "title", "started_at", "ends_at", "extra_minutes")


def listing(json: show.AsJson = False) -> None:
    """Lists the timed sessions that run, the next to end first."""
    with connect.open_database(Settings.from_env()) as database, reading_scope(database) as session:
        rows = [
            {
                "id": line.id,
                "email": line.email,
                "title": line.title,
                "started_at": line.started_at.isoformat(timespec="seconds"),
                "ends_at": line.ends_at.isoformat(timespec="seconds"),
                "extra_minutes": line.extra_minutes,
            }
            for line in sittings.running(session)
        ]
    if json:
        show.as_json(rows)
    else:
        show.table(COLUMNS, [[row[column] for column in COLUMNS] for row in rows])


def extend(
    sitting_id: Annotated[str, typer.Argument(help="The session's id, as `judge sitting list` shows it.")],
    minutes: Annotated[int, typer.Argument(help="How many minutes to add.")],
) -> None:
    """Gives a timed session more minutes; the page's clock follows within half a minute."""
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    with connect.open_database(settings) as database, session_scope(database) as session:
        sitting = sittings.extend(session, sitting_id, minutes)
    ends = sitting.ends_at.isoformat(timespec="seconds") if sitting.ends_at else "not begun"
    show.line(f"{sitting.id}: {sitting.extra_minutes} extra minutes, ends {ends}")


family = typer.Typer(no_args_is_help=True, help="Timed sessions: which run, and more time.")
family.command("list")(listing)
family.command("extend")(extend)

"""`judge problem archive` and `restore`: whether a published problem is offered."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from judge import publishing
from judge.cli import connect, show
from judge.settings import Settings
from judge.storage.engine import session_scope

Slug = Annotated[str, typer.Argument(help="A published problem.")]


def archive(slug: Slug) -> None:
    """Offers a problem no longer. What was handed in stays, and timed sessions go on with the version they have."""
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    with connect.open_database(settings) as database, session_scope(database) as session:
        publishing.archive(session, slug, now=datetime.now(UTC))
    show.line(f"{slug}: archived; `judge problem restore {slug}` offers it again")


def restore(slug: Slug) -> None:
    """Offers an archived problem again."""
    settings = Settings.from_env()
    connect.require_current_schema(settings)
    with connect.open_database(settings) as database, session_scope(database) as session:
        publishing.restore(session, slug)
    show.line(f"{slug}: offered again")

"""What verbs work with, as contexts that close what they opened. The one place that builds the real engine."""

import contextlib
import time
from collections.abc import Iterator

from sqlalchemy import Engine as Database

from judge.errors import Invalid
from judge.settings import Settings
from judge.storage import migrate
from judge.storage.engine import make_engine
from sandbox.docker import DockerEngine


@contextlib.contextmanager
def open_engine(settings: Settings) -> Iterator[DockerEngine]:
    """The engine, free of boxes that a killed command of this installation has left and nobody needs any more."""
    with contextlib.closing(DockerEngine()) as engine:
        engine.sweep(settings.instance_name, lambda _run, _lease: True, time.time())
        yield engine


@contextlib.contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database."""
    require_place(settings)
    database = make_engine(settings.database)
    try:
        yield database
    finally:
        database.dispose()


def require_current_schema(settings: Settings) -> None:
    """Refuses to start a process on a database that it would not understand."""
    require_place(settings)
    differences = migrate.check(settings.database)
    if differences:
        raise Invalid(f"the database is not up to date ({differences[0]}); run `judge db upgrade`", "database")


def require_place(settings: Settings) -> None:
    """The folder that SQLite writes to."""
    if not settings.database_url:
        settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)

"""The database of the app: one reading session per request, and writing sessions as short as their use-case."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy import Engine
from sqlmodel import Session

from judge.queue.clock import database_now
from judge.settings import Settings
from judge.shelf import Shelf
from judge.storage.engine import make_engine, reading_scope, session_scope


def init_app(app: Flask) -> None:
    """Opens the database for the app and closes what a request has opened."""
    configured: Settings = app.extensions["judge.settings"]
    app.extensions["judge.database"] = make_engine(configured.database)
    app.extensions["judge.shelf"] = Shelf()
    app.teardown_appcontext(_close)


def settings() -> Settings:
    """The settings of the running app."""
    return cast("Settings", current_app.extensions["judge.settings"])


def database() -> Engine:
    """The engine, for what outlives a request: a stream opens its own short sessions."""
    return cast("Engine", current_app.extensions["judge.database"])


def shelf() -> Shelf:
    """The catalogue's rows that this process has parsed."""
    return cast("Shelf", current_app.extensions["judge.shelf"])


def reading() -> Session:
    """The request's session for reading: opened at the first use, closed with the request; it cannot write."""
    if "reading" not in g:
        g.opened = ExitStack()
        g.reading = g.opened.enter_context(reading_scope(database()))
    return cast("Session", g.reading)


def reading_anew() -> Session:
    """The reading session of a request that has just written: the one before still sees what stood when it began."""
    _close(None)
    return reading()


@contextmanager
def writing() -> Iterator[Session]:
    """A session for one use-case that commits. On SQLite it holds the only write lock: nothing else belongs inside."""
    with session_scope(database()) as session:
        yield session


def is_alive() -> bool:
    """Whether the database answers; raises what it raises."""
    return database_now(reading()) is not None


def now() -> datetime:
    """The time of this request by this host, for what is only remembered or shown.

    Wherever a timed session decides, views ask `database_now`: a web host's clock may be an hour off.
    """
    return datetime.now(UTC)


def _close(_error: BaseException | None) -> None:
    opened: ExitStack | None = g.pop("opened", None)
    g.pop("reading", None)
    if opened is not None:
        opened.close()

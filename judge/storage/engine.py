"""The database engine, and the transaction as a `with`: the caller writes the commit, leaving without it rolls back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import SQLITE_BUSY, OperationalError
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, create_engine

BUSY_SECONDS = 10  # how long a SQLite writer waits for another one; claims and verdicts take milliseconds
CONNECT_SECONDS = 10  # PostgreSQL: a host that does not answer is an error, not a hang
POOL_SIZE = 10  # no connection is held while a run is judged or an event stream waits, so few are enough
POOL_OVERFLOW = 30


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL; a plain postgresql:// URL means psycopg 3."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_pre_ping=True,  # one round trip per checkout, so that a restarted server costs no request
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )


@contextmanager
def session_scope(engine: Engine) -> Iterator[Session]:
    """A session that may write. On SQLite its first statement takes the write lock, so that it cannot fail half-way."""
    # Objects stay readable after the commit: a page must not begin a second transaction to show what was saved.
    with Session(engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def reading_scope(engine: Engine) -> Iterator[Session]:
    """A session that only reads: it never waits for a writer, and the database refuses its writes."""
    with session_scope(engine.execution_options(is_reading=True, postgresql_readonly=True)) as session:
        yield session


def _sqlite(url: str) -> Engine:
    """SQLite as a server's database: the driver's own transactions are off, ours begin and end where we say."""
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    """Sets up one new connection. `timeout` above is already SQLite's busy_timeout when the first pragma runs."""
    connection.isolation_level = None  # the driver would begin late and never IMMEDIATE; _begin does it
    _enter_wal(connection)  # readers and the writer do not wait for each other
    connection.execute("PRAGMA synchronous = FULL")  # NORMAL may lose committed rows when the power goes
    connection.execute("PRAGMA foreign_keys = ON")


def _enter_wal(connection: SqliteConnection) -> None:
    """Makes a new file's journal a log; one that has been opened before is left as it is.

    Of several that open a new file at once SQLite refuses all but one, some of them without the wait that any other
    statement makes: those wait for a turn to write, by when another one has done it, and ask again.
    """
    last = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == SQLITE_BUSY  # the rest says in which way
            if not is_busy or time.monotonic() > last:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        else:
            return


def _begin(connection: Connection) -> None:
    """Begins a transaction: a writer takes its lock at once.

    A transaction that reads first and writes later can find that another one wrote between, and SQLite then
    refuses it at once, without waiting: taking the lock first turns that failure into a short wait.
    """
    is_reading: Any = connection.get_execution_options().get("is_reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if is_reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")

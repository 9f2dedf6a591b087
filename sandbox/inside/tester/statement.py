"""A candidate's statement in PostgreSQL: run as the candidate, never as us, and ended in time.

One statement only (the extended protocol takes no second), in a read-only transaction, under a role that may read the
problem's tables and nothing else. A role can lift its own statement_timeout, so the clock that decides runs here: it
cancels the statement, and ends the server's process if that was not enough.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg

from sandbox.inside.tester.database import Connection, connect
from sandbox.inside.tester.job import Postgres

CANCEL_SECONDS = 1.0
NAME = b"answer"


@dataclass(frozen=True, slots=True)
class Described:
    """A column of a result that is still to come."""

    name: str
    type_id: int
    modifier: int


@contextmanager
def candidate(postgres: Postgres, schema: str, ends_at: float) -> Iterator[Connection]:
    """A session of the candidate, over at `ends_at` on the monotonic clock; what it has changed is never kept."""
    with closing(connect(postgres.candidate_dsn, schema)) as connection:
        connection.read_only = True
        connection.autocommit = False
        with _watch(connection, postgres, ends_at):
            yield connection


def described(connection: Connection, statement: str) -> list[Described] | None:
    """The columns, known before anything runs; a result without rows has them too. None: running it tells the error."""
    server = connection.pgconn
    if server.prepare(NAME, statement.encode()).status != psycopg.pq.ExecStatus.COMMAND_OK:
        return None
    found = server.describe_prepared(NAME)
    return [
        Described((found.fname(number) or b"").decode(), found.ftype(number), found.fmod(number))
        for number in range(found.nfields)
    ]


def told(error: psycopg.Error) -> str:
    """PostgreSQL's message, without the place that it names."""
    diagnostic = error.diag
    parts = [diagnostic.message_primary or str(error), diagnostic.message_detail, diagnostic.message_hint]
    return ". ".join(part for part in parts if part)


@contextmanager
def _watch(connection: Connection, postgres: Postgres, ends_at: float) -> Iterator[None]:
    """Ends the statement when its time is up, and when the block is left before the statement's end."""
    timer = threading.Timer(max(0.0, ends_at - time.monotonic()), _end, [connection, postgres])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if connection.info.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
            _end(connection, postgres)


def _end(connection: Connection, postgres: Postgres) -> None:
    """Cancels; then, as the judge, ends the server's process, which cannot be refused."""
    try:
        pid = connection.info.backend_pid
        connection.cancel_safe(timeout=CANCEL_SECONDS)
        with connect(postgres.dsn, statement_seconds=CANCEL_SECONDS) as judge:
            judge.execute("SELECT pg_terminate_backend(%s)", [pid])
    except psycopg.Error:
        return

"""The candidate's answer to a query problem: text that PostgreSQL runs as the candidate, never as us.

One statement only (the extended protocol takes no second), in a read-only transaction, under a role that may read the
problem's tables and nothing else. A role can lift its own statement_timeout, so the clock that decides runs here: it
cancels the statement, and ends the server's process if that was not enough.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg

from sandbox.inside.tester.database import Connection, connect
from sandbox.inside.tester.errors import TooSlow
from sandbox.inside.tester.job import Postgres

ROWS = 10_000
RESULT_BYTES = 16 * 1024 * 1024
CANCEL_SECONDS = 1.0
NAME = b"answer"


@dataclass(frozen=True, slots=True)
class Rows:
    """The result of a query; column names may repeat."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Answer:
    """What the `answer` fixture gives."""

    def __init__(self, folder: Path, postgres: Postgres, schema: str, ends_at: float) -> None:
        self._folder = folder
        self._postgres = postgres
        self._schema = schema
        self._ends_at = ends_at

    def text(self, path: str) -> str:
        """The text of one of the candidate's files."""
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ValueError(f"a path within the answer: {path!r}")
        try:
            return (self._folder / path).read_text("utf-8")
        except OSError:
            raise AssertionError(f"{path} was not handed in") from None
        except UnicodeDecodeError:
            raise AssertionError(f"{path} is not UTF-8 text") from None

    def rows(self, path: str) -> Rows:
        """Runs one of the candidate's files as one statement and gives what it shows."""
        statement = self.text(path)
        if "\0" in statement:
            raise AssertionError(f"{path} has a NUL character in it")
        try:
            with closing(connect(self._postgres.candidate_dsn, self._schema)) as connection:
                connection.read_only = True
                connection.autocommit = False
                with self._watch(connection):
                    return _fetch(connection, statement, path)
        except psycopg.Error as error:
            if time.monotonic() >= self._ends_at:
                raise TooSlow(f"{path} did not end within the test's time") from None
            raise AssertionError(f"{path}: {_told(error)}") from None
        except (ValueError, RecursionError) as error:  # the driver's: 100,000 digits, JSON too deep, a wrong encoding
            raise AssertionError(f"{path} gives a value that cannot be read: {str(error)[:200]}") from None

    @contextmanager
    def _watch(self, connection: Connection) -> Iterator[None]:
        """Ends the statement when the test's time is up, and when the block is left before the statement's end."""
        timer = threading.Timer(max(0.0, self._ends_at - time.monotonic()), self._end, [connection])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if connection.info.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self._end(connection)

    def _end(self, connection: Connection) -> None:
        """Cancels; then, as the judge, ends the server's process, which cannot be refused."""
        try:
            pid = connection.info.backend_pid
            connection.cancel_safe(timeout=CANCEL_SECONDS)
            with connect(self._postgres.dsn, statement_seconds=CANCEL_SECONDS) as judge:
                judge.execute("SELECT pg_terminate_backend(%s)", [pid])
        except psycopg.Error:
            return


def _fetch(connection: Connection, statement: str, path: str) -> Rows:
    """Row by row, so that a result without end costs no memory."""
    columns = _columns(connection, statement)
    if columns is not None and not columns:
        raise AssertionError(f"{path} shows no columns: the answer must be a query")
    rows: list[tuple[Any, ...]] = []
    size = 0
    with connection.cursor() as cursor:
        for row in cursor.stream(statement.encode()):
            rows.append(row)
            size += _size(cursor)
            if len(rows) > ROWS:
                raise AssertionError(f"{path} gives more than {ROWS} rows")
            if size > RESULT_BYTES:
                raise AssertionError(f"{path} gives more than {RESULT_BYTES} bytes")
    return Rows(columns or (), rows)


def _columns(connection: Connection, statement: str) -> tuple[str, ...] | None:
    """The columns, known before anything runs; a result without rows has them too. None: running it tells the error."""
    server = connection.pgconn
    if server.prepare(NAME, statement.encode()).status != psycopg.pq.ExecStatus.COMMAND_OK:
        return None
    described = server.describe_prepared(NAME)
    return tuple((described.fname(number) or b"").decode() for number in range(described.nfields))


def _size(cursor: psycopg.Cursor[Any]) -> int:
    """How many bytes the server sent for the row that was read last."""
    sent = cursor.pgresult
    return sum(len(sent.get_value(0, column) or b"") for column in range(sent.nfields)) if sent else 0


def _told(error: psycopg.Error) -> str:
    """PostgreSQL's message, with the place that it names."""
    diagnostic = error.diag
    parts = [diagnostic.message_primary or str(error), diagnostic.message_detail, diagnostic.message_hint]
    place = f" (at character {diagnostic.statement_position})" if diagnostic.statement_position else ""
    return ". ".join(part for part in parts if part) + place

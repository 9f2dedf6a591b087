"""The candidate's answer to a query problem: text that PostgreSQL runs as the candidate; statement.py says how."""

import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg

from sandbox.inside.tester.database import Connection
from sandbox.inside.tester.errors import TooSlow
from sandbox.inside.tester.job import Postgres
from sandbox.inside.tester.statement import candidate, described, told

ROWS = 10_000
RESULT_BYTES = 16 * 1024 * 1024


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
            with candidate(self._postgres, self._schema, self._ends_at) as connection:
                return _fetch(connection, statement, path)
        except psycopg.Error as error:
            if time.monotonic() >= self._ends_at:
                raise TooSlow(f"{path} did not end within the test's time") from None
            raise AssertionError(f"{path}: {_told(error)}") from None
        except (ValueError, RecursionError) as error:  # the driver's: 100,000 digits, JSON too deep, a wrong encoding
            raise AssertionError(f"{path} gives a value that cannot be read: {str(error)[:200]}") from None


def _fetch(connection: Connection, statement: str, path: str) -> Rows:
    """Row by row, so that a result without end costs no memory."""
    columns = described(connection, statement)
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
    return Rows(tuple(column.name for column in columns or ()), rows)


def _size(cursor: psycopg.Cursor[Any]) -> int:
    """How many bytes the server sent for the row that was read last."""
    sent = cursor.pgresult
    return sum(len(sent.get_value(0, column) or b"") for column in range(sent.nfields)) if sent else 0


def _told(error: psycopg.Error) -> str:
    """PostgreSQL's message, with the place that it names."""
    place = error.diag.statement_position
    return told(error) + (f" (at character {place})" if place else "")

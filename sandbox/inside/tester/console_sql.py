"""A console's commands for a database: statements, their plans, and the tables. Loaded only where psycopg is.

A statement has a session of its own, as an answer has in a test, so that nothing it sets outlives it.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from sandbox.inside.tester import database_fixtures
from sandbox.inside.tester.console import Command, CommandFailed, Kind, encoded_size, text_of
from sandbox.inside.tester.database import Connection, connect
from sandbox.inside.tester.database_fixtures import FRESH_SCHEMA, SCHEMA
from sandbox.inside.tester.job import Postgres
from sandbox.inside.tester.shown import CUT, cut
from sandbox.inside.tester.statement import Described, candidate, described, told

SAMPLE_SCRIPT = "services/postgres/sample.sql"
ROWS = 200
RESULT_BYTES = 64 * 1024  # as JSON in ASCII
VALUE_CHARACTERS = 4096
NAME_CHARACTERS = 200
EXPLAIN = "EXPLAIN (ANALYZE) "
SAFE_INTEGER = 2**53 - 1  # beyond it a browser's numbers are others

_BOOL = 16
_INTEGERS = (20, 21, 23, 26)
_FLOATS = (700, 701)
_TEXT = 25

TABLES = """
SELECT CASE nspname WHEN %s THEN relname ELSE nspname || '.' || relname END, c.oid::bigint, c.oid::regclass::text
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname NOT LIKE 'pg\\_%%' AND nspname <> 'information_schema'
    AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
ORDER BY 1
"""
COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull, pg_get_expr(adbin, adrelid)
FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
KEYS = """
SELECT pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s AND contype IN ('p', 'u', 'f') ORDER BY contype <> 'p', contype, conname
"""
INDEXES = """
SELECT pg_get_indexdef(indexrelid, 0, true) FROM pg_index
WHERE indrelid = %s AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f') ORDER BY 1
"""


class _Raw(Loader):
    """The server's own text: a value that Python cannot hold, a year 20000 for one, can still be shown."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


class SampleDatabase:
    """A database with the problem's sample data in place of a test's; of a query problem, one that can be asked."""

    def __init__(self, postgres: Postgres, suite: Path, *, is_query: bool) -> None:
        self._postgres = postgres
        self._suite = suite
        self._is_query = is_query

    def prepare(self, dsn: str, script: str) -> str | None:
        """As for a suite, then the sample: for a query in the schema that a test would fill."""
        error = database_fixtures.prepare(dsn, script)
        return self._load(dsn) if error == "" else error

    def kinds(self) -> Mapping[str, Kind]:
        """What it can be asked."""
        return {"sql": self.rows, "plan": self.plan, "schema": self.tables}

    def rows(self, command: Command, ends_at: float) -> dict[str, Any]:
        """What a statement shows."""
        statement = _statement(command)
        with self._session(ends_at, statement) as connection:
            columns = described(connection, statement)
            if not columns:  # without a result, or with an error that running it tells
                # Prepared, since only the extended protocol takes one statement and no second.
                cursor = connection.execute(statement.encode(), prepare=True)
                touched = cursor.rowcount if cursor.rowcount >= 0 else None
                return {"type": "rows", "columns": [], "rows": [], "row_count": 0, "is_cut": False, "touched": touched}
            named = _named(connection, columns)
            rows, is_cut = _fetch(connection, statement, columns)
        shown = {"columns": named, "rows": rows, "row_count": len(rows), "is_cut": is_cut, "touched": None}
        return {"type": "rows"} | shown

    def plan(self, command: Command, ends_at: float) -> dict[str, Any]:
        """How the server runs a statement, with the times that it took."""
        statement = _statement(command)
        with self._session(ends_at, statement, EXPLAIN) as connection:
            connection.adapters.register_loader(_TEXT, _Raw)
            with connection.cursor() as cursor:
                lines = [row[0].decode("utf-8", "replace") for row in cursor.stream((EXPLAIN + statement).encode())]
        text = "\n".join(lines)
        while encoded_size(text) > RESULT_BYTES:
            text = text[: len(text) // 2] + CUT
        return {"type": "plan", "lines": text.splitlines()}

    def tables(self, _command: Command, ends_at: float) -> dict[str, Any]:
        """The tables that the candidate may read."""
        with self._session(ends_at) as connection:
            found = connection.execute(TABLES, [SCHEMA]).fetchall()
            return {"type": "schema", "tables": [_table(connection, *table) for table in found]}

    def _load(self, dsn: str) -> str:
        """Runs the sample script, if there is one, as the judge; returns what is wrong with it, or nothing."""
        script = self._suite / SAMPLE_SCRIPT
        try:
            with connect(dsn, SCHEMA if self._is_query else None) as connection:
                if self._is_query:
                    connection.execute(FRESH_SCHEMA.encode())
                connection.execute(script.read_bytes() if script.is_file() else b"")
        except psycopg.Error as error:
            return f"{SAMPLE_SCRIPT}: {error}"
        return ""

    @contextmanager
    def _session(self, ends_at: float, statement: str = "", prefix: str = "") -> Iterator[Connection]:
        """A session of the candidate; its errors are answers, placed in the statement without our prefix."""
        is_open = False
        try:
            with candidate(self._postgres, SCHEMA, ends_at) as connection:
                is_open = True
                yield connection
        except psycopg.Error as error:
            if time.monotonic() >= ends_at:
                raise CommandFailed("the statement did not end in time, so it was stopped") from None
            if not is_open:
                raise CommandFailed("the database takes no connection now; try again in a moment") from None
            if not error.diag.message_primary and isinstance(error, psycopg.OperationalError):
                raise CommandFailed("the database broke off: the statement has used all of its memory") from None
            raise CommandFailed(told(error) + _place(statement, error.diag.statement_position, len(prefix))) from None
        except ValueError as error:  # half a character, or an encoding that the statement has changed
            raise CommandFailed(f"the statement or its result cannot be read: {str(error)[:200]}") from None


def _statement(command: Command) -> str:
    statement = text_of(command, "sql")
    if "\0" in statement:
        raise CommandFailed("there is a NUL character in the statement")
    return statement


def _place(statement: str, position: str | None, skipped: int) -> str:
    """Where PostgreSQL found the error: its count of characters as line and column."""
    at = int(position or 0) - skipped
    if not 0 < at <= len(statement) + 1:
        return ""
    before = statement[: at - 1]
    return f" (line {before.count(chr(10)) + 1}, at character {at - 1 - before.rfind(chr(10))})"


def _named(connection: Connection, columns: list[Described]) -> list[dict[str, str]]:
    """Names and types as PostgreSQL writes them."""
    query = "SELECT format_type(t, m) FROM unnest(%s::oid[], %s::int[]) WITH ORDINALITY AS c (t, m, n) ORDER BY n"
    types = connection.execute(query, [[c.type_id for c in columns], [c.modifier for c in columns]])
    return [
        {"name": cut(column.name, NAME_CHARACTERS), "type": kind}
        for column, (kind,) in zip(columns, types, strict=True)
    ]


def _fetch(connection: Connection, statement: str, columns: list[Described]) -> tuple[list[list[Any]], bool]:
    """The first rows, and whether there is more than they show."""
    for column in columns:
        connection.adapters.register_loader(column.type_id, _Raw)
    rows: list[list[Any]] = []
    is_cut = False
    left = RESULT_BYTES
    with connection.cursor() as cursor:
        for row in cursor.stream(statement.encode()):
            shown = [_shown(value, column.type_id) for value, column in zip(row, columns, strict=True)]
            left -= encoded_size(shown)
            if len(rows) == ROWS or left < 0:
                return rows, True
            is_cut = is_cut or any(isinstance(value, str) and value.endswith(CUT) for value in shown)
            rows.append(shown)
    return rows, is_cut


def _shown(data: bytes | None, type_id: int) -> Any:
    """A scalar of JSON where it says the same, else PostgreSQL's text."""
    if data is None:
        return None
    text = data.decode("utf-8", "replace")
    if type_id == _BOOL:
        return text == "t"
    if type_id in _INTEGERS and abs(int(text)) <= SAFE_INTEGER:
        return int(text)
    if type_id in _FLOATS and (number := float(text)) - number == 0:
        return number
    return cut(text, VALUE_CHARACTERS)


def _table(connection: Connection, name: str, number: int, quoted: str) -> dict[str, Any]:
    """One table, with the rows that it has now."""

    def texts(query: str) -> list[str]:
        return [row[0] for row in connection.execute(query.encode(), [number])]

    columns = connection.execute(COLUMNS, [number])
    names = ("name", "type", "is_nullable", "default")
    [(rows,)] = connection.execute(f"SELECT count(*) FROM {quoted}".encode())  # noqa: S608 - quoted by the server
    return {
        "name": name,
        "columns": [dict(zip(names, column, strict=True)) for column in columns],
        "keys": texts(KEYS),
        "indexes": texts(INDEXES),
        "rows": rows,
    }

"""The database as a suite uses it: as role judge, with plain rows in and out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from sandbox.inside.tester.errors import TooSlow

Params = Sequence[Any] | Mapping[str, Any] | None
Connection = psycopg.Connection[Any]


def connect(dsn: str, schema: str | None = None, statement_seconds: float = 60.0) -> Connection:
    """A connection that commits each statement. Its search path is `schema` alone, or the server's own.

    Only a server that knows the role's secret itself is believed: nobody else can take its place on the port.
    """
    options = [f"-c statement_timeout={int(statement_seconds * 1000)}"]
    if schema is not None:
        options.append(f"-c search_path={schema}")
    return psycopg.connect(
        dsn, autocommit=True, options=" ".join(options), connect_timeout=5, require_auth="scram-sha-256"
    )


class Database:
    """What the `db` fixture gives."""

    def __init__(self, connection: Connection, suite: Path) -> None:
        self._connection = connection
        self._suite = suite

    def execute(self, statement: str, params: Params = None) -> int:
        """Runs a statement, or without params several; returns how many rows the last one touched."""
        with _in_time(), self._connection.cursor() as cursor:
            cursor.execute(statement.encode(), params)
            while cursor.nextset():
                pass
            return cursor.rowcount

    def rows(self, statement: str, params: Params = None) -> list[dict[str, Any]]:
        """The rows of a query, each by its columns' names."""
        with _in_time(), self._connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement.encode(), params).fetchall()

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts many rows at once; all have the same columns. A dict goes in as JSON."""
        if not rows:
            return
        columns = list(rows[0])
        if any(set(row) != set(columns) for row in rows):
            raise ValueError(f"insert into {table}: the rows have different columns")
        target = sql.Identifier(*table.split("."))
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(target, names)
        with _in_time(), self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([_adapted(row[column]) for column in columns])

    def load(self, file: str) -> None:
        """Runs an SQL file that lies beside the tests."""
        self.execute((self._suite / file).read_text("utf-8"))


@contextmanager
def _in_time() -> Iterator[None]:
    """A statement that waits too long is waiting for the candidate's locks: their time, not an error of the suite."""
    try:
        yield
    except (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable):
        raise TooSlow("the database did not answer the test's own statement in time: is a table locked?") from None


def _adapted(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value

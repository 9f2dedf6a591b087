"""The fixtures of suites with PostgreSQL; loaded only for a job that has one, since psycopg is not everywhere."""

from collections.abc import Iterator

import psycopg
import pytest

from sandbox.inside.tester.answer import Answer
from sandbox.inside.tester.database import Database, connect
from sandbox.inside.tester.job import Postgres
from sandbox.inside.tester.plugin import JOB, SUITE
from sandbox.inside.tester.turn import TURN

SCHEMA = "app"
FRESH_SCHEMA = f"""
DROP SCHEMA IF EXISTS {SCHEMA} CASCADE;
CREATE SCHEMA {SCHEMA};
GRANT USAGE ON SCHEMA {SCHEMA} TO candidate;
ALTER DEFAULT PRIVILEGES IN SCHEMA {SCHEMA} GRANT SELECT ON TABLES TO candidate;
"""


# Where the suite's own statements look up tables, functions and operators, or what could come before it there.
OPEN_PLACES = """
SELECT 'the schema ' || name FROM unnest(current_schemas(false)) name
WHERE has_schema_privilege('candidate', name, 'CREATE')
UNION ALL
SELECT 'the database' WHERE has_database_privilege('candidate', current_database(), 'CREATE')
"""


def prepare(dsn: str, script: str) -> str | None:
    """Executes the problem's script; returns what is wrong with it, or nothing. None: the server cannot be reached."""
    try:
        connection = connect(dsn)
    except psycopg.OperationalError:
        return None
    with connection:
        try:
            connection.execute(script.encode())
            open_places = connection.execute(OPEN_PLACES).fetchall()
        except psycopg.Error as error:
            return None if connection.broken else str(error)
    if open_places:
        return f"it lets the candidate create things in {open_places[0][0]}, where the suite's own statements look"
    return ""


@pytest.fixture
def db(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The database as the judge sees it; for a query, with an empty schema that only this test has."""
    job = request.config.stash[JOB]
    is_query = job.kind == "query"
    with connect(_postgres(request).dsn, SCHEMA if is_query else None, job.test_seconds) as connection:
        if is_query:
            connection.execute(FRESH_SCHEMA.encode())
        yield Database(connection, request.config.stash[SUITE])


@pytest.fixture
def answer(request: pytest.FixtureRequest) -> Answer:
    """The candidate's files of a query problem; `db` comes first, so that the schema is there."""
    request.getfixturevalue("db")
    turn = request.node.stash[TURN]
    folder = request.config.stash[SUITE].parent.parent / "answer"
    return Answer(folder, _postgres(request), SCHEMA, turn.ends_at)


def _postgres(request: pytest.FixtureRequest) -> Postgres:
    postgres = request.config.stash[JOB].postgres
    assert postgres is not None  # noqa: S101 - this module is loaded only for such a job
    return postgres

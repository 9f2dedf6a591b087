"""PostgreSQL beside a submission and behind a query, on the real engine."""

from dataclasses import replace

import pytest

from sandbox.run import Ending, File, Limits, TestOutcome
from tests.sandbox.jobs import QUERY, run
from tests.sandbox.programs import service

pytestmark = pytest.mark.engine

INIT = b"""
CREATE TABLE books (id int PRIMARY KEY, title text);
GRANT SELECT, INSERT ON books TO candidate;
INSERT INTO books VALUES (1, 'Dune');
"""
PROGRAM = """
    import os
    import psycopg
    from flask import Flask, jsonify, request

    app = Flask(__name__)
    # At import: the database is ready before the program begins.
    version = psycopg.connect(os.environ["DATABASE_URL"]).info.server_version

    @app.post("/sql")
    def sql():
        try:
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                return jsonify(rows=connection.execute(request.get_json()["sql"]).fetchall())
        except psycopg.Error as error:
            return jsonify(error=type(error).__name__)
"""


@pytest.fixture
def ask(engine, instance):
    """What the candidate's role gets for each statement."""

    def ask(*statements):
        suite = "import pytest\n\n@pytest.mark.sample\ndef test_sql(app):\n"
        suite += f"    found = [app.post('/sql', json={{'sql': sql}}, seconds=40).json() for sql in {statements!r}]\n"
        suite += "    assert found == None\n"
        job = service(PROGRAM, suite, services=("postgres",))
        suite = (*job.suite, File("services/postgres/init.sql", INIT))
        job = replace(job, suite=suite, limits=Limits(test_seconds=50))
        outcome = run(engine, job, instance=instance)
        assert outcome.ending is Ending.FINISHED, outcome
        assert not outcome.out_of_memory
        assert set(outcome.images) == {"tester", "submission", "postgres"}
        return [reply.get("rows", reply.get("error")) for reply in outcome.records[0].comparison["got"]]

    return ask


def test_it_gives_a_program_a_database_with_the_problems_tables(ask):
    assert ask("SELECT id, title FROM books") == [[[1, "Dune"]]]


def test_it_lets_the_candidate_do_what_was_granted_and_nothing_more(ask):
    refused = (
        "DELETE FROM books", "DROP TABLE books", "CREATE TABLE mine (x int)", "CREATE TEMP TABLE mine (x int)",
        "CREATE SCHEMA mine", "CREATE EXTENSION pg_trgm", "CREATE ROLE mine", "CREATE DATABASE mine",
        "COPY (SELECT 1) TO PROGRAM 'id'", "COPY books TO '/tmp/books'", "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_create(0)", "SELECT pg_logical_emit_message(false, 'a', 'x')",
        "SELECT lo_from_bytea(0, 'x')", "ALTER SYSTEM SET fsync = on",
        "SET temp_file_limit = -1",
        "SELECT * FROM pg_authid", "SET ROLE judge", "ALTER ROLE judge PASSWORD 'x'", "LOAD 'auto_explain'",
        "SET session_replication_role = replica", "CHECKPOINT",
    )  # fmt: skip
    found = ask("INSERT INTO books VALUES (2, 'Emma') RETURNING id", *refused)
    assert found[0] == [[2]]
    assert dict(zip(refused, found[1:], strict=True)) == dict.fromkeys(refused, "InsufficientPrivilege")


def test_it_lets_the_candidate_neither_end_nor_read_the_judges_session(engine, instance):
    suite = """
    def ask(app, sql):
        return app.post("/sql", json={"sql": sql}).json()

    def test_it(app, db):
        assert db.rows("SELECT 'secret' AS x") == [{"x": "secret"}]
        judges = "pg_stat_activity WHERE usename = 'judge'"
        assert ask(app, f"SELECT pg_terminate_backend(pid) FROM {judges}") == {"error": "InsufficientPrivilege"}
        assert ask(app, f"SELECT query FROM {judges}")["rows"] in ([], [["<insufficient privilege>"]])
        assert db.rows("SELECT 1 AS x") == [{"x": 1}]
    """
    outcome = run(engine, service(PROGRAM, suite, services=("postgres",)), instance=instance)
    assert [record.outcome for record in outcome.records] == [TestOutcome.PASSED], outcome


def test_it_keeps_time_language_and_order_the_same_everywhere(ask):
    found = ask(
        "SHOW timezone",
        "SELECT x FROM (VALUES ('b'), ('A'), ('a'), ('\u00e4'), ('B')) v(x) ORDER BY x",
        "SELECT upper('stra\u00dfe \u00e4')",
        "SELECT current_setting('server_version_num')::int / 10000",
    )
    assert found == [[["UTC"]], [["A"], ["B"], ["a"], ["b"], ["\u00e4"]], [["STRA\u00dfE \u00c4"]], [[17]]]


def test_it_refuses_rows_when_its_space_is_full_and_goes_on(ask):
    """A server that ended would be the judge's fault, and the candidate's way to have no score."""
    found = ask(
        "INSERT INTO books SELECT n, repeat('x', 1500) FROM generate_series(10, 400000) AS n",
        "SELECT count(*) FROM books",
        "INSERT INTO books VALUES (2, 'Emma') RETURNING id",
    )
    assert found == ["DiskFull", [[1]], [[2]]]


def test_it_listens_to_two_roles_with_passwords_and_to_nobody_else(ask, engine, instance):
    program = """
    import psycopg
    from flask import Flask, jsonify
    app = Flask(__name__)

    @app.get("/")
    def index():
        found = {}
        for role in ("postgres", "judge", "candidate"):
            for password in ("", role, "postgres"):
                try:
                    psycopg.connect(f"postgresql://{role}:{password}@127.0.0.1/app").close()
                    found[f"{role}:{password}"] = "in"
                except psycopg.OperationalError:
                    pass
        return jsonify(found)
    """
    suite = "def test_it(app):\n    assert app.get('/').json() == {'candidate:candidate': 'in'}\n"
    outcome = run(engine, service(program, suite, services=("postgres",)), instance=instance)
    assert outcome.records[0].outcome is TestOutcome.PASSED, outcome.records


def test_it_ends_a_query_that_no_cancellation_ends(engine, instance):
    suite = b"""
STUBBORN = "LOOP BEGIN PERFORM pg_sleep(0.02); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP;"

def test_rows(db, answer):
    db.execute("CREATE TABLE books AS SELECT 1 AS n")
    db.execute(f"CREATE FUNCTION wait() RETURNS int LANGUAGE plpgsql AS $$ BEGIN {STUBBORN} END $$")
    answer.rows("answer.sql")

def test_after(db):
    db.execute("CREATE TABLE books AS SELECT 1 AS n")  # the first test's table could not be dropped
"""
    job = replace(
        QUERY,
        suite=(File("tests/test_it.py", suite),),
        files=(File("answer.sql", b"SELECT wait() FROM books"),),
        tests=("test_rows", "test_after"),
        limits=Limits(test_seconds=1),
    )
    outcome = run(engine, job, instance=instance)
    assert [record.outcome for record in outcome.records] == [TestOutcome.TOO_SLOW, TestOutcome.PASSED], outcome


def test_it_judges_a_query(engine, instance):
    suite = b"""
def test_rows(db, answer):
    db.execute("CREATE TABLE app.books (title text)")
    db.insert("app.books", [{"title": "Dune"}, {"title": "Emma"}])
    db.execute("GRANT SELECT ON ALL TABLES IN SCHEMA app TO candidate")
    assert answer.rows("answer.sql").rows == [("Dune",), ("Emma",)]

def test_wrong(db, answer):
    assert answer.rows("answer.sql").rows == []
"""
    job = replace(
        QUERY,
        suite=(File("tests/test_it.py", suite),),
        files=(File("answer.sql", b"SELECT title FROM books ORDER BY title"),),
        tests=("test_rows", "test_wrong"),
    )
    outcome = run(engine, job, instance=instance)
    assert outcome.ending is Ending.FINISHED, outcome
    assert [record.outcome for record in outcome.records] == [TestOutcome.PASSED, TestOutcome.FAILED]
    assert set(outcome.images) == {"tester", "postgres"}

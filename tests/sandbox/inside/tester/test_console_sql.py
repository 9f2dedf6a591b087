"""Conversations with the real tester about a database, against a real server."""

import json
import time
from contextlib import nullcontext
from pathlib import Path

import psycopg
import pytest

from sandbox.inside.tester import console_sql, job
from sandbox.inside.tester.console import CommandFailed
from tests.postgres_server import judge_database
from tests.sandbox.inside.hostile import serving
from tests.sandbox.inside.talk import talking

pytestmark = pytest.mark.postgres

SAMPLE = """
CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL DEFAULT 'nobody', team text, UNIQUE (team, name));
CREATE TABLE shifts (person int REFERENCES people, "from" timestamptz, hours numeric(4, 1));
CREATE INDEX by_start ON shifts ("from");
CREATE VIEW "all names" AS SELECT name FROM people;
CREATE TABLE hidden (word text);
REVOKE ALL ON hidden FROM candidate;
INSERT INTO people SELECT n, 'p' || n, 'blue' FROM generate_series(1, 3) AS n;
INSERT INTO shifts VALUES (1, '2026-01-01 08:00Z', 7.5);
INSERT INTO hidden VALUES ('canary');
"""
SAMPLE_FILE = "suite/services/postgres/sample.sql"
INIT_FILE = "suite/services/postgres/init.sql"
STUBBORN = """DO $$ BEGIN LOOP
    BEGIN PERFORM pg_sleep(0.02); EXCEPTION WHEN query_canceled THEN NULL; END;
END LOOP; END $$"""


@pytest.fixture(scope="module")
def talk(tmp_path_factory, postgres_server):
    """One console for all tests but the last ones, which make the database anew: what one asks, no other notices."""
    dsn, candidate_dsn = judge_database(postgres_server)
    database = {"dsn": dsn, "candidate_dsn": candidate_dsn}
    job = {"kind": "query", "url": None, "postgres": database, "test_seconds": 30}
    with talking(tmp_path_factory.mktemp("console"), {SAMPLE_FILE: SAMPLE}, **job) as talk:
        assert [talk.line()["type"] for _ in range(2)] == ["prepared", "ready"]
        yield talk


@pytest.fixture
def hasty(tmp_path, database):
    """A console of its own whose statements have half a second."""
    with talking(tmp_path, {}, kind="query", url=None, postgres=database, test_seconds=0.5) as talk:
        assert [talk.line()["type"] for _ in range(2)] == ["prepared", "ready"]
        yield talk


@pytest.fixture
def sql(talk):
    return lambda statement: talk.ask("sql", sql=statement)


def test_it_shows_rows_with_names_and_types(sql):
    answer = sql("SELECT id, name, id AS id, NULL AS gap FROM people ORDER BY id LIMIT 2")
    answer.pop("ms")
    columns = [("id", "integer"), ("name", "text"), ("id", "integer"), ("gap", "text")]
    assert answer == {
        "type": "rows",
        "columns": [{"name": name, "type": kind} for name, kind in columns],
        "rows": [[1, "p1", 1, None], [2, "p2", 2, None]],
        "row_count": 2,
        "is_cut": False,
        "touched": None,
    }


@pytest.mark.parametrize(
    ("expression", "shown", "kind"),
    [
        ("true", True, "boolean"),
        ("9007199254740991", 9007199254740991, "bigint"),
        ("9007199254740993", "9007199254740993", "bigint"),
        ("1.50::numeric(4, 2)", "1.50", "numeric(4,2)"),
        ("0.5::float8", 0.5, "double precision"),
        ("'NaN'::float4", "NaN", "real"),
        ("'-infinity'::float8", "-Infinity", "double precision"),
        ("date '20000-01-01'", "20000-01-01", "date"),
        ("timestamptz 'infinity'", "infinity", "timestamp with time zone"),
        ("interval '90 minutes'", "01:30:00", "interval"),
        ("""'{"a": [1]}'::jsonb""", '{"a": [1]}', "jsonb"),
        ("ARRAY[1, 2]", "{1,2}", "integer[]"),
        ("ROW(1, 'a')", "(1,a)", "record"),
        ("repeat('1', 100000)::numeric", "1" * 4000, "numeric"),
        ("repeat('[', 5000) || repeat(']', 5000)", "[" * 4000, "text"),
        ("'\\x00ff'::bytea", "\\x00ff", "bytea"),
    ],
)
def test_it_shows_every_value_as_the_server_writes_it(sql, expression, shown, kind):
    answer = sql(f"SELECT {expression} AS x")
    assert answer["columns"] == [{"name": "x", "type": kind}]
    [[value]] = answer["rows"]
    assert type(value) is type(shown)
    is_long = isinstance(shown, str) and len(shown) == 4000
    assert (value[:4000] if is_long else value) == shown
    assert answer["is_cut"] == is_long


def test_it_shows_columns_where_there_are_no_rows(sql):
    answer = sql("SELECT id FROM people WHERE false")
    assert (answer["columns"], answer["rows"]) == ([{"name": "id", "type": "integer"}], [])


@pytest.mark.parametrize("width", [1, 1000, 100_000])
def test_it_shows_the_first_rows_of_many(sql, width):
    answer = sql(f"SELECT generate_series(1, 100000000), repeat('é', {width})")
    assert answer["is_cut"]
    assert answer["row_count"] == len(answer["rows"]) == (200 if width == 1 else len(answer["rows"]))
    assert len(json.dumps(answer["rows"])) < 70_000


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("SELECT idd FROM people", 'column "idd" does not exist. Perhaps you meant to reference'),
        ("SELECT 1\nFROM peopel", 'relation "peopel" does not exist (line 2, at character 6)'),
        ("SELEC 1", 'syntax error at or near "SELEC" (line 1, at character 1)'),
        ("SELECT 'é',\n\n  x", 'column "x" does not exist (line 3, at character 3)'),
        ("SELECT 1; SELECT 2", "cannot insert multiple commands into a prepared statement"),
        ("SET search_path = public; SELECT 1", "cannot insert multiple commands into a prepared statement"),
        ("SELECT 1; COMMIT; DROP TABLE people", "cannot insert multiple commands into a prepared statement"),
        ("SELECT 1 / 0", "division by zero"),
        ("DROP TABLE people", "cannot execute DROP TABLE in a read-only transaction"),
        ("INSERT INTO people VALUES (9)", "cannot execute INSERT in a read-only transaction"),
        ("SELECT * FROM hidden", "permission denied for table hidden"),
        ("CREATE TABLE mine (x int)", "cannot execute CREATE TABLE in a read-only transaction"),
        ("SELECT pg_read_file('/etc/passwd')", "permission denied for function pg_read_file"),
        (
            "COPY (SELECT 1) TO PROGRAM 'id'",
            "must be superuser or have privileges of the pg_execute_server_program role",
        ),
        ("COPY (SELECT 1) TO STDOUT", "COPY cannot be used"),
        ("COPY people FROM STDIN", "permission denied for table people"),
        ("SET ROLE judge", "permission denied to set role"),
        ("ALTER ROLE candidate SET client_encoding = 'LATIN1'", "cannot execute ALTER ROLE in a read-only transaction"),
        ("SELECT 'a\0b'", "NUL character"),
        ("SELECT '\ud800'", "the statement or its result cannot be read"),
        ("SELECT set_config('client_encoding', 'SQL_ASCII', false), 'é' FROM nothing", 'relation "nothing"'),
    ],
)
def test_it_tells_what_postgresql_has_against_a_statement_and_takes_the_next(sql, statement, error):
    answer = sql(statement)
    assert answer["type"] == "error", answer
    assert error in answer["error"]
    assert sql("SELECT count(*) FROM people")["rows"] == [[3]]


def test_it_takes_text_only(talk):
    assert talk.ask("sql", sql=None)["error"] == "sql must be text"
    assert talk.ask("plan", sql=1)["error"] == "sql must be text"
    assert talk.ask("request", method="GET")["error"] == "this console takes sql, plan, schema"


def test_it_carries_out_a_statement_without_a_result_and_keeps_nothing_of_it(sql):
    answer = sql("SET statement_timeout = 0")
    assert (answer["type"], answer["columns"], answer["rows"], answer["touched"]) == ("rows", [], [], None)
    assert sql("SHOW statement_timeout")["rows"] != [["0"]]
    assert sql("COMMIT")["type"] == "rows"
    assert sql("")["rows"] == []


def test_it_reads_what_a_statement_makes_of_its_encoding(sql):
    answer = sql("SELECT 'é' FROM (SELECT set_config('client_encoding', 'LATIN1', false)) x")
    assert answer["type"] == "rows"
    plan = "SELECT set_config('client_encoding', 'SQL_ASCII', false)"
    assert sql(plan)["type"] == "rows"


def test_it_is_not_filled_by_notifications(sql):
    flood = "SELECT count(pg_notify('a', repeat('x', 7000) || n)) FROM generate_series(1, 2000) AS n"
    assert sql(flood)["rows"] == [[2000]]
    assert sql("SELECT pg_notification_queue_usage() = 0")["rows"] == [[True]]


def test_it_shows_a_plan(talk):
    answer = talk.ask("plan", sql="SELECT * FROM people WHERE id = 2")
    assert answer["type"] == "plan"
    assert "people" in answer["lines"][0]
    assert any("Execution Time" in line for line in answer["lines"])


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("SELECT x\nFROM people", 'column "x" does not exist (line 1, at character 8)'),
        ("SELECT 1; SELECT 2", "cannot insert multiple commands"),
        ("DELETE FROM people", "cannot execute DELETE in a read-only transaction"),
        ("SELECT * FROM hidden", "permission denied for table hidden"),
        ("(ANALYZE) SELECT 1", "syntax error"),
        ("", "syntax error at end of input"),
    ],
)
def test_it_tells_why_there_is_no_plan(talk, statement, error):
    answer = talk.ask("plan", sql=statement)
    assert answer["type"] == "error"
    assert error in answer["error"]


def test_it_shows_a_plan_whose_statement_has_changed_the_encoding(talk):
    answer = talk.ask("plan", sql="SELECT set_config('client_encoding', 'SQL_ASCII', false), 'é' FROM people")
    assert answer["type"] == "plan"


def test_it_cuts_a_long_plan(talk):
    answer = talk.ask("plan", sql=" UNION ALL ".join(f"SELECT {n} FROM people" for n in range(1000)))
    assert answer["type"] == "plan"
    assert answer["lines"][-1].endswith("… (cut)")
    assert len(json.dumps(answer)) < 80_000


def test_it_shows_the_tables_that_may_be_read(talk):
    answer = talk.ask("schema")
    assert answer["type"] == "schema"
    names, people, shifts = answer["tables"]
    assert names == {
        "name": "all names",
        "columns": [{"name": "name", "type": "text", "is_nullable": True, "default": None}],
        "keys": [],
        "indexes": [],
        "rows": 3,
    }
    assert people == {
        "name": "people",
        "columns": [
            {"name": "id", "type": "integer", "is_nullable": False, "default": None},
            {"name": "name", "type": "text", "is_nullable": False, "default": "'nobody'::text"},
            {"name": "team", "type": "text", "is_nullable": True, "default": None},
        ],
        "keys": ["PRIMARY KEY (id)", "UNIQUE (team, name)"],
        "indexes": [],
        "rows": 3,
    }
    assert (shifts["name"], shifts["rows"]) == ("shifts", 1)
    assert shifts["keys"] == ["FOREIGN KEY (person) REFERENCES people(id)"]
    assert shifts["indexes"] == ['CREATE INDEX by_start ON shifts USING btree ("from")']
    assert [column["type"] for column in shifts["columns"]] == [
        "integer", "timestamp with time zone", "numeric(4,1)"
    ]  # fmt: skip


def test_it_has_an_empty_database_without_a_sample(tmp_path, database):
    init = "CREATE TABLE public.words (word text); GRANT SELECT ON public.words TO candidate;"
    with talking(tmp_path, {INIT_FILE: init}, kind="query", url=None, postgres=database) as talk:
        assert [talk.line()["type"] for _ in range(2)] == ["prepared", "ready"]
        assert [table["name"] for table in talk.ask("schema")["tables"]] == ["public.words"]
        assert talk.ask("sql", sql="SELECT current_schema")["rows"] == [["app"]]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({SAMPLE_FILE: "CREATE TABLE"}, "sample.sql: syntax error"),
        ({INIT_FILE: "CREATE TABLE"}, "init.sql: syntax error"),
    ],
)
def test_it_calls_a_broken_script_a_problem(tmp_path, database, files, reason):
    with talking(tmp_path, files, kind="query", url=None, postgres=database) as talk:
        line = talk.line()
        assert line["type"] == "problem"
        assert reason in line["reason"]


def test_it_makes_the_database_of_a_service_and_takes_requests_only(tmp_path, database):
    with talking(tmp_path, {INIT_FILE: "CREATE TABLE t (x int)"}, postgres=database, start_seconds=0.2) as talk:
        assert [talk.line()["type"] for _ in range(2)] == ["prepared", "not_ready"]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pg_sleep(60)",
        "SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 1000) b",
        STUBBORN,
        "SELECT set_config('statement_timeout', '0', false), pg_sleep(60)",
    ],
)
@pytest.mark.parametrize("kind", ["sql", "plan"])
def test_it_stops_a_statement_in_time_and_takes_the_next(hasty, kind, statement):
    answer = hasty.ask(kind, sql=statement)
    is_no_plan = kind == "plan" and statement.startswith("DO")
    assert answer["type"] == "error"
    assert ("syntax error" if is_no_plan else "did not end in time") in answer["error"]
    left = hasty.ask("sql", sql="SELECT count(*) FROM pg_stat_activity WHERE usename = 'candidate'")
    assert left["rows"] == [[1]]


def error_without_a_server():
    nowhere = "postgresql://nobody@127.0.0.1:9/nothing"
    sample = console_sql.SampleDatabase(job.Postgres(nowhere, nowhere), Path(), is_query=True)
    with pytest.raises(CommandFailed) as failed:
        sample.rows({"sql": "SELECT 1"}, time.monotonic() + 60)
    return str(failed.value)


def test_it_tells_that_the_database_takes_no_connection():
    assert "takes no connection now" in error_without_a_server()


def test_it_tells_that_the_database_broke_off_in_the_middle(monkeypatch):
    class Broken:
        @property
        def pgconn(self):
            raise psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly")

    monkeypatch.setattr(console_sql, "candidate", lambda *_: nullcontext(Broken()))
    assert "the database broke off" in error_without_a_server()


def test_it_fills_the_tables_of_a_service_and_takes_no_statements_there(tmp_path, database):
    tables = "CREATE TABLE things (name text); GRANT SELECT ON things TO candidate;"
    files = {INIT_FILE: tables, SAMPLE_FILE: "INSERT INTO things VALUES ('a sample')"}
    with serving(lambda _: None) as url, talking(tmp_path, files, kind="service", url=url, postgres=database) as talk:
        assert [talk.line()["type"] for _ in range(2)] == ["prepared", "ready"]
        assert talk.ask("sql", sql="SELECT 1")["error"] == "this console takes request"
    with psycopg.connect(database["candidate_dsn"]) as connection:
        assert connection.execute("SELECT name FROM things").fetchall() == [("a sample",)]

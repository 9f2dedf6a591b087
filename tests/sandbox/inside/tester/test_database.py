"""Suites with PostgreSQL: whole runs of the real tester against a real server."""

import psycopg
import pytest

from tests.postgres_server import judge_database
from tests.sandbox.inside.harness import make_job, run_tester
from tests.sandbox.inside.hostile import says, serving
from tests.sandbox.inside.tester.conftest import TABLES

pytestmark = pytest.mark.postgres


def connections(dsn):
    """Who is connected to the tests' database, apart from the one who asks."""
    query = "SELECT usename FROM pg_stat_activity WHERE datname = 'app' AND pid <> pg_backend_pid()"
    with psycopg.connect(dsn) as connection:
        return [name for (name,) in connection.execute(query)]


def test_it_runs_a_candidate_s_query(judge):
    suite = """
def test_rows(db, answer):
    prepare(db)
    rows = answer.rows("query.sql")
    assert rows.columns == ("id", "name")
    assert rows.rows == [(1, "p1"), (2, "p2"), (3, "p3")]
def test_none(db, answer):
    db.execute("CREATE TABLE people (id int, name text)")
    rows = answer.rows("query.sql")
    assert (rows.columns, rows.rows) == (("id", "name"), [])
def test_text(answer):
    assert "ORDER" in answer.text("query.sql")
"""
    run = judge(
        suite, {"query.sql": "-- 100% mine\nSELECT id, name FROM people WHERE name LIKE 'p%' ORDER BY id; -- end\n"}
    )
    assert run.outcomes() == {"test_rows": "passed", "test_none": "passed", "test_text": "passed"}
    assert run.types()[:3] == ["header", "prepared", "ready"]


def test_it_gives_the_suite_a_database(judge):
    suite = """
def test_execute(db):
    prepare(db)
    assert db.execute("UPDATE people SET name = %s WHERE id > %s", ["x", 1]) == 2
    assert db.rows("SELECT id, name, tags FROM people WHERE name = %(name)s ORDER BY id LIMIT 1", {"name": "x"}) == [
        {"id": 2, "name": "x", "tags": {"n": 2}}
    ]
    assert db.execute("CREATE TABLE a (b int); INSERT INTO a VALUES (1), (2)") == 2
    assert db.rows("SELECT '%' AS sign") == [{"sign": "%"}]
def test_insert(db):
    import datetime, decimal, pytest
    db.execute("CREATE SCHEMA other")
    db.execute("CREATE TABLE other.t (\\"odd name\\" text, d date, n numeric, a int[], z int DEFAULT 7)")
    rows = [
        {"odd name": "tab\\\\t\\t\\n\\\\N", "d": datetime.date(2024, 2, 29), "n": decimal.Decimal("1.50"), "a": [1, 2]},
        {"odd name": None, "d": None, "n": None, "a": None},
    ]
    db.insert("other.t", rows)
    assert db.rows("SELECT \\"odd name\\", d, n, a FROM other.t ORDER BY n") == rows
    assert [row["z"] for row in db.rows("SELECT z FROM other.t")] == [7, 7]
    db.insert("other.t", [])
    with pytest.raises(ValueError, match="different columns"):
        db.insert("other.t", [{"n": 1}, {"z": 1}])
    db.execute("DROP SCHEMA other CASCADE")
def test_load(db):
    db.load("tables.sql")
    assert db.rows("SELECT * FROM loaded") == [{"n": 5}]
"""
    run = judge(suite, more={"tests/tables.sql": "CREATE TABLE loaded (n int);\nINSERT INTO loaded VALUES (5);\n"})
    assert set(run.outcomes().values()) == {"passed"}, run.records()


def test_it_gives_each_test_an_empty_schema(judge):
    suite = """
def test_one(db, answer):
    prepare(db)
def test_two(db, answer):
    assert db.rows("SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')") == []
    prepare(db)
"""
    assert judge(suite).outcomes() == {"test_one": "passed", "test_two": "passed"}


REFUSED = {
    "a_syntax_error": ("SELEKT 1", 'syntax error at or near "SELEKT" (at character 1)'),
    "an_unknown_table": ("SELECT *\nFROM nobody", 'relation "nobody" does not exist (at character 15)'),
    "an_error_while_it_runs": ("SELECT 1 / (id - 2) FROM people ORDER BY id", "division by zero"),
    "two_statements": ("SELECT 1; SELECT 2", "cannot insert multiple commands"),
    "a_second_statement_that_writes": ("SELECT 1; DROP TABLE people", "cannot insert multiple commands"),
    "nothing": ("", "shows no columns"),
    "a_comment": ("-- later", "shows no columns"),
    "an_insert": ("INSERT INTO people VALUES (9)", "shows no columns"),
    "an_insert_that_shows": ("INSERT INTO people VALUES (9) RETURNING id", "read-only transaction"),
    "a_delete_in_a_with": (
        "WITH gone AS (DELETE FROM people RETURNING id) SELECT * FROM gone",
        "read-only transaction",
    ),
    "a_new_table": ("CREATE TABLE app.mine (a int)", "shows no columns"),
    "a_block_of_code": ("DO $$ BEGIN PERFORM 1; END $$", "shows no columns"),
    "a_copy_of_a_table": ("COPY people TO STDOUT", "shows no columns"),
    "a_program": ("COPY (SELECT 1) TO PROGRAM 'id'", "shows no columns"),
    "a_file_of_the_server": ("SELECT pg_read_file('/etc/passwd')", "permission denied for function pg_read_file"),
    "a_large_object": ("SELECT lo_import('/etc/passwd')", "permission denied"),
    "another_role": ("SET ROLE judge", "shows no columns"),
    "a_function_that_sets_the_role": ("SELECT set_config('role', 'judge', false)", "permission denied to set role"),
    "a_lock": ("LOCK TABLE people", "shows no columns"),
    "a_row_lock": ("SELECT * FROM people FOR UPDATE", "read-only transaction"),
    "a_write_after_the_mode_was_set": ("SELECT set_config('transaction_read_only', 'off', false)", "read-write mode"),
    "its_own_end": ("SELECT pg_terminate_backend(pg_backend_pid())", "terminating connection"),
    "too_many_rows": ("SELECT generate_series(1, 1000000000000)", "more than 10000 rows"),
    "too_many_bytes": ("SELECT repeat('x', 2000000) FROM generate_series(1, 1000)", "more than 16777216 bytes"),
    "a_shell_of_a_client": ("\\! id", 'syntax error at or near "\\"'),
    "a_nul": ("SELECT 1\0", "NUL"),
    "bytes_that_are_no_text": (b"SELECT '\xff'", "is not UTF-8"),
    "a_value_that_python_cannot_hold": ("SELECT 'infinity'::timestamp", "too large"),
    "a_number_of_too_many_digits": (
        "SELECT ('[' || repeat('9', 100000) || ']')::jsonb",
        "a value that cannot be read: Exceeds the limit",
    ),
    "json_that_is_too_deep": (
        "SELECT (repeat('[', 5000) || repeat(']', 5000))::json",
        "a value that cannot be read: maximum recursion depth",
    ),
    "text_in_another_encoding": (
        "SELECT set_config('client_encoding', 'LATIN1', false), chr(233)",
        "a value that cannot be read: 'utf-8' codec",
    ),
    "too_much_json": (
        "SELECT json_build_object('x', repeat('x', 2000000)) FROM generate_series(1, 1000)",
        "more than 16777216 bytes",
    ),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory, postgres_server):
    """All of REFUSED in one run, each followed by a look at the database that it may have damaged."""
    dsn, candidate_dsn = judge_database(postgres_server)
    suite, tests = TABLES, []
    for name in REFUSED:
        suite += f"def test_{name}(db, answer):\n    prepare(db)\n    answer.rows('{name}.sql')\n"
        suite += f"def test_after_{name}(db):\n    prepare(db)\n    assert len(db.rows('SELECT * FROM people')) == 3\n"
        tests += [f"test_{name}", f"test_after_{name}"]
    files = {"suite/tests/test_it.py": suite} | {f"answer/{name}.sql": query for name, (query, _) in REFUSED.items()}
    postgres = {"dsn": dsn, "candidate_dsn": candidate_dsn}
    job = make_job(kind="query", url=None, tests=tests, postgres=postgres, test_seconds=20)
    run = run_tester(tmp_path_factory.mktemp("refused"), job, files)
    assert run.last()["type"] == "final", run.last()
    return run.records(), connections(dsn)


@pytest.mark.parametrize(("name", "message"), [(name, message) for name, (_, message) in REFUSED.items()])
def test_it_survives_as_an_answer(refused, name, message):
    records, left = refused
    record = records[f"test_{name}"]
    assert record["outcome"] == "failed", record
    assert record["message"].startswith(f"{name}.sql")
    assert message in record["message"]
    assert records[f"test_after_{name}"]["outcome"] == "passed"
    assert left == []


ENDLESS = {
    "sleep": "SELECT pg_sleep(1000)",
    "sleep_without_the_server_s_limit": "SELECT set_config('statement_timeout', '0', false), pg_sleep(1000)",
    "recursion": "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
    "counting": "SELECT count(*) FROM generate_series(1, 1000000000000)",
    "drip_of_rows": "SELECT n, pg_sleep(0.01) FROM generate_series(1, 9000) n",
}


def test_it_ends_queries_that_do_not_end(judge, database):
    suite = "".join(f"def test_{name}(answer):\n    answer.rows('{name}.sql')\n" for name in ENDLESS)
    suite += "def test_after(db):\n    prepare(db)\n"
    run = judge(suite, {f"{name}.sql": query for name, query in ENDLESS.items()}, test_seconds=0.5)
    assert run.outcomes() == {f"test_{name}": "too_slow" for name in ENDLESS} | {"test_after": "passed"}
    for name in ENDLESS:
        assert f"{name}.sql did not end within the test's time" in run.records()[f"test_{name}"]["message"]
    assert connections(database["dsn"]) == []


def test_it_does_not_let_a_lock_hold_the_suite(judge, database):
    suite = """
def test_one(db):
    db.rows("SELECT * FROM locked")
"""
    with serving(says()) as url, psycopg.connect(database["dsn"]) as holder:
        holder.execute("CREATE TABLE locked (n int)")
        holder.commit()
        holder.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE")
        record = judge(suite, kind="service", url=url).records()["test_one"]
    assert record["outcome"] == "too_slow"
    assert "is a table locked?" in record["message"]


def test_it_keeps_a_service_s_data_between_tests(judge):
    suite = """
def test_one(db):
    prepare(db)
def test_two(db):
    assert len(db.rows("SELECT * FROM public.people")) == 3
"""
    with serving(says()) as url:
        run = judge(suite, kind="service", url=url)
    assert run.outcomes() == {"test_one": "passed", "test_two": "passed"}


def test_it_names_a_file_that_was_not_handed_in(judge):
    suite = """
def test_missing(answer):
    answer.rows("query.sql")
def test_outside(answer):
    answer.text("../suite/tests/test_it.py")
"""
    records = judge(suite).records()
    assert records["test_missing"]["message"].startswith("query.sql was not handed in")
    assert records["test_outside"]["message"].startswith("ValueError: a path within the answer")


def test_it_shows_the_rows_that_were_compared(judge):
    suite = """
def test_rows(answer):
    assert answer.rows("q.sql").rows == [(1, None)]
"""
    record = judge(suite, {"q.sql": "SELECT 1, 'x', 1.5::numeric"}).records()["test_rows"]
    assert record["comparison"] == {"got": [[1, "x", "Decimal('1.5')"]], "expected": [[1, None]]}

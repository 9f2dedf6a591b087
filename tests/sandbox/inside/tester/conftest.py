"""Whole runs of the real tester against a real server, for suites with PostgreSQL."""

import pytest

from tests.postgres_server import judge_database
from tests.sandbox.inside.harness import make_job, run_tester

TABLES = """
def prepare(db):
    db.execute("CREATE TABLE people (id int PRIMARY KEY, name text, tags jsonb)")
    db.insert("people", [{"id": n, "name": f"p{n}", "tags": {"n": n}} for n in range(1, 4)])
"""


@pytest.fixture
def database(postgres_server):
    dsn, candidate_dsn = judge_database(postgres_server)
    return {"dsn": dsn, "candidate_dsn": candidate_dsn}


@pytest.fixture
def judge(tmp_path, database):
    """Runs a query suite; every `test_` function of the text runs, in the order of the text."""

    def run(suite, answers=None, **job):
        tests = [line.split("(")[0][4:] for line in suite.splitlines() if line.startswith("def test_")]
        files = {"suite/tests/test_it.py": TABLES + suite}
        files |= {f"answer/{name}": text for name, text in (answers or {}).items()}
        files |= {f"suite/{name}": text for name, text in job.pop("more", {}).items()}
        settings = {"kind": "query", "url": None, "tests": tests, "postgres": database} | job
        return run_tester(tmp_path, make_job(**settings), files)

    return run

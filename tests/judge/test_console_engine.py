"""A console in real boxes, from the use-case through the worker's process to the service and back."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from judge import consoles
from judge.accounts import Account
from judge.catalogue.load import load_problem
from judge.desks import practice_desk
from judge.domain.command import Command
from judge.stacks import known_stacks
from judge.storage.accounts import user_by_email
from judge.storage.runs import RunState
from tests.product import ROOT, make_site

pytestmark = pytest.mark.engine

PATIENCE = 120  # seconds: a worker examines its host before it begins
NAMES = ("order-feed-pagination", "top-customers")

APP = '''
"""Counts what it is told, and says what files it can see."""

import os

from flask import Flask, request

app = Flask(__name__)
kept = []


@app.post("/kept")
def keep():
    kept.append(request.get_data(as_text=True))
    print("kept", request.headers["X-Odd"], flush=True)
    return {"kept": len(kept)}, 201


@app.get("/kept")
def show():
    return {"kept": kept}


@app.get("/files")
def files():
    return {"files": sorted(name for _, _, names in os.walk("/work") for name in names)}


@app.post("/leave")
def leave():
    os._exit(3)
'''


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Two problems of the catalogue, and a worker's process."""
    problems = {name: load_problem(ROOT / "problems" / name, known_stacks()) for name in NAMES}
    made = make_site(tmp_path_factory.mktemp("console"), problems)
    made.start("worker")
    yield made
    made.stop()


class Console:
    """Alice's console on one problem."""

    def __init__(self, site, slug, files, stack):
        self.site = site
        with site.database() as session:
            user = user_by_email(session, "alice@example.org")
            self.alice = Account(id=user.id, name=user.name, email=user.email, role=user.role)
            self.id = consoles.open_console(
                session,
                practice_desk(session, self.alice, slug),
                stack=stack,
                files=files,
                key=str(uuid4()),
                settings=site.settings,
                now=datetime.now(UTC),
            )

    def __call__(self, type_, **command):
        with self.site.database() as session:
            number = consoles.ask(session, self.alice, self.id, Command(type_, **command), now=datetime.now(UTC))
        seen = self.until(lambda seen: any(each.number == number and each.answer for each in seen.answers))
        return next(each.answer for each in seen.answers if each.number == number)

    def request(self, method, path, **how):
        return self("request", method=method, path=path, **how)

    def view(self):
        with self.site.database() as session:
            return consoles.view(session, self.alice, self.id, 0)

    def close(self):
        with self.site.database() as session:
            consoles.close(session, self.alice, self.id)

    def until(self, is_true):
        pause = threading.Event()
        for _ in range(PATIENCE * 20):
            seen = self.view()
            if is_true(seen):
                return seen
            pause.wait(0.05)
        raise AssertionError(f"{seen}\n{(self.site.state_dir / 'worker.log').read_text()[-4000:]}")


def test_it_speaks_to_a_service_that_remembers(site):
    starter = site.problems["order-feed-pagination"].bundle.starter("python-flask")
    editable = site.problems["order-feed-pagination"].problem.files.editable
    files = {path: starter[path].decode() for path in editable} | {"app.py": APP}
    console = Console(site, "order-feed-pagination", files, "python-flask")
    posted = console.request("POST", "/kept", headers={"X-Odd": "seven"}, body="first")
    assert (posted["type"], posted["status"], posted["body"]) == ("reply", 201, '{"kept":1}\n')
    assert "kept seven" in posted["log"]
    assert console.view().phase == "ready"
    assert console.request("GET", "/kept")["body"] == '{"kept":["first"]}\n'
    assert console.request("GET", "/nothing")["status"] == 404
    seen = console.request("GET", "/files")["body"]
    assert "app.py" in seen
    assert not any(name in seen for name in ("test_", "conftest"))
    console.close()
    assert console.view().state == RunState.CANCELLED


def test_it_says_so_when_the_service_leaves(site):
    starter = site.problems["order-feed-pagination"].bundle.starter("python-flask")
    editable = site.problems["order-feed-pagination"].problem.files.editable
    files = {path: starter[path].decode() for path in editable} | {"app.py": APP}
    console = Console(site, "order-feed-pagination", files, "python-flask")
    assert console.request("POST", "/leave")["type"] == "error"
    assert console.until(lambda seen: seen.is_final).label == "Crashed"


def test_it_asks_the_sample_database(site):
    """The reference answers the sample as the statement says."""
    bundle = site.problems["top-customers"].bundle
    query = bundle.solution("postgresql")["query.sql"].decode()
    console = Console(site, "top-customers", {"query.sql": "SELECT 1"}, "postgresql")
    found = console("sql", sql=query)
    assert [column["name"] for column in found["columns"]] == [
        "month",
        "rank",
        "customer_id",
        "customer_name",
        "revenue_cents",
    ]
    assert [row[3:] for row in found["rows"]] == EXPECTED
    tables = {table["name"]: table for table in console("schema")["tables"]}
    assert {name: table["rows"] for name, table in tables.items()} == {"customers": 4, "orders": 6, "refunds": 2}
    assert "orders" in "\n".join(console("plan", sql="SELECT * FROM orders")["lines"])
    wrong = console("sql", sql="SELECT *\nFROM nowhere")
    assert wrong["type"] == "error"
    assert 'relation "nowhere" does not exist' in wrong["error"]
    assert "line 2" in wrong["error"]
    assert console("sql", sql="DELETE FROM orders")["type"] == "error"
    for example in site.problems["top-customers"].problem.examples:
        assert console("sql", sql=example.sql)["type"] == "rows"
    console.close()


EXPECTED = [["Ada", 8000], ["Ben", 5000], ["Cleo", 5000], ["Ben", 7000], [None, None], ["Ben", 4200]]

"""`judge problem analytics`."""

import json

import pytest

from judge.settings import Settings
from judge.storage.accounts import Role, User
from judge.storage.engine import make_engine, session_scope
from tests.cast import NOW, SLUG, publish, version
from tests.judge.analytics.classes import CLASS, KEEPS, submit
from tests.judge.cli.conftest import Run


@pytest.fixture
def taught(judge: Run):
    """A published problem that eight people have tried."""
    assert judge("db", "upgrade").exit_code == 0
    engine = make_engine(Settings.from_env().database)
    with session_scope(engine) as session:
        for name in CLASS:
            row = User(email=name, name=name, role=Role.CANDIDATE, password_hash="", created_at=NOW)
            row.id = name
            session.add(row)
        session.flush()
        publish(session, version())
        session.commit()
    for number, name in enumerate(CLASS):
        submit(engine, name, *([KEEPS] if number < 2 else []), minutes=number)
    yield engine
    engine.dispose()


def test_it_shows_people_and_tests(judge: Run, taught):
    result = judge("problem", "analytics", SLUG)
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "people who passed 75 % (6 of 8)" in lines
    assert "minutes to the first pass, median and quartiles 0 (0 to 0), n = 6" in lines
    assert "Submitted 8" in lines
    assert f"{KEEPS} hidden 3 2 8 - 8 0 0" in lines
    assert "never fails" in result.stdout


def test_it_shows_one_version(judge: Run, taught, monkeypatch):
    monkeypatch.setattr("judge.storage.analytics.MOST_SUBMITS", 4)
    result = judge("problem", "analytics", SLUG, "--version", f"hash of {SLUG}")
    assert "of 8 submits." in result.stdout
    assert "came at least so far" not in result.stdout
    assert "too few people, n = 4" in result.stdout
    assert judge("problem", "analytics", SLUG, "--version", "none").exit_code != 0


def test_it_shows_the_same_as_json(judge: Run, taught):
    found = json.loads(judge("problem", "analytics", SLUG, "--json").stdout)
    assert (found["slug"], found["figures"]["people_rate"], len(found["items"])) == (SLUG, 0.75, 3)


def test_it_knows_no_other_problem(judge: Run, taught):
    assert judge("problem", "analytics", "none").exit_code != 0


def test_it_says_where_nobody_has_tried(judge: Run):
    judge("db", "upgrade")
    engine = make_engine(Settings.from_env().database)
    with session_scope(engine) as session:
        publish(session, version())
        session.commit()
    engine.dispose()
    lines = [" ".join(line.split()) for line in judge("problem", "analytics", SLUG).stdout.splitlines()]
    assert "people who passed -" in lines

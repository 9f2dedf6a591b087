"""`judge sitting` and `judge user extra-time`: the clock's keeper at the command line."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from judge import accounts, sittings
from judge.settings import Settings
from judge.storage.accounts import Role, user_by_email
from judge.storage.engine import make_engine, reading_scope, session_scope
from tests.cast import SLUG, publish, version
from tests.judge.cli.conftest import Run

NOW = datetime.now(UTC)


@pytest.fixture
def database(judge: Run) -> Iterator[Engine]:
    judge("db", "upgrade")
    made = make_engine(Settings.from_env().database)
    yield made
    made.dispose()


@pytest.fixture
def sitting(database: Engine) -> str:
    """Alice's session of half an hour, not begun."""
    with session_scope(database) as session:
        publish(session, version())
        session.commit()
        alice = accounts.add_user(
            session, "alice@example.org", "Alice", "correct horse battery", role=Role.CANDIDATE, now=NOW
        )
        return sittings.plan_mock(session, alice, [SLUG], 30, "open", now=NOW)


def begin(database: Engine, sitting_id: str) -> None:
    with session_scope(database) as session:
        user = user_by_email(session, "alice@example.org")
        sittings.start(session, accounts.account_of(user), sitting_id)


def test_it_lists_what_runs(judge: Run, database: Engine, sitting: str):
    assert json.loads(judge("sitting", "list", "--json").stdout) == []
    begin(database, sitting)
    (line,) = json.loads(judge("sitting", "list", "--json").stdout)
    assert (line["id"], line["email"], line["title"]) == (sitting, "alice@example.org", "A little list")
    assert "alice@example.org" in judge("sitting", "list").stdout


def test_it_gives_more_time(judge: Run, database: Engine, sitting: str):
    assert judge("sitting", "extend", sitting, "5").stdout == f"{sitting}: 5 extra minutes, ends not begun\n"
    begin(database, sitting)
    result = judge("sitting", "extend", sitting, "10")
    assert result.stdout.startswith(f"{sitting}: 15 extra minutes, ends 20")


@pytest.mark.parametrize("given", [("nothing", "5"), ("{}", "0"), ("{}", "many")])
def test_it_refuses_other_sessions_and_numbers(judge: Run, sitting: str, given: tuple[str, str]):
    assert judge("sitting", "extend", *(word.format(sitting) for word in given)).exit_code == 2


def test_it_sets_a_persons_extra_time(judge: Run, database: Engine, sitting: str):
    result = judge("user", "extra-time", "alice@example.org", "25")
    assert result.stdout == "alice@example.org: 25 % extra time\n"
    with reading_scope(database) as session:
        assert user_by_email(session, "alice@example.org").extra_time_percent == 25
    assert judge("user", "extra-time", "nobody@example.org", "25").exit_code == 2
    assert judge("user", "extra-time", "alice@example.org", "400").exit_code == 2

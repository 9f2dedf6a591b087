"""The worker's side of a console's commands: each is given once, each answer is written once, under the lease only."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError

from judge.queue import commands as module
from judge.queue.commands import Inbox
from judge.storage import consoles
from judge.storage.consoles import ConsoleCommand
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import RunState

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """Stands in for the module's time."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(module, "time", made)
    return made


@pytest.fixture
def lease(queue_up, take):
    queue_up()
    return take().lease


@pytest.fixture
def inbox(database, lease, clock):
    return Inbox(database, lease, 30)


@pytest.fixture
def ask(database, lease):
    """Asks the next command, or the one of a number."""
    numbers = iter(range(1, 100))

    def put(**command):
        with session_scope(database) as session:
            number = next(numbers)
            session.add(ConsoleCommand(run_id=lease.run_id, number=number, command=command, asked_at=NOW))
            session.commit()
            return number

    return put


@pytest.fixture
def answers(database, lease):
    def read():
        with reading_scope(database) as session:
            rows = consoles.commands_after(session, lease.run_id, 0, 100)
            return {row.number: row.answer for row in rows if row.answered_at}

    return read


def refuse(*_arguments):
    raise OperationalError("UPDATE", {}, Exception("server closed the connection"))


def test_it_gives_commands_in_their_order_and_each_once(inbox, ask):
    ask(type="sql", sql="SELECT 1")
    ask(type="sql", sql="SELECT 2")
    assert inbox.next() == {"number": 1, "type": "sql", "sql": "SELECT 1"}
    assert inbox.next() == {"number": 2, "type": "sql", "sql": "SELECT 2"}
    assert inbox.next() is None


def test_it_writes_answers_that_any_database_can_store(inbox, ask, answers):
    ask(type="schema")
    number = inbox.next()["number"]
    inbox.answer(number, {"type": "reply", "body": "a\0b\ud800", "headers": [["x", "y"]]})
    assert answers() == {1: {"type": "reply", "body": "a\ufffdb\ufffd", "headers": [["x", "y"]]}}


def test_it_keeps_the_first_answer(inbox, ask, answers):
    ask(type="schema")
    inbox.answer(1, {"type": "schema"})
    inbox.answer(1, {"type": "error"})
    assert answers() == {1: {"type": "schema"}}


def test_it_leaves_out_what_was_answered_before(database, lease, clock, inbox, ask):
    ask(type="schema")
    ask(type="sql", sql="SELECT 2")
    inbox.answer(1, {"type": "schema"})
    assert Inbox(database, lease, 30).next()["number"] == 2


def test_it_looks_rarely_while_nothing_is_asked_and_often_after_a_command(inbox, ask, clock):
    assert inbox.next() is None
    ask(type="schema")
    clock.now += module.IDLE_POLL_SECONDS - 0.01
    assert inbox.next() is None
    clock.now += 0.01
    assert inbox.next() is not None
    assert inbox.next() is None
    ask(type="schema")
    clock.now += module.BUSY_POLL_SECONDS
    assert inbox.next() is not None
    clock.now += module.BUSY_SECONDS
    assert inbox.next() is None
    ask(type="schema")
    clock.now += module.BUSY_POLL_SECONDS
    assert inbox.next() is None


def test_it_writes_nothing_once_the_lease_is_lost(database, lease, inbox, ask, change):
    ask(type="schema")
    change(lease.run_id, state=RunState.CANCELLED, lease_token=lease.token + 1)
    inbox.answer(1, {"type": "schema"})
    change(lease.run_id, state=RunState.LEASED, lease_token=lease.token)
    inbox.answer(2, {"type": "schema"})
    with reading_scope(database) as session:
        assert consoles.counts(session, lease.run_id) == (1, 1)


def test_it_writes_what_it_could_not_write_when_the_database_is_back(inbox, ask, answers, clock, monkeypatch):
    ask(type="schema")
    ask(type="schema")
    assert inbox.next()["number"] == 1
    with monkeypatch.context() as away:
        away.setattr(module, "heartbeat", refuse)
        inbox.answer(1, {"type": "schema"})
        clock.now += module.RETRY_SECONDS
        assert inbox.next() is None
    assert inbox.next() is None  # it is not asked all the time
    assert answers() == {}
    clock.now += module.RETRY_SECONDS
    assert inbox.next()["number"] == 2
    assert answers() == {1: {"type": "schema"}}


def test_it_waits_for_a_database_that_is_away(inbox, ask, clock, monkeypatch):
    ask(type="schema")
    with monkeypatch.context() as away:
        away.setattr(consoles, "next_command", refuse)
        assert inbox.next() is None
    assert inbox.next() is None
    clock.now += module.RETRY_SECONDS
    assert inbox.next()["number"] == 1

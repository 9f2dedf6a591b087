"""What many requests at once cannot break about consoles, on both databases."""

from uuid import uuid4

import pytest
from sqlmodel import select

from judge import consoles
from judge.desks import practice_desk
from judge.domain.command import Command
from judge.domain.verdict import Verdict
from judge.errors import StaleLease, TooManyQueued
from judge.grading.judgement import Judgement
from judge.queue.claim import claim
from judge.queue.finish import finish
from judge.settings import Settings
from judge.storage.consoles import ConsoleCommand
from judge.storage.engine import session_scope
from judge.storage.runs import Event, EventKind, Lane, Run, RunState
from tests.cast import ANSWER, NOW, SLUG, STACK, account
from tests.judge.at_once import AT_ONCE, database, database_url, together

__all__ = ["database", "database_url"]

ALICE = account("alice")
GET = Command(type="request", method="GET", path="/")


@pytest.fixture
def start(database, tmp_path):
    settings = Settings(state_dir=tmp_path, min_free_mib=1, _env_file=None)

    def call(_number=0, key=""):
        with session_scope(database) as session:
            known = {"stack": STACK, "files": dict(ANSWER), "key": key or str(uuid4())}
            desk = practice_desk(session, ALICE, SLUG)
            return consoles.open_console(session, desk, settings=settings, now=NOW, **known)

    return call


@pytest.fixture
def ask(database):
    def call(console_id):
        with session_scope(database) as session:
            return consoles.ask(session, ALICE, console_id, GET, now=NOW)

    return call


def states(database):
    with session_scope(database) as session:
        return sorted(run.state.value for run in session.exec(select(Run)).all())


def test_it_leaves_one_console_open_of_many_that_were_opened_at_once(database, start):
    assert len(set(together(*[start] * AT_ONCE))) == AT_ONCE
    assert states(database) == ["cancelled"] * (AT_ONCE - 1) + ["queued"]


def test_it_makes_one_console_of_one_key_sent_many_times_at_once(database, start):
    key = str(uuid4())
    assert len(set(together(*[lambda: start(key=key)] * AT_ONCE))) == 1
    assert states(database) == ["queued"]


def test_it_gives_commands_that_come_at_once_a_number_each(start, ask):
    console_id = start()
    assert sorted(together(*[lambda: ask(console_id)] * AT_ONCE)) == list(range(1, AT_ONCE + 1))


def test_it_lets_nobody_past_the_limit_by_asking_at_once(start, ask):
    console_id = start()
    for _ in range(consoles.MAX_WAITING - 2):
        ask(console_id)
    assert together(*[lambda: ask(console_id)] * AT_ONCE).count(TooManyQueued) == AT_ONCE - 2


def test_it_ends_once_when_its_owner_and_its_worker_end_it_at_once(database, start, ask):
    console_id = start()
    with session_scope(database) as session:
        lease = claim(session, "worker", 30, Lane.CONSOLE).lease
        session.commit()

    def end():
        with session_scope(database) as session:
            finish(session, lease, Judgement(verdict=Verdict.CRASHED, score=None, max_score=0, tests=()))
            session.commit()
            return Verdict.CRASHED

    def close():
        with session_scope(database) as session:
            consoles.close(session, ALICE, console_id)

    written, _, _ = together(end, close, lambda: ask(console_id))
    with session_scope(database) as session:
        run = session.exec(select(Run)).one()
        told = session.exec(select(Event).where(Event.kind == EventKind.VERDICT)).all()
        asked = session.exec(select(ConsoleCommand)).all()
    ends = {Verdict.CRASHED: (RunState.DONE, Verdict.CRASHED), StaleLease: (RunState.CANCELLED, Verdict.ENDED)}
    assert (run.state, run.verdict) == ends[written]
    assert [event.data["verdict"] for event in told] == [run.verdict.value]
    assert all(row.answered_at is None for row in asked)

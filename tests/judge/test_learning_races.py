"""What many requests at once cannot break about hints and shared answers, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from judge import learning
from judge.desks import practice_desk
from judge.storage.engine import make_engine, session_scope
from judge.storage.learning import GivenUp, HintTaken, SharedSolution
from tests.cast import NOW, SLUG, account, furnish
from tests.judge.storage.databases import database_url
from tests.lessons import solve, teach

__all__ = ["database_url"]

ALICE = account("alice")
AT_ONCE = 6


@pytest.fixture
def database(database_url):
    engine = make_engine(database_url)
    furnish(engine)
    teach(engine)
    yield engine
    engine.dispose()


def at_once(database, act):
    gate = Barrier(AT_ONCE)

    def begin(number):
        gate.wait()
        with session_scope(database) as session:
            act(session, number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(begin, range(AT_ONCE)))


def rows(database, kind):
    with session_scope(database) as session:
        return session.exec(select(kind)).all()


def test_it_takes_a_hint_once_however_often_it_is_asked_for_at_once(database):
    at_once(database, lambda session, _: learning.take_hint(session, practice_desk(session, ALICE, SLUG), 1, now=NOW))
    assert [row.cost for row in rows(database, HintTaken)] == [1]


def test_it_gives_up_once_however_often_it_is_asked_for_at_once(database):
    at_once(database, lambda session, _: learning.give_up(session, ALICE, SLUG, now=NOW))
    assert len(rows(database, GivenUp)) == 1


def test_it_shares_one_answer_when_several_are_shared_at_once(database):
    passed = [solve(database, at=NOW + timedelta(minutes=number)) for number in range(AT_ONCE)]
    at_once(
        database,
        lambda session, number: learning.share(session, ALICE, passed[number % 3], is_named=True, now=NOW),
    )
    assert len(rows(database, SharedSolution)) == 1

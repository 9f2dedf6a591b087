"""What many requests at once cannot break about hints and shared answers, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import select

from judge import learning
from judge.desks import practice_desk
from judge.storage.engine import session_scope
from judge.storage.learning import GivenUp, HintTaken, SharedSolution
from tests.cast import NOW, SLUG, account
from tests.judge.at_once import AT_ONCE, at_once, database, database_url
from tests.lessons import solve, teach

__all__ = ["database", "database_url"]

ALICE = account("alice")


@pytest.fixture(autouse=True)
def lessons(database):
    teach(database)


def at_once_in_sessions(database, act):
    def in_a_session(number):
        with session_scope(database) as session:
            act(session, number)

    assert set(at_once(in_a_session)) == {None}


def rows(database, kind):
    with session_scope(database) as session:
        return session.exec(select(kind)).all()


def test_it_takes_a_hint_once_however_often_it_is_asked_for_at_once(database):
    at_once_in_sessions(
        database, lambda session, _: learning.take_hint(session, practice_desk(session, ALICE, SLUG), 1, now=NOW)
    )
    assert [row.cost for row in rows(database, HintTaken)] == [1]


def test_it_gives_up_once_however_often_it_is_asked_for_at_once(database):
    at_once_in_sessions(database, lambda session, _: learning.give_up(session, ALICE, SLUG, now=NOW))
    assert len(rows(database, GivenUp)) == 1


def test_it_shares_one_answer_when_several_are_shared_at_once(database):
    passed = [solve(database, at=NOW + timedelta(minutes=number)) for number in range(AT_ONCE)]
    at_once_in_sessions(
        database,
        lambda session, number: learning.share(session, ALICE, passed[number % 3], is_named=True, now=NOW),
    )
    assert len(rows(database, SharedSolution)) == 1

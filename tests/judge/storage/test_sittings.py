"""The queries about timed sessions, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from judge.storage import sittings as store
from judge.storage.engine import make_engine, session_scope
from judge.storage.runs import Run, RunState
from judge.storage.sittings import Sitting
from judge.storage.submissions import SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, furnish, hand_in, seat


@pytest.fixture
def database(database_url):
    engine = make_engine(database_url)
    furnish(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        seat(opened)
        yield opened


def another(session: Session, name: str, **known) -> None:
    basic = {"user_id": "alice", "title": name, "policy": "open", "minutes": 5, "created_at": NOW}
    session.add(Sitting(id=name, **(basic | known)))
    session.commit()


def test_it_lists_sessions_newest_first_and_rehearsals_apart(session):
    another(session, "later", created_at=NOW + timedelta(hours=1))
    another(session, "bobs", user_id="bob")
    another(session, "rehearsal", rehearses="later")
    assert [row.id for row in store.sittings_of(session, "alice")] == ["later", "sitting"]
    assert [row.id for row in store.rehearsals_of(session, "later")] == ["rehearsal"]


def test_it_finds_what_runs_and_what_is_due(session):
    another(session, "planned")
    another(session, "ended", started_at=NOW, ends_at=NOW, finished_at=NOW)
    another(session, "first", user_id="bob", started_at=NOW, ends_at=NOW + timedelta(minutes=5), extra_minutes=2)
    assert [row.id for row in store.begun(session, "alice")] == ["sitting"]
    running = store.running(session)
    assert [(row.id, row.email, row.extra_minutes) for row in running] == [
        ("first", "bob@example.org", 2),
        ("sitting", "alice@example.org", 0),
    ]
    after_five = NOW + timedelta(minutes=5, milliseconds=1)
    assert store.due(session, NOW + timedelta(minutes=5)) == []
    assert store.due(session, after_five) == ["first"]
    assert store.due(session, NOW + timedelta(hours=1)) == ["first", "sitting"]
    assert store.due(session, NOW + timedelta(hours=1), "alice") == ["sitting"]


def test_it_gives_each_submit_with_the_run_that_counts(session, database):
    first = hand_in(database, sitting_id="sitting", state=RunState.DONE, score=3, max_score=10)
    last = hand_in(database, sitting_id="sitting", at=NOW + timedelta(minutes=1))
    hand_in(database, sitting_id="sitting", kind=SubmissionKind.RUN)
    hand_in(database)
    again = {"seed": 2, "queued_at": NOW + timedelta(days=1), "available_at": NOW, "score": 7, "max_score": 10}
    session.add(Run(submission_id=first, user_id="alice", state=RunState.DONE, **again))
    session.commit()
    assert [(line.id, line.state, line.score) for line in store.handed_in(session, "sitting")] == [
        (first, RunState.DONE, 7),
        (last, RunState.QUEUED, None),
    ]
    assert store.last_submit(session, "sitting", f"version-of-{SLUG}").id == last
    assert store.last_submit(session, "sitting", f"version-of-{SLUG}").files == ANSWER
    assert store.last_submit(session, "sitting", "another") is None


def test_it_sees_what_another_transaction_has_closed(session, database):
    assert not store.is_finished(session, "sitting")
    session.commit()
    with session_scope(database) as other:
        other.get_one(Sitting, "sitting").finished_at = NOW
        other.commit()
    assert store.is_finished(session, "sitting")
    assert store.fresh(session, "sitting").finished_at == NOW
    assert not store.is_finished(session, "nothing")

"""A session is closed exactly once and takes nothing afterwards, however many come at once, on both databases."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from judge import drafts, practice, sittings
from judge.desks import REHEARSAL, desk
from judge.errors import Conflict
from judge.practice import Answer
from judge.queue.clock import database_now
from judge.settings import Settings
from judge.storage.drafts import Draft
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import Run
from judge.storage.sittings import Sitting
from judge.storage.submissions import Submission
from tests.cast import ANSWER, NOW, SLUG, STACK, account, publish, seat, version
from tests.judge.at_once import AT_ONCE, at_once, database, database_url

__all__ = ["database", "database_url"]

ALICE = account("alice")


@pytest.fixture
def settings(tmp_path):
    return Settings(state_dir=tmp_path, min_free_mib=1, max_queued_per_user=100, _env_file=None)


def save(session, text="mine"):
    files = {"app.py": text, "models.py": ""}
    session.add(Draft(user_id="alice", sitting_id="sitting", slug=SLUG, stack=STACK, files=files, saved_at=NOW))
    session.commit()


def running(session):
    now = database_now(session)
    seat(session, started_at=now, ends_at=now + timedelta(hours=1))


def counted(database):
    with reading_scope(database) as session:
        return len(session.exec(select(Submission)).all()), len(session.exec(select(Run)).all())


def test_it_hands_in_once_however_many_close_it(database):
    with session_scope(database) as session:
        seat(session)
        save(session)

    def close(_number):
        with session_scope(database) as session:
            return sittings.close_due(session)

    assert sorted(at_once(close)) == [[]] * (AT_ONCE - 1) + [["sitting"]]
    assert counted(database) == (1, 1)


def test_it_hands_in_once_when_its_owner_and_workers_close_it(database):
    with session_scope(database) as session:
        seat(session)
        save(session)

    def close(number):
        with session_scope(database) as session:
            return sittings.finish(session, ALICE, "sitting") if number % 2 else sittings.close_due(session)

    at_once(close)
    assert counted(database) == (1, 1)


def test_it_starts_one_of_several_sessions_and_that_once(database):
    with session_scope(database) as session:
        ids = [sittings.plan_mock(session, ALICE, [SLUG], 30, "open", now=NOW) for _ in range(2)]

    def start(number):
        with session_scope(database) as session:
            return sittings.start(session, ALICE, ids[number % 2])

    assert at_once(start).count(Conflict) == AT_ONCE // 2
    with reading_scope(database) as session:
        assert len(session.exec(select(Sitting).where(Sitting.ends_at != None)).all()) == 1  # noqa: E711 - SQL


def test_it_makes_one_rehearsal_of_many_clicks(database):
    with session_scope(database) as session:
        publish(session, version(REHEARSAL))
        seat(session, has_begun=False)

    def rehearse(_number):
        with session_scope(database) as session:
            return sittings.rehearse(session, ALICE, "sitting", now=NOW)

    assert len(set(at_once(rehearse))) == 1


def test_it_takes_no_submit_and_no_draft_once_it_is_closed(database, settings):
    """A request that looked before the end and comes to write after it. All are counted, or refused: none is lost."""
    with session_scope(database) as session:
        running(session)
        save(session)

    def act(number):
        with session_scope(database) as session:
            place = desk(session, ALICE, SLUG, "sitting", now=database_now(session))
            if number == 0:
                return sittings.finish(session, ALICE, "sitting")
            if number == 1:
                files = {"app.py": "late", "models.py": ""}
                return drafts.save_draft(session, place, stack=STACK, files=files, base=NOW, now=NOW)
            what = Answer(kind="submit", stack=STACK, files=dict(ANSWER), key=str(uuid4()))
            return practice.submit(session, place, what, settings=settings, now=database_now(session))

    got = at_once(act)
    with reading_scope(database) as session:
        ended = session.get_one(Sitting, "sitting").finished_at
        accepted = [line for line in got if isinstance(line, str)]
        rows = session.exec(select(Submission)).all()
        assert set(accepted) <= {row.id for row in rows}
        assert len(rows) - len(accepted) <= 1
        assert ended is not None
        assert all(row.created_at <= ended for row in rows)


def test_it_adds_every_minute_that_is_given_at_once(database):
    with session_scope(database) as session:
        running(session)

    def extend(_number):
        with session_scope(database) as session:
            return sittings.extend(session, "sitting", 5).id

    at_once(extend)
    with reading_scope(database) as session:
        sitting = session.get_one(Sitting, "sitting")
        assert sitting.extra_minutes == 5 * AT_ONCE
        assert sitting.ends_at - sitting.started_at == timedelta(minutes=60 + 5 * AT_ONCE)

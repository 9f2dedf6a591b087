"""Several at once, over both databases: what is decided is decided once, and nothing is left behind."""

from threading import Event
from uuid import uuid4

import pytest
from sqlmodel import col, select

from judge.errors import Conflict
from judge.profiles.deletion import delete_account
from judge.rejudging import looking
from judge.rejudging.choosing import Choice, start
from judge.rejudging.deciding import Ruling, apply, drop
from judge.storage import rejudges
from judge.storage.engine import reading_scope, session_scope
from judge.storage.rejudges import Rejudge, RejudgeItem, RejudgeState
from judge.storage.runs import Lane, Run, RunState, latest_run
from tests.cast import PASSWORD, SLUG, account
from tests.judge.at_once import AT_ONCE, at_once, database, database_url, together
from tests.judge.rejudging.world import ADA, ARTHUR, DECIDED, LATER, begin, end_shadows, judged

__all__ = ["database", "database_url"]

MOST_LOOKS = 20_000


pytestmark = pytest.mark.usefixtures("second")


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Compares without the hash's cost; what is compared is not the matter here."""
    monkeypatch.setattr("judge.accounts.is_right", lambda kept, password: bool(kept) and password == PASSWORD)


@pytest.fixture
def rule(database):
    def decide(rejudge_id, who=ARTHUR, **ruling):
        with session_scope(database) as session:
            return apply(session, who, rejudge_id, Ruling(**ruling), now=DECIDED)

    return decide


@pytest.fixture
def leave(database):
    def delete(who="alice"):
        with session_scope(database) as session:
            delete_account(session, account(who), password=PASSWORD, word="delete")

    return delete


def all_of(database, kind):
    with reading_scope(database) as session:
        return session.exec(select(kind)).all()


def orphans(database):
    """Rows of a rejudging, or runs, whose submission or run is gone."""
    runs = {run.id for run in all_of(database, Run)}
    items = all_of(database, RejudgeItem)
    return [item for item in items if not {item.before_run_id, item.shadow_run_id} <= runs]


def test_it_starts_once_however_many_clicks_come_at_once(database):
    judged(database)
    key = str(uuid4())

    def click(_number):
        with session_scope(database) as session:
            return start(session, ARTHUR, Choice(SLUG), now=LATER, key=key)

    assert at_once(click) == [key] * AT_ONCE
    assert len(all_of(database, Rejudge)) == 1
    assert len([run for run in all_of(database, Run) if run.lane is Lane.SHADOW]) == 1


def test_it_applies_once_whoever_clicks_at_once(database, rule):
    for _ in range(5):
        judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    answers = at_once(lambda number: rule(rejudge_id, ADA if number % 2 else ARTHUR))
    assert sorted(answers, key=str) == [5, *[Conflict] * (AT_ONCE - 1)]
    assert {run.lane for run in all_of(database, Run)} == {Lane.JUDGE}


def test_it_is_applied_or_dropped_and_never_half(database, rule):
    submission_id = judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)

    def drop_it():
        with session_scope(database) as session:
            return drop(session, ADA, rejudge_id, now=DECIDED)

    answers = together(lambda: rule(rejudge_id), drop_it)
    assert Conflict in answers
    (kept,) = all_of(database, Rejudge)
    with reading_scope(database) as session:
        score = latest_run(session, submission_id).score
    assert (kept.state, score) in [(RejudgeState.APPLIED, 7), (RejudgeState.DROPPED, 2)]


def test_it_lets_one_of_two_rejudgings_count(database, rule):
    submission_id = judged(database)
    ids = [begin(database) for _ in range(4)]
    for number, rejudge_id in enumerate(ids):
        end_shadows(database, rejudge_id, score=number)
    answers = together(*(lambda rejudge_id=rejudge_id: rule(rejudge_id) for rejudge_id in ids))
    assert sorted(answers) == [0, 0, 0, 1]
    with reading_scope(database) as session:
        assert latest_run(session, submission_id).score == answers.index(1)


def test_it_leaves_no_orphan_when_an_account_goes_while_it_is_applied(database, rule, leave):
    for _ in range(20):
        judged(database)
        judged(database, "bob")
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    applied, left = together(lambda: rule(rejudge_id), leave)
    assert (applied in (20, 40), left) == (True, None)
    assert orphans(database) == []
    assert {run.user_id for run in all_of(database, Run)} == {"bob"}
    assert {run.lane for run in all_of(database, Run)} == {Lane.JUDGE}


def test_it_leaves_no_orphan_when_an_account_goes_while_it_is_started(database, leave):
    for _ in range(20):
        judged(database)
        judged(database, "bob")
    started, left = together(lambda: begin(database), leave)
    assert (isinstance(started, str), left) == (True, None)
    assert orphans(database) == []
    assert {run.user_id for run in all_of(database, Run)} == {"bob"}


def test_it_outlives_the_author_who_asked_and_the_one_who_decided(database, rule, leave):
    judged(database)
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    rule(rejudge_id)
    leave("arthur")
    with reading_scope(database) as session:
        page = looking.page(session, ADA, rejudge_id)
    assert (page.card.by, page.decided_by, page.summary.applied) == ("", "", 1)


def test_it_shows_what_is_left_when_the_owner_of_all_has_gone(database, rule, leave):
    judged(database)
    rejudge_id = begin(database)
    leave()
    with reading_scope(database) as session:
        page = looking.page(session, ARTHUR, rejudge_id)
    assert (page.summary.total, page.changes) == (0, ())
    assert rule(rejudge_id) == 0


def test_it_keeps_a_worker_from_ending_what_was_stopped(database, rule):
    judged(database)
    rejudge_id = begin(database)

    with session_scope(database) as session:
        run = session.exec(select(Run).where(col(Run.lane) == Lane.SHADOW)).one()
        run.state, run.lease_token = RunState.LEASED, 1
        session.commit()
    assert rule(rejudge_id, is_partial=True) == 0
    (shadow,) = [run for run in all_of(database, Run) if run.lane is Lane.SHADOW]
    assert (shadow.state, shadow.lease_token) == (RunState.CANCELLED, 2)


@pytest.fixture
def is_awaited(database):
    """Whether somebody waits for a lock of another; asked until it is so. SQLite's writers wait before they begin."""

    def wait():
        if database.dialect.name == "sqlite":
            return
        for _ in range(MOST_LOOKS):
            with reading_scope(database) as session:
                if session.connection().exec_driver_sql("SELECT 1 FROM pg_locks WHERE NOT granted").first():
                    return
        raise TimeoutError("nobody has come to wait")

    return wait


def test_it_starts_while_an_account_goes_that_came_between(database, monkeypatch, leave, is_awaited):
    for _ in range(3):
        judged(database)
        judged(database, "bob")
    has_locked, lock = Event(), rejudges.lock_submissions

    def lock_and_wait(session, submission_ids):
        found = lock(session, submission_ids)
        has_locked.set()
        is_awaited()
        return found

    def leave_then():
        assert has_locked.wait(60)
        return leave()

    monkeypatch.setattr(rejudges, "lock_submissions", lock_and_wait)
    started, left = together(lambda: begin(database), leave_then)
    assert (isinstance(started, str), left) == (True, None)
    assert orphans(database) == []
    assert {run.user_id for run in all_of(database, Run)} == {"bob"}


def test_it_decides_while_the_account_goes_that_decides_and_is_judged_again(database, monkeypatch, leave, is_awaited):
    judged(database, "arthur")
    judged(database, "bob")
    rejudge_id = begin(database)
    end_shadows(database, rejudge_id)
    has_locked, lock = Event(), rejudges.lock_for_decision

    def lock_and_wait(session, rejudge, **by):
        lock(session, rejudge, **by)
        has_locked.set()
        is_awaited()

    def leave_then():
        assert has_locked.wait(60)
        return leave("arthur")

    monkeypatch.setattr(rejudges, "lock_for_decision", lock_and_wait)
    with session_scope(database) as session:
        done, left = together(lambda: apply(session, ARTHUR, rejudge_id, Ruling(), now=DECIDED), leave_then)
    assert (done, left) == (2, None)
    assert {run.user_id for run in all_of(database, Run)} == {"bob"}

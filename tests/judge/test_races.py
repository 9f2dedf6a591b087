"""What many requests at once cannot break, on both databases."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from judge import accounts, drafts, practice, reviews, watching
from judge.desks import practice_desk
from judge.domain.feedback import Reader
from judge.domain.verdict import Verdict
from judge.errors import DraftIsNewer, Invalid, TooManyQueued
from judge.practice import Answer
from judge.settings import Settings
from judge.storage.accounts import User
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import EventKind, Run
from judge.storage.submissions import Submission
from tests.cast import ANSWER, NOW, SLUG, STACK, account, finish, happen
from tests.judge.at_once import AT_ONCE, at_once, database, database_url

__all__ = ["database", "database_url"]

ALICE = account("alice")


@pytest.fixture
def settings(tmp_path):
    return Settings(state_dir=tmp_path, min_free_mib=1, max_queued_per_user=2, _env_file=None)


def answer():
    return Answer(kind="submit", stack=STACK, files=dict(ANSWER), key=str(uuid4()))


def test_it_makes_one_submission_of_one_key_sent_many_times_at_once(database, settings):
    what = answer()

    def send(_number):
        with session_scope(database) as session:
            return practice.submit(session, practice_desk(session, ALICE, SLUG), what, settings=settings, now=NOW)

    assert len(set(at_once(send))) == 1
    with reading_scope(database) as session:
        assert len(session.exec(select(Submission)).all()) == len(session.exec(select(Run)).all()) == 1


def test_it_lets_nobody_past_the_cap_by_sending_at_once(database, settings):
    def send(_number):
        with session_scope(database) as session:
            return practice.submit(session, practice_desk(session, ALICE, SLUG), answer(), settings=settings, now=NOW)

    assert at_once(send).count(TooManyQueued) == AT_ONCE - settings.max_queued_per_user


@pytest.mark.parametrize("has_begun", [True, False])
def test_it_keeps_one_of_several_drafts_that_grew_from_the_same_state(database, has_begun):
    base = None
    if has_begun:
        with session_scope(database) as session:
            base = drafts.save_draft(
                session, practice_desk(session, ALICE, SLUG), stack=STACK, files=ANSWER, base=None, now=NOW
            )

    def save(number):
        files = {"app.py": str(number), "models.py": ""}
        with session_scope(database) as session:
            later = NOW + timedelta(seconds=1 + number)
            return drafts.save_draft(
                session, practice_desk(session, ALICE, SLUG), stack=STACK, files=files, base=base, now=later
            )

    assert at_once(save).count(DraftIsNewer) == AT_ONCE - 1


def test_it_makes_one_account_of_one_e_mail(database):
    def sign_up(_number):
        with session_scope(database) as session:
            return accounts.sign_up(session, "carl@example.org", "Carl", "plenty of rare words", now=NOW)

    assert at_once(sign_up).count(Invalid) == AT_ONCE - 1
    with reading_scope(database) as session:
        assert len(session.exec(select(User).where(User.email == "carl@example.org")).all()) == 1


def test_it_follows_an_answer_from_the_editor_to_the_reviewers_table(database, settings):
    with session_scope(database) as session:
        submission_id = practice.submit(
            session, practice_desk(session, ALICE, SLUG), answer(), settings=settings, now=NOW
        )
        run = session.exec(select(Run)).one()
        run.id = f"run-of-{submission_id}"
        session.add(run)
        session.commit()
    happen(database, submission_id, EventKind.PHASE, phase="running")
    with reading_scope(database) as session:
        pulse = watching.pulse(session, submission_id)
        assert (pulse.place, pulse.is_final) == (1, False)
    finish(database, submission_id, {"test_lists": {}}, verdict=Verdict.PASSED, score=10)
    with reading_scope(database) as session:
        assert watching.view(session, submission_id, Reader.CANDIDATE).verdict == "passed"
        assert practice.catalogue(session, ALICE)[0].state == "solved"
        assert practice.own_submission(session, ALICE, submission_id).card.score == 10
        assert reviews.table(session, account("rita")).rows[0].problems[0].best_score == 10

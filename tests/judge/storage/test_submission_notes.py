import pytest

from judge.storage import notes
from judge.storage.engine import session_scope
from judge.storage.notes import SubmissionNote
from tests.judge.storage.rows import NOON, a_submission, a_user, a_version


@pytest.fixture
def session(database):
    with session_scope(database) as session:
        yield session


@pytest.fixture
def alice(session):
    return a_user(session)


@pytest.fixture
def submission(session, alice):
    return a_submission(session, alice, a_version(session))


def write(session, user, submission, text):
    notes.put_note(session, SubmissionNote(submission_id=submission.id, user_id=user.id, text=text, saved_at=NOON))


def test_it_writes_a_note_over_the_one_before(session, alice, submission):
    write(session, alice, submission, "first")
    write(session, alice, submission, "second")
    assert notes.note_texts(session, alice.id, [submission.id]) == {submission.id: "second"}


def test_it_takes_a_note_away_when_its_text_is_empty(session, alice, submission):
    write(session, alice, submission, "")
    write(session, alice, submission, "first")
    write(session, alice, submission, "")
    assert session.get(SubmissionNote, submission.id) is None


def test_it_gives_nobody_the_note_of_another(session, alice, submission):
    write(session, alice, submission, "mine")
    assert notes.note_texts(session, a_user(session, "Bob").id, [submission.id]) == {}
    assert notes.note_texts(session, alice.id, []) == {}

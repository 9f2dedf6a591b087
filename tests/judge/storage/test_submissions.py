from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from judge.storage import drafts, submissions
from judge.storage.drafts import Draft
from judge.storage.engine import session_scope
from judge.storage.submissions import Submission, SubmissionKind
from tests.judge.storage.rows import NOON, a_submission, a_user, a_version


@pytest.fixture
def session(database):
    with session_scope(database) as session:
        yield session


def a_new_submission(user_id, version_id, key="k"):
    return Submission(
        user_id=user_id,
        version_id=version_id,
        kind=SubmissionKind.RUN,
        stack="postgresql",
        files={"answer.sql": "SELECT 1"},
        idempotency_key=key,
        created_at=NOON,
    )


def a_draft(user, stack="python-flask", text="x = 1", minutes=0):
    saved_at = NOON + timedelta(minutes=minutes)
    return Draft(user_id=user.id, slug="two-sum", stack=stack, files={"app.py": text}, saved_at=saved_at)


def test_it_finds_a_submission_by_id(session):
    submission = a_submission(session, a_user(session), a_version(session))
    assert submissions.submission_by_id(session, submission.id) is submission
    assert submissions.submission_by_id(session, "none") is None


def test_it_takes_the_same_key_of_one_user_once(session):
    alice, version = a_user(session), a_version(session)
    first = submissions.add_submission(session, a_new_submission(alice.id, version.id))
    second = submissions.add_submission(session, a_new_submission(alice.id, version.id))
    assert second is first
    assert submissions.submission_by_key(session, alice.id, "k") is first


def test_it_takes_the_same_key_of_two_users_twice(session):
    alice, bob, version = a_user(session), a_user(session, "Bob"), a_version(session)
    first = submissions.add_submission(session, a_new_submission(alice.id, version.id))
    second = submissions.add_submission(session, a_new_submission(bob.id, version.id))
    assert first.id != second.id
    assert submissions.submission_by_key(session, bob.id, "other") is None


def test_it_does_not_take_a_broken_reference_for_a_known_key(session):
    alice = a_user(session)
    with pytest.raises(IntegrityError):
        submissions.add_submission(session, a_new_submission(alice.id, "no such version"))


def test_it_saves_a_draft_over_the_one_before(session):
    alice = a_user(session)
    drafts.put_draft(session, a_draft(alice))
    drafts.put_draft(session, a_draft(alice, text="x = 2", minutes=5))
    found = drafts.draft(session, alice.id, "two-sum", "python-flask")
    assert found.files == {"app.py": "x = 2"}
    assert found.saved_at == NOON + timedelta(minutes=5)


def test_it_keeps_a_draft_per_user_and_stack(session):
    alice, bob = a_user(session), a_user(session, "Bob")
    for draft in (a_draft(alice, "python-flask"), a_draft(alice, "node"), a_draft(bob, "node")):
        drafts.put_draft(session, draft)
    assert [draft.stack for draft in drafts.drafts(session, alice.id, "two-sum")] == ["node", "python-flask"]
    assert drafts.drafts(session, alice.id, "another") == []
    assert drafts.draft(session, bob.id, "two-sum", "python-flask") is None


@pytest.mark.parametrize("variant", [None, 0, 49])
def test_it_keeps_which_variant_was_answered(session, variant):
    submission = a_new_submission(a_user(session).id, a_version(session).id)
    submission.variant = variant
    session.add(submission)
    session.commit()
    assert session.get_one(Submission, submission.id, populate_existing=True).variant == variant


def test_a_version_keeps_the_values_of_its_variants(session):
    version = a_version(session)
    values = [{"word": "Grüße", "limit": 40, "share": 0.5, "is_new": True, "tags": ["a", 1]}]
    version.manifest = version.manifest | {"variants": values}
    session.add(version)
    session.commit()
    assert session.get_one(type(version), version.id, populate_existing=True).manifest["variants"] == values

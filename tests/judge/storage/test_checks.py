"""Checks and problems in the making on both databases."""

from datetime import timedelta

import pytest

from judge.storage import checks as store
from judge.storage import studio
from judge.storage.accounts import Role, User
from judge.storage.checks import CheckState, GateCheck
from judge.storage.engine import session_scope
from judge.storage.problems import ProblemVersion
from judge.storage.studio import StudioFile, StudioProblem, StudioRevision
from tests.cast import NOW, version

LATER = NOW + timedelta(seconds=30)


@pytest.fixture
def session(database):
    with session_scope(database) as session:
        session.add(
            User(id="arthur", email="a@b.org", name="Arthur", role=Role.AUTHOR, password_hash="", created_at=NOW)
        )
        session.add(StudioProblem(id="echo", slug="echo", created_at=NOW, changed_at=NOW))
        session.commit()
        yield session


def add(session, check_id, at=NOW, **changes):
    known = {"problem_id": "echo", "user_id": "arthur", "content_hash": "0", "bundle": b"zip", "created_at": at}
    store.add_check(session, GateCheck(id=check_id, **known | changes), most=20)
    session.commit()


def test_it_leases_what_has_waited_longest(session):
    add(session, "late", LATER)
    add(session, "early")
    lease, check = store.claim_check(session, now=LATER, until=LATER)
    assert (lease.check_id, lease.token, lease.attempt, check.bundle) == ("early", 1, 1, b"zip")
    assert store.claim_check(session, now=LATER, until=LATER)[0].check_id == "late"
    assert store.claim_check(session, now=LATER, until=LATER) is None


def test_it_leases_again_what_has_expired_and_refuses_the_older_token(session):
    add(session, "one")
    first, _ = store.claim_check(session, now=NOW, until=LATER)
    assert not store.is_check_due(session, NOW)
    assert store.is_check_due(session, LATER + timedelta(seconds=1))
    second, _ = store.claim_check(session, now=LATER + timedelta(seconds=1), until=LATER)
    assert (second.token, second.attempt) == (2, 2)
    assert [store.holds_check(session, lease) for lease in (first, second)] == [False, True]
    assert [store.write_check(session, lease, done=1) for lease in (first, second)] == [False, True]


def test_it_tells_the_newest_check_of_each_problem(session):
    session.add(StudioProblem(id="other", slug="other", created_at=NOW, changed_at=NOW))
    session.commit()
    add(session, "old", state=CheckState.DONE, report={"is_passed": False})
    add(session, "new", LATER, state=CheckState.DONE, report={"is_passed": True})
    add(session, "others", problem_id="other")
    found = store.last_checks(session, ["echo", "other"])
    assert {key: (check.id, has_passed) for key, (check, has_passed) in found.items()} == {
        "echo": ("new", True),
        "other": ("others", False),
    }
    assert store.last_check(session, "echo").id == "new"
    assert store.unfinished_of_user(session, "arthur") == 1


def test_it_cancels_once(session):
    add(session, "one")
    assert [store.end_unfinished(session, "one", now=LATER) for _ in range(2)] == [True, False]
    assert store.check_by_id(session, "one").state is CheckState.CANCELLED


def test_it_deletes_drafts_that_nothing_refers_to(session):
    for number in range(3):
        made = version("echo~draft")
        made.id, made.content_hash = f"v{number}", f"h{number}"
        session.add(made)
    session.commit()
    studio.delete_unused_versions(session, "echo~draft", keep="v2")
    session.expire_all()
    assert [session.get(ProblemVersion, f"v{number}") is None for number in range(3)] == [True, True, False]


def test_it_tells_files_by_their_length_and_keeps_the_newest_states(session):
    session.add(StudioFile(problem_id="echo", path="a.md", content=b"12345", revision=4, changed_at=NOW))
    for number in range(1, 4):
        row = StudioRevision(problem_id="echo", path="a.md", revision=number, content=b"123", changed_at=NOW)
        studio.add_revision(session, row)
    assert [(row.path, length) for row, length in studio.file_lines(session, "echo")] == [("a.md", 5)]
    studio.prune_revisions(session, "echo", most=2, most_bytes=5)
    assert [row.revision for row in studio.revisions_of(session, "echo", "a.md")] == [3]
    assert studio.texts_of(session, "a.md", ["echo"]) == {"echo": b"12345"}

"""Hints, shared answers and reports, as both databases answer."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from judge.storage import learning, notes
from judge.storage.engine import session_scope
from judge.storage.learning import GivenUp, HintTaken, SharedSolution
from judge.storage.notes import ProblemReport
from judge.storage.sittings import Sitting, SittingPolicy, SittingTask
from tests.judge.storage.rows import NOON, a_submission, a_user, a_version

LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        yield opened


def a_hint(user, number, *, cost=1, minutes=0.0, sitting_id=""):
    at = NOON + timedelta(minutes=minutes)
    return HintTaken(user_id=user.id, slug="two-sum", number=number, cost=cost, taken_at=at, sitting_id=sitting_id)


def a_share(submission, user, minutes=0.0):
    at = NOON + timedelta(minutes=minutes)
    return SharedSolution(submission_id=submission.id, user_id=user.id, slug="two-sum", is_named=True, shared_at=at)


def test_it_adds_up_the_hints_of_one_scope_up_to_a_moment(session):
    alice, bob = a_user(session), a_user(session, "Bob")
    rows = (a_hint(alice, 1), a_hint(alice, 2, cost=3, minutes=1), a_hint(alice, 3, cost=9, minutes=2), a_hint(bob, 1))
    for row in (*rows, a_hint(alice, 1, cost=7, sitting_id="s")):
        learning.add_hint(session, row)
    assert [row.number for row in learning.hints_taken(session, alice.id, "two-sum")] == [1, 2, 3]
    assert learning.cost_of_hints(session, alice.id, "two-sum", "", LATER) == 4
    assert learning.cost_of_hints(session, alice.id, "two-sum", "s", LATER) == 7
    assert learning.cost_of_hints(session, alice.id, "other", "", LATER) == 0


def test_it_holds_a_hint_once(session):
    alice = a_user(session)
    learning.add_hint(session, a_hint(alice, 1))
    with pytest.raises(IntegrityError):
        learning.add_hint(session, a_hint(alice, 1))


def test_it_knows_who_gave_up_what(session):
    alice = a_user(session)
    learning.add_given_up(session, GivenUp(user_id=alice.id, slug="two-sum", given_up_at=NOON))
    found = learning.given_up(session, alice.id, "two-sum")
    assert found is not None
    assert found.given_up_at == NOON
    assert learning.given_up_slugs(session, alice.id) == {"two-sum"}
    assert learning.given_up(session, alice.id, "other") is None


@pytest.mark.parametrize(
    ("begun", "finished", "slug", "is_found"),
    [
        (NOON, None, "two-sum", True),
        (None, None, "two-sum", False),
        (NOON, LATER, "two-sum", False),
        (NOON, None, "other", False),
    ],
)
def test_it_finds_sittings_that_have_begun_and_are_not_closed(session, begun, finished, slug, is_found):
    alice, version = a_user(session), a_version(session)
    known = {"title": "An hour", "policy": SittingPolicy.OPEN, "minutes": 60, "created_at": NOON}
    session.add(Sitting(id="s", user_id=alice.id, started_at=begun, finished_at=finished, **known))
    session.flush()
    session.add(SittingTask(sitting_id="s", position=1, version_id=version.id, slug="two-sum"))
    session.flush()
    assert bool(learning.begun_sittings(session, alice.id, slug)) is is_found
    assert learning.begun_sittings(session, "somebody else", slug) == []


def test_it_lists_shared_answers_newest_first(session):
    alice, bob, version = a_user(session), a_user(session, "Bob"), a_version(session)
    own, others = a_submission(session, alice, version), a_submission(session, bob, version)
    learning.put_share(session, a_share(own, alice), own.stack)
    learning.put_share(session, a_share(others, bob, 1), others.stack)
    assert [line.name for line in learning.shared_lines(session, "two-sum")] == ["Bob", "Alice"]
    assert [line.name for line in learning.shared_lines(session, "two-sum", limit=1)] == ["Bob"]
    assert learning.shared_lines(session, "two-sum", stack="ruby") == []
    line = learning.shared_line(session, "two-sum", own.id)
    assert line is not None
    assert line.submission.files == {"app.py": "print('hello')"}
    assert learning.shared_line(session, "other", own.id) is None


def test_it_puts_one_share_in_the_place_of_another_of_the_same_stack(session):
    alice, version = a_user(session), a_version(session)
    first, second, elsewhere = (a_submission(session, alice, version) for _ in range(3))
    elsewhere.stack = "ruby"
    for submission in (first, elsewhere, second, second):
        learning.put_share(session, a_share(submission, alice), submission.stack)
    assert learning.shares_of(session, alice.id, "two-sum").keys() == {elsewhere.id, second.id}


def test_it_ends_only_ones_own_share(session):
    alice, version = a_user(session), a_version(session)
    submission = a_submission(session, alice, version)
    learning.put_share(session, a_share(submission, alice), submission.stack)
    learning.end_share(session, "somebody else", submission.id)
    assert learning.shares_of(session, alice.id, "two-sum")
    learning.end_share(session, alice.id, submission.id)
    assert not learning.shares_of(session, alice.id, "two-sum")


def test_it_lists_open_reports_before_resolved_ones(session):
    alice, version = a_user(session), a_version(session)
    for number, resolved_at in enumerate((None, LATER, None)):
        row = ProblemReport(
            version_id=version.id,
            slug="two-sum",
            user_id=alice.id if number else None,
            text=f"report {number}",
            created_at=NOON,
            resolved_at=resolved_at,
        )
        notes.add_report(session, row)
    lines = [(line.report.text, line.title, line.name) for line in notes.report_lines(session)]
    assert lines == [
        ("report 2", "Two sum", "Alice"),
        ("report 0", "Two sum", None),
        ("report 1", "Two sum", "Alice"),
    ]
    assert notes.open_reports(session) == 2
    assert len(notes.report_lines(session, limit=1)) == 1

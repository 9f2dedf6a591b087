"""Reports: what a reader says is wrong reaches staff, and nobody else."""

from datetime import timedelta

import pytest
from sqlmodel import select

from judge import reporting
from judge.accounts import Account
from judge.desks import practice_desk
from judge.errors import Conflict, Forbidden, Invalid, NotFound
from judge.storage.accounts import Role, User
from judge.storage.engine import session_scope
from judge.storage.notes import ProblemReport
from judge.storage.studio import StudioAuthor, StudioProblem
from tests.cast import NOW, SLUG, account, hand_in, publish, version

ALICE, ARTHUR = account("alice"), account("arthur")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        yield opened


def report(session, text="The second example is wrong.", *, with_submission=False, now=NOW):
    desk = practice_desk(session, ALICE, SLUG)
    reporting.report(session, desk, text, with_submission=with_submission, now=now)


def read(session, reader=ARTHUR, **asked):
    return reporting.inbox(session, reader, **asked).reports


def texts(session, reader=ARTHUR, **asked):
    return [found.text for found in read(session, reader, **asked)]


def belongs_to(session, *names, slug=SLUG):
    """The problem is written by these and nobody else."""
    session.add(StudioProblem(id=f"studio-{slug}", slug=slug, created_at=NOW, changed_at=NOW))
    session.flush()
    session.add_all(StudioAuthor(problem_id=f"studio-{slug}", user_id=name, added_at=NOW) for name in names)
    session.flush()


def test_it_brings_a_report_to_staff(session):
    report(session)
    (found,) = read(session)
    assert (found.slug, found.title, found.name, found.email) == (SLUG, "A little list", "Alice", "alice@example.org")
    assert (found.text, found.created_at, found.resolved_at) == ("The second example is wrong.", NOW, None)
    assert found.submission_id is None
    assert session.exec(select(ProblemReport)).one().version_id == f"version-of-{SLUG}"


def test_it_attaches_the_last_submission_if_there_is_one(session, database):
    report(session, with_submission=True)
    hand_in(database)
    last = hand_in(database, at=LATER)
    hand_in(database, "bob", at=LATER + timedelta(hours=1))
    report(session, with_submission=True)
    assert [found.submission_id for found in read(session)] == [last, None]


@pytest.mark.parametrize(("text", "words"), [("", "what is wrong"), (" \r\n ", "what is wrong"), ("x" * 2001, "2001")])
def test_it_refuses_what_says_nothing_and_what_says_too_much(session, text, words):
    with pytest.raises(Invalid, match=words):
        report(session, text)


def test_it_counts_a_line_end_once(session):
    report(session, "\r\n".join("x" * 1000 for _ in range(2))[:-1])
    assert "\r" not in read(session)[0].text


def test_it_spells_out_what_could_deceive(session):
    report(session, "look \u202e here")
    assert read(session)[0].text == "look [U+202E] here"


def test_it_lists_open_reports_first_and_counts_them(session):
    for words in ("first", "second", "third"):
        report(session, words)
    third = read(session)[0]
    reporting.resolve(session, ARTHUR, third.id, is_resolved=True, now=LATER)
    found = read(session)
    assert [(line.text, line.resolved_at) for line in found] == [("second", None), ("first", None), ("third", LATER)]
    assert reporting.open_reports(session, ARTHUR) == 2
    reporting.resolve(session, ARTHUR, third.id, is_resolved=False, now=LATER)
    assert reporting.open_reports(session, ARTHUR) == 3


def test_it_keeps_a_report_of_an_account_that_is_gone(session):
    report(session)
    row = session.exec(select(ProblemReport)).one()
    row.user_id = None
    session.add(row)
    session.commit()
    (found,) = read(session)
    assert (found.name, found.email) == ("", "")


def test_it_is_for_staff_alone(session):
    report(session)
    for act in (reporting.inbox, reporting.open_reports):
        with pytest.raises(Forbidden):
            act(session, ALICE)
    with pytest.raises(Forbidden):
        reporting.resolve(session, ALICE, 1, is_resolved=True, now=NOW)
    with pytest.raises(Forbidden):
        say(session, 1, "No.", reader=ALICE)


def test_it_knows_no_other_report(session):
    with pytest.raises(NotFound):
        reporting.resolve(session, ARTHUR, 4711, is_resolved=True, now=NOW)


def say(session, report_id, text, *, known="", is_resolved=False, reader=ARTHUR, now=LATER):
    reporting.answer(session, reader, report_id, text, known=known, is_resolved=is_resolved, now=now)


def test_it_brings_a_report_to_the_problems_own_authors(session):
    report(session)
    belongs_to(session)
    assert texts(session) == []
    assert reporting.inbox(session, ARTHUR).problems == {}
    assert reporting.open_reports(session, ARTHUR) == reporting.inbox(session, ARTHUR).waiting == 0
    for act in (lambda: reporting.resolve(session, ARTHUR, 1, is_resolved=True, now=NOW), lambda: say(session, 1, "?")):
        with pytest.raises(NotFound):
            act()
    for reader in (account("ada"), account("rita")):
        assert len(texts(session, reader)) == reporting.open_reports(session, reader) == 1
    session.add(StudioAuthor(problem_id=f"studio-{SLUG}", user_id="arthur", added_at=NOW))
    session.flush()
    assert len(texts(session)) == reporting.open_reports(session, ARTHUR) == 1


def test_it_finds_the_reports_of_a_problem_and_a_state(session):
    publish(session, version("other-list", title="An other list"))
    session.commit()
    for words in ("first", "second"):
        report(session, words)
    reporting.report(session, practice_desk(session, ALICE, "other-list"), "third", with_submission=False, now=NOW)
    reporting.resolve(session, ARTHUR, 1, is_resolved=True, now=LATER)
    assert texts(session) == ["third", "second", "first"]
    assert texts(session, slug=SLUG) == ["second", "first"]
    assert texts(session, slug=SLUG, state="open") == ["second"]
    assert texts(session, state="resolved") == ["first"]
    assert texts(session, slug="none") == []
    assert texts(session, state="nonsense") == ["third", "second", "first"]
    inbox = reporting.inbox(session, ARTHUR, slug="none")
    assert (list(inbox.problems.items()), inbox.waiting) == (
        [(SLUG, "A little list"), ("other-list", "An other list")],
        2,
    )


def test_it_tells_the_reporter_the_answer_and_nobody_else(session):
    report(session, "Why 204?")
    report(session, "And why not?")
    first = read(session)[1]
    say(session, first.id, "  The contract\r\nsays so. ", is_resolved=True)
    (found,) = [line for line in reporting.own_reports(session, ALICE, SLUG) if line.answer]
    assert (found.text, found.answer, found.answered_at) == ("Why 204?", "The contract\nsays so.", LATER)
    assert found.is_resolved
    assert [line.is_resolved for line in reporting.own_reports(session, ALICE, SLUG)] == [False, True]
    assert reporting.own_reports(session, account("bob"), SLUG) == []
    assert reporting.own_reports(session, ALICE, "other") == []
    assert [(line.answer, line.resolved_at) for line in read(session)] == [
        ("", None),
        ("The contract\nsays so.", LATER),
    ]


def test_it_lets_nobody_write_over_an_answer_unread(session):
    report(session)
    say(session, 1, "We look\ninto it \u202e.")
    with pytest.raises(Conflict, match="answered"):
        say(session, 1, "No.", reader=account("ada"))
    assert read(session)[0].answer == "We look\ninto it [U+202E]."
    say(session, 1, "Fixed.", known="We look\r\ninto it [U+202E].")
    (found,) = read(session)
    assert (found.answer, found.resolved_at) == ("Fixed.", None)


@pytest.mark.parametrize(("text", "words"), [(" ", "Write an answer"), ("x" * 2001, "2001")])
def test_it_refuses_an_answer_that_says_nothing_or_too_much(session, text, words):
    report(session)
    with pytest.raises(Invalid, match=words):
        say(session, 1, text)


def test_it_brings_a_report_of_a_draft_to_its_authors_alone(session):
    belongs_to(session, "arthur")
    publish(session, version(f"{SLUG}~draft"))
    session.add(User(id="edgar", email="e@x.org", name="Edgar", role=Role.AUTHOR, password_hash="x", created_at=NOW))
    session.commit()
    edgar = Account(id="edgar", name="Edgar", email="e@x.org", role=Role.AUTHOR)
    desk = practice_desk(session, ARTHUR, f"{SLUG}~draft")
    reporting.report(session, desk, "My third test is wrong.", with_submission=False, now=NOW)
    assert texts(session) == texts(session, account("ada")) == ["My third test is wrong."]
    inbox = reporting.inbox(session, edgar)
    assert (inbox.reports, dict(inbox.problems), inbox.waiting) == ((), {}, 0)
    with pytest.raises(NotFound):
        reporting.resolve(session, edgar, 1, is_resolved=True, now=LATER)
    with pytest.raises(NotFound):
        say(session, 1, "No.", reader=edgar)

"""Reports: what a reader says is wrong reaches staff, and nobody else."""

from datetime import timedelta

import pytest
from sqlmodel import select

from judge import reporting
from judge.desks import practice_desk
from judge.errors import Forbidden, Invalid, NotFound
from judge.storage.engine import session_scope
from judge.storage.notes import ProblemReport
from tests.cast import NOW, SLUG, account, hand_in

ALICE, ARTHUR = account("alice"), account("arthur")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        yield opened


def report(session, text="The second example is wrong.", *, with_submission=False, now=NOW):
    desk = practice_desk(session, ALICE, SLUG)
    reporting.report(session, desk, text, with_submission=with_submission, now=now)


def test_it_brings_a_report_to_staff(session):
    report(session)
    (found,) = reporting.reports(session, ARTHUR)
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
    assert [found.submission_id for found in reporting.reports(session, ARTHUR)] == [last, None]


@pytest.mark.parametrize(("text", "words"), [("", "what is wrong"), (" \r\n ", "what is wrong"), ("x" * 2001, "2001")])
def test_it_refuses_what_says_nothing_and_what_says_too_much(session, text, words):
    with pytest.raises(Invalid, match=words):
        report(session, text)


def test_it_counts_a_line_end_once(session):
    report(session, "\r\n".join("x" * 1000 for _ in range(2))[:-1])
    assert "\r" not in reporting.reports(session, ARTHUR)[0].text


def test_it_spells_out_what_could_deceive(session):
    report(session, "look \u202e here")
    assert reporting.reports(session, ARTHUR)[0].text == "look [U+202E] here"


def test_it_lists_open_reports_first_and_counts_them(session):
    for words in ("first", "second", "third"):
        report(session, words)
    third = reporting.reports(session, ARTHUR)[0]
    reporting.resolve(session, ARTHUR, third.id, is_resolved=True, now=LATER)
    found = reporting.reports(session, ARTHUR)
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
    (found,) = reporting.reports(session, ARTHUR)
    assert (found.name, found.email) == ("", "")


def test_it_is_for_staff_alone(session):
    report(session)
    for act in (reporting.reports, reporting.open_reports):
        with pytest.raises(Forbidden):
            act(session, ALICE)
    with pytest.raises(Forbidden):
        reporting.resolve(session, ALICE, 1, is_resolved=True, now=NOW)


def test_it_knows_no_other_report(session):
    with pytest.raises(NotFound):
        reporting.resolve(session, ARTHUR, 4711, is_resolved=True, now=NOW)

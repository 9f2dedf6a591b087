"""A problem that is no longer offered: read still, out of every list, and closed to new answers in practice alone."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from judge import desks, practice, publishing, sittings
from judge.errors import Conflict, Invalid
from judge.storage.engine import session_scope
from tests.cast import NOW, SLUG, account, hand_in, seat

ALICE = account("alice")
LATER = NOW + timedelta(days=1)


@pytest.fixture
def session(database: Engine):
    with session_scope(database) as session:
        yield session


@pytest.fixture
def archived(session):
    publishing.archive(session, SLUG, now=NOW)


@pytest.mark.usefixtures("archived")
def test_it_is_in_no_catalogue(session):
    assert practice.catalogue(session, ALICE) == []
    publishing.restore(session, SLUG)
    assert [card.slug for card in practice.catalogue(session, ALICE)] == [SLUG]


@pytest.mark.usefixtures("archived")
def test_it_can_be_read_but_not_worked_on(session):
    for reader in (None, ALICE):
        page, workspace, history = practice.open_problem(session, reader, SLUG)
        assert (page.slug, page.is_archived, workspace, history) == (SLUG, True, None, [])
    with pytest.raises(Conflict, match="archived"):
        desks.desk(session, ALICE, SLUG, "", now=LATER)
    assert desks.practice_desk(session, ALICE, SLUG).version.slug == SLUG  # for reading


def test_it_keeps_what_was_handed_in(session, database):
    submission = hand_in(database)
    publishing.archive(session, SLUG, now=NOW)
    assert practice.own_submission(session, ALICE, submission).card.slug == SLUG
    assert [line.id for line in practice.history(session, ALICE, slug=SLUG)] == [submission]


@pytest.mark.usefixtures("archived")
def test_it_goes_on_in_a_timed_session_that_has_it(session):
    seat(session)
    found = desks.desk(session, ALICE, SLUG, "sitting", now=NOW + timedelta(minutes=1))
    assert found.sitting_id == "sitting"


@pytest.mark.usefixtures("archived")
def test_it_is_in_no_new_timed_session(session):
    with pytest.raises(Invalid, match="does not exist any more"):
        sittings.plan_mock(session, ALICE, [SLUG], 30, "open", now=NOW)

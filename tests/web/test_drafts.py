"""Drafts over HTTP: saved, in conflict, listed and given back; in practice and in a timed session."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from judge.storage.drafts import Draft, DraftRevision
from judge.storage.engine import session_scope
from judge.storage.sittings import Sitting
from tests.cast import ANSWER, NOW, SLUG, STACK, seat

DRAFT = f"/problems/{SLUG}/draft"
REVISIONS = f"/problems/{SLUG}/revisions.json?stack={STACK}"


def state(text, base=None):
    return {"stack": STACK, "files": ANSWER | {"app.py": text}, "base": base}


def grow_older(database, minutes):
    """Moves all drafts into the past: what they replace is kept once a minute."""
    with session_scope(database) as session:
        for row in [*session.exec(select(Draft)), *session.exec(select(DraftRevision))]:
            row.saved_at -= timedelta(minutes=minutes)
        session.commit()


def test_it_gives_back_what_a_draft_replaced(visit, database):
    alice = visit("alice")
    base = alice.send("PUT", DRAFT, state("one")).json["saved_at"]
    grow_older(database, 2)
    base = (datetime.fromisoformat(base) - timedelta(minutes=2)).isoformat()
    assert alice.send("PUT", DRAFT, state("two", base)).status_code == 200
    (line,) = alice.get(REVISIONS).json["revisions"]
    assert (line["saved_at"], line["lines"]) == (base, 2)
    assert line["url"] == f"/revisions/{line['id']}.json"
    assert alice.get(f"/revisions/{line['id']}.json").json["files"]["app.py"] == "one"
    assert visit("bob").get(f"/revisions/{line['id']}.json").status_code == 404
    assert visit("bob").get(REVISIONS).json == {"revisions": []}


@pytest.mark.parametrize("number", ["x", "-1", "٣", "9" * 19, "1e3"])
def test_it_takes_no_number_that_is_none(visit, number):
    assert visit("alice").get(f"/revisions/{number}.json").status_code == 404


def test_it_saves_in_a_session_apart_from_practice(visit, database):
    with session_scope(database) as session:
        seat(session)
        row = session.get_one(Sitting, "sitting")
        row.started_at, row.ends_at = datetime.now(UTC), datetime.now(UTC) + timedelta(minutes=30)
        session.commit()
    alice = visit("alice")
    assert alice.send("PUT", f"{DRAFT}?sitting=sitting", state("timed")).status_code == 200
    with session_scope(database) as session:
        row = session.exec(select(Draft)).one()
    assert (row.sitting_id, row.files["app.py"]) == ("sitting", "timed")
    assert visit("bob").send("PUT", f"{DRAFT}?sitting=sitting", state("x")).status_code == 404


def test_it_refuses_a_session_that_is_over_and_says_so(visit, database):
    with session_scope(database) as session:
        seat(session)  # it began at NOW, long ago
    assert datetime.now(UTC) - NOW > timedelta(hours=1)
    refused = visit("alice").send("PUT", f"{DRAFT}?sitting=sitting", state("late"))
    assert (refused.status_code, refused.json["error"]) == (
        409,
        "This session is not running. What you saved before its end was handed in.",
    )

"""What authors, and workers, at the same moment cannot break in the studio, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import select

from judge.errors import Conflict, FileChanged, Invalid
from judge.storage import checks as store
from judge.storage.checks import CheckState, GateCheck
from judge.storage.engine import session_scope
from judge.storage.problems import ProblemVersion
from judge.storage.studio import StudioFile, StudioProblem, StudioRevision
from judge.studio import beginning, checks, editing, release, trying
from tests.cast import NOW, account
from tests.judge.at_once import AT_ONCE, at_once, database, database_url
from tests.judge.studio.reports import report
from tests.studio import in_the_making

__all__ = ["database", "database_url"]

ARTHUR, ADA = account("arthur"), account("ada")
PATH = "statement.md"
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def problem_id(database):
    return in_the_making(database)


def everybody(database, act):
    """What each of several got who did it in a session of their own."""

    def in_a_session(number):
        with session_scope(database) as session:
            return act(session, number)

    return at_once(in_a_session)


def rows(database, kind):
    with session_scope(database) as session:
        return session.exec(select(kind)).all()


def test_one_of_several_authors_saves_and_the_others_are_told(database, problem_id):
    got = everybody(
        database,
        lambda session, number: editing.save(
            session, (ARTHUR, ADA)[number % 2], problem_id, PATH, content=b"%d" % number, revision=1, now=LATER
        ),
    )
    assert sorted(map(str, got)) == sorted(["2", *[str(FileChanged)] * (AT_ONCE - 1)])
    winner = got.index(2)
    (kept,) = [row for row in rows(database, StudioFile) if row.path == PATH]
    assert (kept.content, kept.revision) == (b"%d" % winner, 2)
    assert [(row.revision, row.content) for row in rows(database, StudioRevision)] == [(1, b"Say it again.\n")]


def test_no_state_is_lost_when_all_save_what_they_have_read(database, problem_id):
    def save_in_the_end(session, number):
        while True:
            revision = editing.read(session, ARTHUR, problem_id, PATH).revision
            session.rollback()
            who = (ARTHUR, ADA)[number % 2]
            try:
                content = b"state %d" % number
                return editing.save(session, who, problem_id, PATH, content=content, revision=revision, now=LATER)
            except FileChanged:
                session.rollback()

    assert sorted(everybody(database, save_in_the_end)) == list(range(2, AT_ONCE + 2))


def test_one_of_several_makes_a_new_file(database, problem_id):
    got = everybody(
        database,
        lambda session, number: editing.save(
            session, ARTHUR, problem_id, "new.md", content=b"%d" % number, revision=0, now=LATER
        ),
    )
    assert sorted(map(str, got)) == sorted(["1", *[str(FileChanged)] * (AT_ONCE - 1)])


def test_one_of_several_deletes_and_renames(database, problem_id):
    def take(session, number):
        if number % 2:
            return editing.delete(session, ARTHUR, problem_id, PATH, revision=1, now=LATER)
        return editing.rename(session, ARTHUR, problem_id, PATH, to=f"{number}.md", revision=1, now=LATER)

    got = everybody(database, take)
    assert got.count(FileChanged) == AT_ONCE - 1
    assert [row.revision for row in rows(database, StudioRevision)] == [1, 2]


def test_one_of_several_begins_a_problem_of_a_name(database):
    got = everybody(
        database,
        lambda session, _: beginning.begin(
            session, ARTHUR, "wanted", title="", kind="service", stack="python-flask", now=NOW
        ),
    )
    assert sum(answer in (Invalid, Conflict) for answer in got) == AT_ONCE - 1
    assert [row.slug for row in rows(database, StudioProblem)] == ["wanted"]


def test_several_ask_for_one_check(database, problem_id):
    got = everybody(database, lambda session, _: checks.ask(session, ARTHUR, problem_id, with_mutants=False, now=LATER))
    assert len({check_id for check_id, _ in got}) == 1
    assert sum(is_new for _, is_new in got) == 1


def test_one_of_several_workers_gets_a_check(database, problem_id):
    with session_scope(database) as session:
        checks.ask(session, ARTHUR, problem_id, with_mutants=False, now=NOW)

    def claim(session, _):
        found = store.claim_check(session, now=LATER, until=LATER)
        session.commit()
        return found

    assert sum(found is not None for found in everybody(database, claim)) == 1
    (check,) = rows(database, GateCheck)
    assert (check.state, check.attempts, check.lease_token) == (CheckState.LEASED, 1, 1)


def test_several_publish_one_version(database, problem_id):
    with session_scope(database) as session:
        check_id, _ = checks.ask(session, ARTHUR, problem_id, with_mutants=False, now=NOW)
        lease, _ = store.claim_check(session, now=LATER, until=LATER)
        store.write_check(session, lease, state=CheckState.DONE, report=report().to_json())
        session.commit()
    got = everybody(database, lambda session, _: release.publish(session, ARTHUR, problem_id, check_id, now=LATER).id)
    assert len(set(got)) == 1
    assert [row.slug for row in rows(database, ProblemVersion)].count("echo") == 1


def test_several_put_one_draft_up(database, problem_id):
    got = everybody(database, lambda session, _: trying.put_up(session, ARTHUR, problem_id, now=LATER))
    assert set(got) == {"echo~draft"}
    assert [row.slug for row in rows(database, ProblemVersion)].count("echo~draft") == 1

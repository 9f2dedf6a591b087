"""Deleting an account takes everything with it and nobody else's; and whoever judges for it ends quietly."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy
from sqlalchemy import Engine, Table
from sqlmodel import Session, SQLModel

from judge.errors import Invalid, NotFound, StaleLease
from judge.profiles.deletion import delete_account
from judge.queue.claim import claim
from judge.queue.finish import finish as end
from judge.queue.keeper import Keeper
from judge.queue.lease import Lease
from judge.storage.accounts import Role, User, lock_role
from judge.storage.engine import reading_scope, session_scope
from judge.storage.notes import ProblemReport
from judge.storage.runs import Run
from judge.worker import Worker
from tests.cast import PASSWORD, account, hand_in
from tests.judge.queue.quiet import QuietEngine
from tests.judge.worker_parts import PASSED, Grader, quick_settings

ALICE = account("alice")


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Compares without the hash's cost; what is compared is not the matter here."""
    monkeypatch.setattr("judge.accounts.is_right", lambda kept, password: bool(kept) and password == PASSWORD)


def leave(database: Engine, who=ALICE, *, password=PASSWORD, word="delete"):
    with session_scope(database) as session:
        delete_account(session, who, password=password, word=word)


def tables_with_a_user() -> list[Table]:
    return [table for table in SQLModel.metadata.sorted_tables if "user_id" in table.columns]


def rows_of(session: Session, owner: str) -> dict[str, int]:
    """How many rows of somebody there are, by table."""
    count = sqlalchemy.func.count()
    return {
        table.name: session.scalar(sqlalchemy.select(count).where(table.columns.user_id == owner))
        for table in tables_with_a_user()
    }


def orphans(session: Session) -> Iterator[str]:
    """Rows that refer to something which is not there; also where the database itself would not say so."""
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.parent.name == "user_id" or key.column.table.name in OWNED:
                there = sqlalchemy.select(key.column)
                lost = sqlalchemy.select(key.parent).where(key.parent.is_not(None), key.parent.not_in(there))
                yield from (f"{table.name}.{key.parent.name}: {row}" for row in session.execute(lost))


OWNED = {"submission", "run", "sitting", "user_account"}


def counts(session: Session) -> dict[str, int]:
    count = sqlalchemy.func.count()
    return {
        table.name: session.scalar(sqlalchemy.select(count).select_from(table))
        for table in SQLModel.metadata.sorted_tables
    }


def test_it_lets_alice_live_in_every_table(database, lived_in):
    """Else the tests below would prove nothing for a table that is new."""
    with reading_scope(database) as session:
        assert [name for name, rows in rows_of(session, "alice").items() if not rows] == []
        assert [name for name, rows in counts(session).items() if not rows] == []


def test_it_leaves_no_row_of_the_user_and_no_orphan(database, lived_in):
    leave(database)
    with reading_scope(database) as session:
        assert session.get(User, "alice") is None
        assert {name: rows for name, rows in rows_of(session, "alice").items() if rows} == {}
        assert list(orphans(session)) == []


def test_it_takes_nothing_of_anybody_else(database, lived_in):
    with reading_scope(database) as session:
        before = rows_of(session, "bob")
    leave(database)
    with reading_scope(database) as session:
        assert rows_of(session, "bob") == before
        assert len(session.exec(sqlalchemy.select(User)).all()) == 4


def test_it_keeps_what_was_reported_without_a_name(database, lived_in):
    leave(database)
    with reading_scope(database) as session:
        kept = session.scalars(sqlalchemy.select(ProblemReport).order_by(ProblemReport.text)).all()
        assert [(row.text, row.user_id) for row in kept] == [("alice wonders", None), ("bob wonders", "bob")]
        assert kept[0].submission_id is None


@pytest.mark.parametrize(
    ("password", "word", "where"), [("wrong", "delete", "password"), (PASSWORD, "yes", "word"), (PASSWORD, "", "word")]
)
def test_it_deletes_nothing_without_password_and_word(database, lived_in, password, word, where):
    with reading_scope(database) as session:
        before = counts(session)
    with pytest.raises(Invalid) as refused:
        leave(database, password=password, word=word)
    assert refused.value.where == where
    with reading_scope(database) as session:
        assert counts(session) == before


def test_it_takes_the_word_however_it_is_written(database):
    leave(database, word=" Delete ")
    with reading_scope(database) as session:
        assert session.get(User, "alice") is None


def test_it_knows_nobody_who_is_gone_already(database):
    leave(database)
    with pytest.raises(NotFound):
        leave(database)


def test_it_keeps_the_last_administrator(database):
    with pytest.raises(Invalid, match="only administrator"):
        leave(database, account("ada"))
    with session_scope(database) as session:
        session.get_one(User, "rita").role = Role.ADMIN
        session.commit()
    leave(database, account("ada"))
    with reading_scope(database) as session:
        assert lock_free_admins(session) == ["rita"]


def lock_free_admins(session: Session) -> list[str]:
    return list(session.scalars(sqlalchemy.select(User.id).where(User.role == Role.ADMIN)))


def test_it_keeps_one_of_two_administrators_who_leave_at_once(database):
    with session_scope(database) as session:
        session.get_one(User, "rita").role = Role.ADMIN
        session.commit()
    gate = threading.Barrier(2)

    def go(name: str) -> str:
        gate.wait()
        try:
            leave(database, account(name))
        except Invalid:
            return "stayed"
        return "left"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, ("ada", "rita"))) == ["left", "stayed"]
    with session_scope(database) as session:
        assert len(lock_role(session, Role.ADMIN)) == 1


def test_it_refuses_a_workers_result_of_a_run_that_is_gone(database, lived_in):
    lease = Lease(f"run-of-{lived_in['leased']}", 1, 1)
    leave(database)
    with session_scope(database) as session, pytest.raises(StaleLease):
        end(session, lease, PASSED)


def test_it_tells_the_worker_that_the_lease_is_gone(database):
    hand_in(database)
    with session_scope(database) as session:
        claimed = claim(session, "worker", 30)
        session.commit()
    lost = threading.Event()
    with Keeper(database, claimed.lease, 0.0, lost):  # a lease of no length: it beats at once
        leave(database)
        assert lost.wait(20)


def test_it_lets_a_worker_end_quietly_while_it_judges(database, tmp_path, caplog):
    hand_in(database)

    def judge(**_run):
        leave(database)
        return PASSED

    worker = Worker(QuietEngine(), database, quick_settings(tmp_path), grade=Grader(judge))
    assert [worker.step(), worker.step()] == [True, False]
    with reading_scope(database) as session:
        assert session.scalar(sqlalchemy.select(sqlalchemy.func.count()).select_from(Run)) == 0
    assert caplog.records == []

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import func, select

from judge.storage import engine as engine_module
from judge.storage.accounts import LoginSession, Role, User
from judge.storage.drafts import Draft
from judge.storage.engine import make_engine, reading_scope, session_scope
from tests.judge.storage.rows import NOON, a_user

PARIS = timezone(timedelta(hours=1))


def count_users(engine: Engine) -> int:
    with reading_scope(engine) as session:
        return session.exec(select(func.count()).select_from(User)).one()


def test_it_keeps_what_was_committed_and_forgets_the_rest(database):
    with session_scope(database) as session:
        a_user(session, "Alice")
        session.commit()
        a_user(session, "Bob")
    assert count_users(database) == 1


def test_it_rolls_back_when_the_block_is_left_by_an_error(database):
    def break_off():
        with session_scope(database) as session:
            a_user(session)
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        break_off()
    assert count_users(database) == 0


def test_it_leaves_objects_readable_after_the_commit(database):
    with session_scope(database) as session:
        user = a_user(session)
        session.commit()
    assert user.name == "Alice"


def test_it_refuses_writes_in_a_reading_scope_and_allows_them_afterwards(database):
    with reading_scope(database) as session, pytest.raises(DBAPIError, match=r"(?i)read-?only"):
        a_user(session)
    with session_scope(database) as session:
        a_user(session)
        session.commit()
    assert count_users(database) == 1


def test_it_refuses_a_row_whose_reference_does_not_exist(database):
    with session_scope(database) as session:
        session.add(LoginSession(token_hash="t", user_id="nobody", created_at=NOON, seen_at=NOON))
        with pytest.raises(IntegrityError):
            session.flush()


def test_it_lets_nobody_fail_who_reads_before_writing_at_the_same_time(database):
    with session_scope(database) as session:
        user_id = a_user(session).id
        session.add(Draft(user_id=user_id, slug="s", stack="x", files={"n": "0"}, saved_at=NOON))
        session.commit()

    def add_one(_number: int) -> None:
        with session_scope(database) as session:
            draft = session.exec(select(Draft).with_for_update()).one()
            draft.files = {"n": str(int(draft.files["n"]) + 1)}
            session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(40)))
    with reading_scope(database) as session:
        assert session.exec(select(Draft)).one().files == {"n": "40"}


def test_it_lets_readers_pass_while_a_writer_is_at_work(database):
    with session_scope(database) as writer:
        a_user(writer)
        assert count_users(database) == 0
        writer.commit()
    assert count_users(database) == 1


def test_it_sets_sqlite_up_as_a_servers_database(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'judge.db'}")
    with engine.connect() as connection:
        found = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


@pytest.mark.parametrize("number", range(20))
def test_it_opens_one_new_sqlite_file_from_many_threads_at_once(tmp_path, number):
    engines = [make_engine(f"sqlite:///{tmp_path / f'{number}.db'}") for _ in range(6)]
    together = threading.Barrier(len(engines))

    def open_it(engine: Engine) -> int:
        together.wait()
        with engine.begin() as connection:
            return connection.execute(text("SELECT 1")).scalar_one()

    with ThreadPoolExecutor(len(engines)) as pool:
        assert list(pool.map(open_it, engines)) == [1] * len(engines)
    for engine in engines:
        engine.dispose()


class Refused:
    """A connection whose log another one has begun to make."""

    def __init__(self, code: int, times: int = 1) -> None:
        self.code, self.times = code, times
        self.asked: list[str] = []

    def execute(self, statement: str) -> None:
        self.asked.append(statement)
        if statement.startswith("PRAGMA") and self.asked.count(statement) <= self.times:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = self.code
            raise error


def test_it_waits_its_turn_where_sqlite_refuses_a_new_log_at_once():
    connection = Refused(sqlite3.SQLITE_BUSY_RECOVERY, times=2)
    engine_module._enter_wal(connection)
    turn = ["PRAGMA journal_mode = WAL", "BEGIN IMMEDIATE", "ROLLBACK"]
    assert connection.asked == [*turn, *turn, turn[0]]


@pytest.mark.parametrize(("code", "seconds"), [(sqlite3.SQLITE_IOERR, 10), (sqlite3.SQLITE_BUSY, -1)])
def test_it_gives_up_on_another_error_and_in_the_end(monkeypatch, code, seconds):
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", seconds)
    connection = Refused(code)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        engine_module._enter_wal(connection)
    assert len(connection.asked) == 1


def test_it_reads_a_plain_postgresql_address_as_psycopg_3():
    engine = make_engine("postgresql://judge@127.0.0.1:1/judge")
    assert engine.dialect.driver == "psycopg"
    engine.dispose()


def test_it_gives_every_time_back_in_utc(database):
    with session_scope(database) as session:
        user = a_user(session)
        user.created_at = datetime(2026, 3, 1, 13, 30, 0, 123456, tzinfo=PARIS)
        session.commit()
        session.expire(user)
        assert user.created_at == datetime(2026, 3, 1, 12, 30, 0, 123456, tzinfo=NOON.tzinfo)
        assert user.created_at.utcoffset() == timedelta(0)


def test_it_refuses_a_time_without_a_zone(database):
    with session_scope(database) as session:
        a_user(session).created_at = NOON.replace(tzinfo=None)
        with pytest.raises(StatementError, match="naive"):
            session.flush()


def test_it_stores_the_words_of_an_enum(database):
    with session_scope(database) as session:
        a_user(session, role=Role.REVIEWER)
        assert session.connection().execute(text("SELECT role FROM user_account")).scalar_one() == "reviewer"

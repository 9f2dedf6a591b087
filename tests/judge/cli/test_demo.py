"""The demo accounts of `judge up`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from judge import accounts
from judge.cli.demo import demo_accounts
from judge.storage import migrate
from judge.storage.accounts import Role
from judge.storage.engine import make_engine, session_scope

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def new_database(folder: Path) -> Engine:
    url = f"sqlite:///{folder / 'judge.db'}"
    migrate.upgrade(url)
    return make_engine(url)


@pytest.fixture
def session(tmp_path: Path):
    engine = new_database(tmp_path)
    with session_scope(engine) as session:
        yield session
    engine.dispose()


def test_it_makes_one_account_for_each_role(session: Session, tmp_path: Path):
    made = demo_accounts(session, tmp_path, NOW)
    assert [account.role for account in made] == [role.value for role in Role]
    for account in made:
        signed_in, _ = accounts.sign_in(session, account.email, account.password, user_agent="", now=NOW)
        assert signed_in.role == account.role


def test_it_draws_other_passwords_for_everybody(session: Session, tmp_path: Path):
    passwords = {account.password for account in demo_accounts(session, tmp_path, NOW)}
    assert len(passwords) == len(Role)
    assert all(len(password) >= 16 for password in passwords)


def test_it_gives_the_same_accounts_again(session: Session, tmp_path: Path):
    assert demo_accounts(session, tmp_path, NOW) == demo_accounts(session, tmp_path, NOW)


def test_it_keeps_the_passwords_to_their_owner(session: Session, tmp_path: Path):
    demo_accounts(session, tmp_path, NOW)
    path = tmp_path / "demo-accounts.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(json.loads(path.read_text())) == len(Role)


def test_it_sets_new_passwords_when_the_file_is_gone(session: Session, tmp_path: Path):
    first = demo_accounts(session, tmp_path, NOW)
    (tmp_path / "demo-accounts.json").unlink()
    second = demo_accounts(session, tmp_path, NOW)
    assert {account.password for account in first}.isdisjoint(account.password for account in second)
    accounts.sign_in(session, second[0].email, second[0].password, user_agent="", now=NOW)


def test_it_makes_them_anew_in_another_database(session: Session, tmp_path: Path):
    demo_accounts(session, tmp_path, NOW)
    (tmp_path / "other").mkdir()
    engine = new_database(tmp_path / "other")
    with session_scope(engine) as other:
        account = demo_accounts(other, tmp_path, NOW)[0]
        accounts.sign_in(other, account.email, account.password, user_agent="", now=NOW)
    engine.dispose()

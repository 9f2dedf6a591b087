from datetime import timedelta

import pytest

from judge.errors import Conflict
from judge.storage import accounts
from judge.storage.accounts import LoginSession, Role, User
from judge.storage.engine import session_scope
from tests.judge.storage.rows import NOON, a_user


@pytest.fixture
def session(database):
    with session_scope(database) as session:
        yield session


def a_sign_in(session, user, token, minutes=0):
    seen = NOON + timedelta(minutes=minutes)
    session.add(LoginSession(token_hash=token, user_id=user.id, created_at=NOON, seen_at=seen))
    session.flush()


def test_it_finds_a_user_by_email_however_it_is_written(session):
    alice = a_user(session)
    assert accounts.user_by_email(session, "  ALICE@example.com ") is alice
    assert accounts.user_by_email(session, "bob@example.com") is None


def test_it_finds_a_user_by_id(session):
    alice = a_user(session)
    assert accounts.user_by_id(session, alice.id) is alice
    assert accounts.user_by_id(session, "nobody") is None


def test_it_refuses_an_email_that_is_taken_and_goes_on(session):
    alice = a_user(session)
    twin = User(email=alice.email, name="Twin", role=Role.CANDIDATE, password_hash="x", created_at=NOON)
    with pytest.raises(Conflict, match=r"alice@example\.com"):
        accounts.add_user(session, twin)
    bob = User(email="bob@example.com", name="Bob", role=Role.ADMIN, password_hash="x", created_at=NOON)
    accounts.add_user(session, bob)
    assert accounts.users(session) == [alice, bob]


def test_it_lists_users_by_email_and_by_role(session):
    bob, alice = a_user(session, "Bob", Role.REVIEWER), a_user(session)
    assert accounts.users(session) == [alice, bob]
    assert accounts.users(session, Role.REVIEWER) == [bob]


def test_it_knows_who_holds_a_token(session):
    alice = a_user(session)
    a_sign_in(session, alice, "token")
    user, sign_in = accounts.user_of_session(session, "token")
    assert user is alice
    assert sign_in.token_hash == "token"
    assert accounts.user_of_session(session, "another") is None


def test_it_lists_a_users_sign_ins_last_seen_first(session):
    alice, bob = a_user(session), a_user(session, "Bob")
    a_sign_in(session, alice, "old", minutes=1)
    a_sign_in(session, alice, "new", minutes=2)
    a_sign_in(session, bob, "other", minutes=3)
    assert [row.token_hash for row in accounts.sessions_of_user(session, alice.id)] == ["new", "old"]


def test_it_ends_one_sign_in_once(session):
    a_sign_in(session, a_user(session), "token")
    assert accounts.end_session(session, "token") is True
    assert accounts.end_session(session, "token") is False


def test_it_ends_all_sign_ins_of_a_user_but_the_one_to_keep(session):
    alice, bob = a_user(session), a_user(session, "Bob")
    for token in ("a", "b", "c"):
        a_sign_in(session, alice, token)
    a_sign_in(session, bob, "d")
    assert accounts.end_sessions_of_user(session, alice.id, keep="b") == 2
    assert [row.token_hash for row in accounts.sessions_of_user(session, alice.id)] == ["b"]
    assert accounts.end_sessions_of_user(session, alice.id) == 1
    assert len(accounts.sessions_of_user(session, bob.id)) == 1


def test_it_ends_sign_ins_that_were_not_used_for_long(session):
    alice = a_user(session)
    a_sign_in(session, alice, "old", minutes=0)
    a_sign_in(session, alice, "new", minutes=60)
    assert accounts.end_sessions_unseen_since(session, NOON + timedelta(minutes=30)) == 1
    assert accounts.user_of_session(session, "old") is None


def test_it_locks_a_user_who_may_not_even_exist(session):
    accounts.lock_user(session, a_user(session).id)
    accounts.lock_user(session, "nobody")

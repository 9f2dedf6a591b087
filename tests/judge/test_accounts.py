"""Accounts: who may come in, for how long, and how every sign-in can be ended."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, select

from judge import accounts
from judge.errors import Invalid, NotFound
from judge.storage.accounts import LoginSession, Role, User, user_by_email, user_by_id
from judge.storage.engine import reading_scope, session_scope
from tests.cast import NOW, PASSWORD, account

ALICE = account("alice")
GOOD = "plenty of rare words"


def sign_in(session: Session, email=ALICE.email, password=PASSWORD, *, now=NOW, **more):
    return accounts.sign_in(session, email, password, user_agent="Firefox", now=now, **more)


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        yield opened


def present(session, token, **later):
    return accounts.user_of_token(session, token, now=NOW + timedelta(**later))


def test_it_signs_up_a_candidate_with_a_tidy_name_and_lower_case_e_mail(session, database):
    made = accounts.sign_up(session, " Carl@Example.ORG ", "  Carl   Gustav ", GOOD, now=NOW)
    assert (made.email, made.name, made.role, made.is_staff) == (
        "carl@example.org",
        "Carl Gustav",
        Role.CANDIDATE,
        False,
    )
    with reading_scope(database) as other:
        kept = user_by_email(other, "carl@example.org")
        assert kept is not None
        assert GOOD not in kept.password_hash


def test_it_refuses_a_second_account_for_one_e_mail_however_it_is_written(session):
    with pytest.raises(Invalid, match="There is an account") as refused:
        accounts.sign_up(session, "ALICE@example.org", "Al", GOOD, now=NOW)
    assert refused.value.where == "email"


@pytest.mark.parametrize(
    "email", ["", "alice", "@example.org", "a b@example.org", "a@b@c", "a@-", "<a>@example.org", f"a@{'x' * 250}.org"]
)
def test_it_refuses_what_is_no_e_mail(session, email):
    with pytest.raises(Invalid) as refused:
        accounts.sign_up(session, email, "Name", GOOD, now=NOW)
    assert refused.value.where == "email"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\u202eb", "a\x00b"])
def test_it_refuses_a_name_that_cannot_be_shown(session, name):
    with pytest.raises(Invalid) as refused:
        accounts.sign_up(session, "new@example.org", name, GOOD, now=NOW)
    assert refused.value.where == "name"


def test_it_refuses_a_common_password(session):
    with pytest.raises(Invalid) as refused:
        accounts.sign_up(session, "new@example.org", "New", "password1", now=NOW)
    assert refused.value.where == "password"


@pytest.mark.parametrize("role", list(Role))
def test_it_adds_a_user_of_any_role(session, role):
    assert accounts.add_user(session, "new@example.org", "New", GOOD, role=role, now=NOW).role is role


def test_it_signs_in_with_a_random_token_of_which_only_a_hash_is_kept(session):
    who, token = sign_in(session, "ALICE@example.org ")
    assert who == ALICE
    assert len(token) >= 43
    (row,) = session.exec(select(LoginSession)).all()
    assert row.token_hash == accounts.token_hash(token)
    assert token not in row.token_hash


def test_it_gives_another_token_at_every_sign_in(session):
    assert sign_in(session)[1] != sign_in(session)[1]


def test_it_ends_the_sign_in_that_the_browser_held_before(session):
    _, old = sign_in(session)
    _, new = sign_in(session, replaces=old)
    assert present(session, old) is None
    assert present(session, new) is not None


def test_it_says_the_same_for_an_unknown_e_mail_and_a_wrong_password(session):
    with pytest.raises(Invalid) as unknown:
        sign_in(session, "nobody@example.org")
    with pytest.raises(Invalid) as wrong:
        sign_in(session, password="something else")
    assert (str(unknown.value), unknown.value.where) == (str(wrong.value), wrong.value.where)


def test_it_compares_a_hash_for_an_unknown_e_mail_too(session, monkeypatch):
    compared = []
    monkeypatch.setattr(accounts, "is_right", lambda kept, password: compared.append(kept) or False)
    with pytest.raises(Invalid):
        sign_in(session, "nobody@example.org")
    assert compared == [None]


def test_it_holds_no_transaction_while_it_compares(session, monkeypatch):
    monkeypatch.setattr(accounts, "is_right", lambda *_: not session.in_transaction())
    assert sign_in(session)[0] == ALICE


def test_it_refuses_when_the_password_was_changed_in_the_same_moment(session, database, monkeypatch):
    def change_meanwhile(*_):
        with session_scope(database) as other:
            accounts.set_password(other, ALICE.email, GOOD)
        return True

    monkeypatch.setattr(accounts, "is_right", change_meanwhile)
    with pytest.raises(Invalid, match="wrong"):
        sign_in(session)


def test_it_renews_a_hash_that_is_too_cheap_by_today(session):
    user = session.get_one(User, "alice")
    user.password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    session.add(user)
    session.commit()
    sign_in(session)
    assert "m=19456,t=2,p=1" in session.get_one(User, "alice").password_hash
    assert sign_in(session)[0] == ALICE


def test_it_knows_nobody_by_a_made_up_token(session):
    assert present(session, "made up") is None


def test_it_forgets_a_sign_in_that_was_idle_for_twelve_hours(session):
    _, token = sign_in(session)
    assert present(session, token, hours=12) is not None
    assert present(session, token, hours=12, seconds=1) is None


def test_it_keeps_a_sign_in_alive_by_use_but_for_thirty_days_at_most(session):
    _, token = sign_in(session)
    for hours in range(10, 30 * 24, 10):
        accounts.touch(session, token, now=NOW + timedelta(hours=hours))
    assert present(session, token, days=30) is not None
    assert present(session, token, days=30, seconds=1) is None


def test_it_cannot_wake_a_sign_in_that_has_ended(session):
    _, token = sign_in(session)
    accounts.touch(session, token, now=NOW + timedelta(hours=13))
    assert present(session, token, hours=13) is None


def test_it_asks_for_a_touch_once_in_five_minutes_only(session):
    _, token = sign_in(session)
    assert present(session, token, minutes=4).is_noted
    assert not present(session, token, minutes=5).is_noted


def test_it_clears_idle_sign_ins_away_when_somebody_signs_in(session):
    sign_in(session)
    sign_in(session, "bob@example.org", now=NOW + timedelta(hours=13))
    assert [row.user_id for row in session.exec(select(LoginSession)).all()] == ["bob"]


def test_it_signs_out_on_the_server(session):
    _, token = sign_in(session)
    accounts.sign_out(session, token)
    assert present(session, token) is None


def test_it_lists_sign_ins_without_anything_that_opens_them(session):
    _, first = sign_in(session)
    _, second = sign_in(session, now=NOW + timedelta(minutes=1))
    listed = accounts.sessions_of(session, ALICE, first, now=NOW + timedelta(minutes=2))
    assert [(entry.is_current, entry.user_agent) for entry in listed] == [(False, "Firefox"), (True, "Firefox")]
    for entry in listed:
        assert present(session, entry.id) is None
        assert len(entry.id) < len(accounts.token_hash(second))


def test_it_cuts_and_cleans_what_a_browser_calls_itself(session):
    accounts.sign_in(session, ALICE.email, PASSWORD, user_agent="\x1b[2J" + "x" * 500, now=NOW)
    (row,) = session.exec(select(LoginSession)).all()
    assert row.user_agent == ("[2J" + "x" * 500)[:200]


def test_it_ends_one_of_ones_own_sign_ins(session):
    _, first = sign_in(session)
    _, second = sign_in(session)
    (other,) = [entry for entry in accounts.sessions_of(session, ALICE, first, now=NOW) if not entry.is_current]
    accounts.end_session(session, ALICE, other.id)
    assert present(session, second) is None
    assert present(session, first) is not None


def test_it_cannot_end_a_strangers_sign_in(session):
    _, token = sign_in(session)
    (own,) = accounts.sessions_of(session, ALICE, token, now=NOW)
    with pytest.raises(NotFound):
        accounts.end_session(session, account("bob"), own.id)
    assert present(session, token) is not None


def test_it_ends_all_of_ones_own_sign_ins_and_nobody_elses(session):
    _, first = sign_in(session)
    _, second = sign_in(session)
    _, bobs = sign_in(session, "bob@example.org")
    accounts.end_all_sessions(session, ALICE)
    assert (present(session, first), present(session, second)) == (None, None)
    assert present(session, bobs) is not None


def test_it_changes_a_password_and_puts_every_other_browser_out(session):
    _, here = sign_in(session)
    _, elsewhere = sign_in(session)
    accounts.change_password(session, ALICE, PASSWORD, GOOD, token=here)
    assert present(session, here) is not None
    assert present(session, elsewhere) is None
    assert sign_in(session, password=GOOD)[0] == ALICE
    with pytest.raises(Invalid):
        sign_in(session)


def test_it_changes_no_password_without_the_old_one(session):
    before = session.get_one(User, "alice").password_hash
    with pytest.raises(Invalid) as refused:
        accounts.change_password(session, ALICE, "wrong one here", GOOD, token="t")
    assert refused.value.where == "old"
    assert session.get_one(User, "alice").password_hash == before


def test_it_changes_no_password_to_a_common_one(session):
    with pytest.raises(Invalid) as refused:
        accounts.change_password(session, ALICE, PASSWORD, "password1", token="t")
    assert refused.value.where == "password"


def test_it_sets_a_password_for_an_operator_and_ends_every_sign_in(session):
    _, token = sign_in(session)
    accounts.set_password(session, ALICE.email, GOOD)
    assert present(session, token) is None
    assert sign_in(session, password=GOOD)[0] == ALICE


def test_it_knows_no_user_to_set_a_password_for(session):
    with pytest.raises(NotFound):
        accounts.set_password(session, "nobody@example.org", GOOD)
    assert user_by_id(session, "nobody") is None

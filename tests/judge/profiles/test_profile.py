"""One's own profile: what can be changed, and what the password is asked for."""

import dataclasses

import pytest

from judge.domain.preferences import Preferences
from judge.errors import Invalid, NotFound
from judge.profiles.profile import Profile, change_profile, profile_of, save_preferences
from judge.storage.accounts import User, user_by_email
from judge.storage.engine import reading_scope, session_scope
from tests.cast import PASSWORD, account

ALICE = account("alice")
SAME = Profile(name="Alice", email="alice@example.org", extra_time="0")


@pytest.fixture(autouse=True)
def compared(monkeypatch):
    """Compares without the hash's cost; remembers what was compared."""
    seen: list[str] = []

    def is_right(kept, password):
        seen.append(password)
        return bool(kept) and password == PASSWORD

    monkeypatch.setattr("judge.accounts.is_right", is_right)
    return seen


def change(database, password="", **changes):
    with session_scope(database) as session:
        return change_profile(session, ALICE, dataclasses.replace(SAME, **changes), password=password)


def user(database) -> User:
    with reading_scope(database) as session:
        return session.get_one(User, "alice")


def test_it_gives_what_a_form_begins_with(database):
    with reading_scope(database) as session:
        assert profile_of(session, ALICE) == SAME


def test_it_changes_name_and_extra_time_without_a_password(database, compared):
    assert change(database, name="  Alice   Ember ", extra_time="25 %") is False
    assert (user(database).name, user(database).extra_time_percent) == ("Alice Ember", 25)
    assert compared == []


def test_it_changes_the_e_mail_with_the_password(database):
    assert change(database, PASSWORD, email=" Alice@Example.NET ") is True
    assert user(database).email == "alice@example.net"


@pytest.mark.parametrize("password", ["", "wrong words here"])
def test_it_changes_nothing_without_the_password_that_the_e_mail_needs(database, password):
    with pytest.raises(Invalid) as refused:
        change(database, password, email="new@example.org", name="Other")
    assert refused.value.where == "password"
    assert (user(database).email, user(database).name) == ("alice@example.org", "Alice")


def test_it_takes_nobodys_e_mail(database):
    with pytest.raises(Invalid, match="another account") as refused:
        change(database, PASSWORD, email="BOB@example.org", name="Other")
    assert refused.value.where == "email"
    assert user(database).name == "Alice"
    with reading_scope(database) as session:
        assert user_by_email(session, "bob@example.org").id == "bob"


@pytest.mark.parametrize("extra", ["", "-1", "101", "1000", "12.5", "ten", "٣", "%"])
def test_it_takes_whole_percents_up_to_a_hundred(database, extra):
    with pytest.raises(Invalid) as refused:
        change(database, extra_time=extra)
    assert refused.value.where == "extra_time"


def test_it_leaves_what_staff_have_given_beyond_that(database):
    with session_scope(database) as session:
        session.get_one(User, "alice").extra_time_percent = 200
        session.commit()
    change(database, name="Alice Ember", extra_time="200")
    assert user(database).extra_time_percent == 200
    with pytest.raises(Invalid):
        change(database, extra_time="201")
    change(database, extra_time="150")
    assert user(database).extra_time_percent == 150


@pytest.mark.parametrize(("changes", "where"), [({"name": " "}, "name"), ({"email": "nobody"}, "email")])
def test_it_refuses_what_cannot_be_shown_or_reached(database, changes, where):
    with pytest.raises(Invalid) as refused:
        change(database, PASSWORD, **changes)
    assert refused.value.where == where


def test_it_holds_no_transaction_while_it_compares(database, monkeypatch):
    with session_scope(database) as session:
        monkeypatch.setattr("judge.accounts.is_right", lambda *_: not session.in_transaction())
        wanted = dataclasses.replace(SAME, email="new@example.org")
        assert change_profile(session, ALICE, wanted, password="p") is True


def test_it_refuses_when_the_password_was_changed_in_the_same_moment(database, monkeypatch):
    def change_meanwhile(*_):
        with session_scope(database) as other:
            other.get_one(User, "alice").password_hash = "another"
            other.commit()
        return True

    monkeypatch.setattr("judge.accounts.is_right", change_meanwhile)
    with pytest.raises(Invalid, match="a moment ago"):
        change(database, PASSWORD, email="new@example.org")


def test_it_adds_one_preference_to_another(database):
    with session_scope(database) as session:
        save_preferences(session, ALICE, Preferences(theme="dark"))
    with session_scope(database) as session:
        saved = save_preferences(session, ALICE, Preferences(font_size=18))
    assert saved == Preferences(theme="dark", font_size=18)
    assert Preferences.read(user(database).preferences) == saved


def test_it_keeps_preferences_of_users_only(database):
    with session_scope(database) as session, pytest.raises(NotFound):
        save_preferences(session, dataclasses.replace(ALICE, id="nobody"), Preferences(theme="dark"))

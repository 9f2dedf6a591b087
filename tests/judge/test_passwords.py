"""Passwords: length and rarity decide, and a hash is taken the same way whoever asks."""

import pytest
from argon2 import PasswordHasher

from judge.errors import Invalid
from judge.passwords import MAX_LENGTH, check_password, hash_password, is_right, needs_rehash


@pytest.mark.parametrize(
    "password", ["a horse on a staple", "xkqz-plorv", "日本語の長い秘密の言葉", "tr0ub4dor&3 is long", "j8!kd02mvq"]
)
def test_it_accepts_what_is_long_and_rare(password):
    check_password(password, about=("alice", "Alice"))


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password1!",
        "P@ssw0rd",
        "qwertyuiop",
        "letmein123",
        "iloveyou!!",
        "Dragon2026",
        "12345678",
        "987654321",
        "abcdefgh",
        "aaaaaaaa",
        "abababab",
        "1q2w3e4r",
        "zaq12wsx",
        "11223344",
        "$unsh1ne",
    ],
)
def test_it_refuses_what_is_guessed_first(password):
    with pytest.raises(Invalid, match="first that are guessed") as refused:
        check_password(password)
    assert refused.value.where == "password"


@pytest.mark.parametrize("password", ["alice.cooper", "Alice.Cooper77"])
def test_it_refuses_the_users_own_words(password):
    with pytest.raises(Invalid, match="name or e-mail"):
        check_password(password, about=("alice.cooper", "Al"))


def test_it_refuses_what_is_too_short_or_too_long():
    with pytest.raises(Invalid, match="at least 8"):
        check_password("x7#kq2p")
    with pytest.raises(Invalid, match="at most 256"):
        check_password("x7#kq2pd" * 33)
    check_password("x7#kq2pd" * 32)


def test_it_recognises_the_right_password_only():
    kept = hash_password("a horse on a staple")
    assert is_right(kept, "a horse on a staple")
    assert not is_right(kept, "a horse on a stapler")
    assert "horse" not in kept


def test_it_recognises_a_password_typed_in_another_unicode_form():
    assert is_right(hash_password("caf\u00e9 au lait"), "cafe\u0301 au lait")


def test_it_compares_an_unknown_user_too_and_says_no():
    assert not is_right(None, "nobody has this password")
    assert not is_right(None, "anything")


def test_it_says_no_to_a_broken_hash_and_to_endless_passwords():
    assert not is_right("not a hash", "a horse on a staple")
    assert not is_right(hash_password("x" * 300), "x" * 300)
    assert MAX_LENGTH == 256


def test_it_asks_for_a_new_hash_when_the_old_one_was_cheaper():
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("a horse on a staple")
    assert needs_rehash(weak)
    assert not needs_rehash(hash_password("a horse on a staple"))

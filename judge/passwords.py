"""Passwords: which are refused, and how they are kept. No rules of composition: length and rarity are what helps."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from judge.errors import Invalid

MIN_LENGTH = 8
MAX_LENGTH = 256  # hashing longer ones would only cost time
MIN_DISTINCT = 5  # "aaaaaaaa" and "abababab" are tried first
MAX_TRIMMINGS = 4  # digits and signs around a common word that do not make it rarer: "Dragon2026", "qwerty12!!"

_TRIMMINGS = re.compile(r"^[^a-z]*|[^a-z]*$")
_LEET = str.maketrans("013457@$!", "oieastasi")
_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba")


def hash_password(password: str) -> str:
    """The Argon2id hash with its salt and parameters; an unfit password must have been refused before."""
    return _hasher().hash(_normal(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. Without a hash it takes the same time and says no."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        return _hasher().verify(password_hash or _nobody(), _normal(password)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)


def check_password(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Refuses a password that is too short or among the first to be guessed; `about` holds the user's own words."""
    if len(password) < MIN_LENGTH:
        raise Invalid(f"The password needs at least {MIN_LENGTH} characters.", "password")
    if len(password) > MAX_LENGTH:
        raise Invalid(f"The password may have at most {MAX_LENGTH} characters.", "password")
    lowered = _normal(password).lower()
    if len(set(lowered)) < MIN_DISTINCT or any(lowered in run for run in _RUNS) or _is_common(lowered):
        raise Invalid("This password is among the first that are guessed. Please choose another.", "password")
    if any(len(word) > 3 and word.lower() in lowered and len(lowered) - len(word) <= MAX_TRIMMINGS for word in about):  # noqa: PLR2004 - shorter words occur in good passwords by chance
        raise Invalid("This password can be guessed from your name or e-mail. Please choose another.", "password")


def _is_common(lowered: str) -> bool:
    """Whether it is a common password, or a common word with a few digits, signs and look-alike letters."""
    for candidate in (lowered, lowered.translate(_LEET)):
        core = _TRIMMINGS.sub("", candidate)
        if candidate in _common() or (core in _common() and len(candidate) - len(core) <= MAX_TRIMMINGS):
            return True
    return False


def _normal(password: str) -> str:
    """One form for what keyboards send in several: a password typed on another machine stays the same."""
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> PasswordHasher:
    # 19 MiB, two passes, one lane: OWASP's floor. More memory would let a few sign-ins at once fill a small machine.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    """What the password of an unknown user is compared with."""
    return _hasher().hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    text = files("judge").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))

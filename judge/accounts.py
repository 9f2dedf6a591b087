"""Accounts and sign-ins. The server keeps every sign-in, so each of them can be listed and ended."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from judge.domain.preferences import Preferences
from judge.errors import Conflict, Invalid, NotFound
from judge.passwords import check_password, hash_password, is_right, needs_rehash
from judge.storage import accounts as store
from judge.storage.accounts import LoginSession, Role, User

IDLE = timedelta(hours=12)  # unused for longer than this, a sign-in has ended
ABSOLUTE = timedelta(days=30)  # however much it is used
TOUCH = timedelta(minutes=5)  # how exactly "last seen" is kept: every page would be a write otherwise
TOKEN_BYTES = 32
MAX_NAME = 80
MAX_EMAIL = 254
MAX_AGENT = 200

_EMAIL = re.compile(r"[^@\s<>\"',;:\\()\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_UNSEEMLY = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Account:
    """A signed-in user as the rest of the program knows one: no hash, no row."""

    id: str
    name: str
    email: str
    role: Role
    preferences: Preferences = field(default_factory=Preferences)

    @property
    def is_staff(self) -> bool:
        """Whether others' submissions may be read."""
        return self.role is not Role.CANDIDATE


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is there, and whether "last seen" still says so."""

    account: Account
    is_noted: bool  # False: `touch` is due


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in as its user sees it in the list."""

    id: str  # the beginning of the token's hash: names the row, opens nothing
    created_at: datetime
    seen_at: datetime
    user_agent: str
    is_current: bool


def add_user(session: Session, email: str, name: str, password: str, *, role: Role, now: datetime) -> Account:
    """Makes an account of any role; for the command line. Raises Invalid with the field's name."""
    email, name = checked_email(email), checked_name(name)
    check_password(password, about=_own_words(email, name))
    user = User(email=email, name=name, role=role, password_hash=hash_password(password), created_at=now)
    try:
        store.add_user(session, user)
    except Conflict:
        raise Invalid("There is an account with this e-mail. If it is yours, sign in.", "email") from None
    session.commit()
    return account_of(user)


def sign_up(session: Session, email: str, name: str, password: str, *, now: datetime) -> Account:
    """Makes a candidate's account."""
    return add_user(session, email, name, password, role=Role.CANDIDATE, now=now)


def sign_in(
    session: Session, email: str, password: str, *, user_agent: str, now: datetime, replaces: str | None = None
) -> tuple[Account, str]:
    """Checks the password and gives a new token; the one that the browser held before is ended.

    An unknown e-mail and a wrong password take the same time and give the same words.
    """
    known = store.user_by_email(session, email)
    found = (known.id, known.password_hash) if known else None
    session.rollback()  # comparing and hashing are slow on purpose: no lock is held meanwhile
    if not is_right(found[1] if found else None, password) or found is None:
        raise Invalid("The e-mail or the password is wrong.", "password")
    renewed = hash_password(password) if needs_rehash(found[1]) else found[1]
    user = store.user_by_id(session, found[0])
    if user is None or user.password_hash != found[1]:
        raise Invalid("The e-mail or the password is wrong.", "password")
    user.password_hash = renewed
    session.add(user)
    if replaces:
        store.end_session(session, token_hash(replaces))
    store.end_sessions_unseen_since(session, now - IDLE)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        LoginSession(
            token_hash=token_hash(token),
            user_id=user.id,
            created_at=now,
            seen_at=now,
            user_agent=_UNSEEMLY.sub("", user_agent)[:MAX_AGENT],
        )
    )
    session.commit()
    return account_of(user), token


def user_of_token(session: Session, token: str, *, now: datetime) -> Presence | None:
    """Who holds this token; None when the sign-in has ended or has been idle for too long. Writes nothing."""
    found = store.user_of_session(session, token_hash(token))
    if found is None or _has_expired(found[1], now):
        return None
    return Presence(account_of(found[0]), is_noted=now - found[1].seen_at < TOUCH)


def touch(session: Session, token: str, *, now: datetime) -> None:
    """Notes that a sign-in is in use, which keeps it from ending as idle."""
    found = store.user_of_session(session, token_hash(token))
    if found is not None and not _has_expired(found[1], now):
        found[1].seen_at = now
        session.add(found[1])
    session.commit()


def sign_out(session: Session, token: str) -> None:
    """Ends the sign-in of this token."""
    store.end_session(session, token_hash(token))
    session.commit()


def sessions_of(session: Session, account: Account, token: str, *, now: datetime) -> list[SignIn]:
    """A user's sign-ins that still count, the newest use first."""
    current = token_hash(token)
    return [
        SignIn(_public_id(row), row.created_at, row.seen_at, row.user_agent, row.token_hash == current)
        for row in store.sessions_of_user(session, account.id)
        if not _has_expired(row, now)
    ]


def end_session(session: Session, account: Account, session_id: str) -> None:
    """Ends one of the user's own sign-ins; another's does not exist."""
    row = next((row for row in store.sessions_of_user(session, account.id) if _public_id(row) == session_id), None)
    if row is None:
        raise NotFound("no such sign-in")
    store.end_session(session, row.token_hash)
    session.commit()


def end_all_sessions(session: Session, account: Account) -> None:
    """Ends every sign-in of the user, this one too."""
    store.end_sessions_of_user(session, account.id)
    session.commit()


def confirm(session: Session, account: Account, password: str, field: str) -> User:
    """The user's row, once the password is known to be right. Raises Invalid for that field.

    Ends the session's transaction: comparing is slow on purpose, and no lock is held meanwhile. What the caller
    writes afterwards begins a new one, in which the row is read again.
    """
    found = _existing(store.user_by_id(session, account.id)).password_hash
    session.rollback()
    if not is_right(found, password):
        raise Invalid("The present password is wrong.", field)
    user = _existing(store.user_by_id(session, account.id))
    if user.password_hash != found:
        raise Invalid("The password was changed a moment ago. Try again with the new one.", field)
    return user


def change_password(session: Session, account: Account, old: str, new: str, *, token: str) -> None:
    """Changes one's own password and ends every other sign-in: whoever had the old one is out."""
    check_password(new, about=_own_words(account.email, account.name))
    made = hash_password(new)  # before the transaction, like the comparison
    _replace_password(session, confirm(session, account, old, "old"), made, keep=token_hash(token))


def set_password(session: Session, email: str, password: str) -> None:
    """Sets a user's password without the old one and ends every sign-in; for the command line."""
    known = _existing(store.user_by_email(session, email))
    about = _own_words(known.email, known.name)
    session.rollback()
    check_password(password, about=about)
    made = hash_password(password)
    _replace_password(session, _existing(store.user_by_email(session, email)), made, keep=None)


def account_of(user: User) -> Account:
    """The row as the rest of the program knows it."""
    preferences = Preferences.read(user.preferences)
    return Account(id=user.id, name=user.name, email=user.email, role=Role(user.role), preferences=preferences)


def checked_email(email: str) -> str:
    """The e-mail in lower case; raises Invalid for what is none."""
    email = email.strip().lower()
    if len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email):
        raise Invalid("This is not an e-mail address.", "email")
    return email


def checked_name(name: str) -> str:
    """The name with single spaces; raises Invalid for what cannot be shown."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= MAX_NAME:
        raise Invalid(f"The name needs 1 to {MAX_NAME} characters.", "name")
    if _UNSEEMLY.search(name):
        raise Invalid("The name holds a character that cannot be shown.", "name")
    return name


def token_hash(token: str) -> str:
    """What the database keeps of a token. It is random, so a fast hash without salt is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _replace_password(session: Session, user: User, password_hash: str, *, keep: str | None) -> None:
    user.password_hash = password_hash
    session.add(user)
    store.end_sessions_of_user(session, user.id, keep=keep)
    session.commit()


def _own_words(email: str, name: str) -> tuple[str, str]:
    """What a password must not be made of."""
    return email.partition("@")[0], name


def _existing(user: User | None) -> User:
    if user is None:
        raise NotFound("no such user")
    return user


def _public_id(row: LoginSession) -> str:
    return row.token_hash[:16]


def _has_expired(row: LoginSession, now: datetime) -> bool:
    return now - row.seen_at > IDLE or now - row.created_at > ABSOLUTE

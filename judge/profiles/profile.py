"""Who somebody is to others, how much longer their timed sessions are, and how they want the pages."""

from dataclasses import dataclass

from sqlmodel import Session

from judge.accounts import Account, checked_email, checked_name, confirm
from judge.domain.preferences import Preferences
from judge.errors import Conflict, Invalid, NotFound
from judge.storage import accounts as store
from judge.storage.accounts import User

MAX_EXTRA_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody can change about themselves; from a form as text, nothing of which is checked yet."""

    name: str
    email: str
    extra_time: str  # percent


def profile_of(session: Session, account: Account) -> Profile:
    """The profile as it is now."""
    user = _user(session, account)
    return Profile(name=user.name, email=user.email, extra_time=str(user.extra_time_percent))


def change_profile(session: Session, account: Account, wanted: Profile, *, password: str) -> bool:
    """Changes what differs and says whether the e-mail did. Only for that the password is asked; Invalid names it.

    Timed sessions that are planned already keep their length.
    """
    name, email = checked_name(wanted.name), checked_email(wanted.email)
    extra = _checked_percent(wanted.extra_time, _user(session, account).extra_time_percent)
    has_moved = email != account.email
    user = confirm(session, account, password, "password") if has_moved else _user(session, account)
    if has_moved:
        try:
            store.change_email(session, user, email)
        except Conflict:
            raise Invalid("There is another account with this e-mail.", "email") from None
    user.name, user.extra_time_percent = name, extra
    session.add(user)
    session.commit()
    return has_moved


def save_preferences(session: Session, account: Account, changes: Preferences) -> Preferences:
    """Adds to the user's preferences what the changes choose; gives all of them."""
    store.lock_user(session, account.id)  # two browsers may each change another one
    user = _user(session, account)
    saved = Preferences.read(user.preferences).changed(changes)
    user.preferences = saved.written()
    session.add(user)
    session.commit()
    return saved


def _user(session: Session, account: Account) -> User:
    user = store.user_by_id(session, account.id)
    if user is None:
        raise NotFound("no such user")
    return user


def _checked_percent(text: str, given: int) -> int:
    """A share up to the bound; what staff have given beyond it can be kept or lowered."""
    most = max(MAX_EXTRA_PERCENT, given)
    percent = text.strip().removesuffix("%").rstrip()
    if not (percent.isascii() and percent.isdigit() and len(percent) <= 3 and int(percent) <= most):  # noqa: PLR2004 - digits
        raise Invalid(f"The extra time is a whole number from 0 to {most}.", "extra_time")
    return int(percent)

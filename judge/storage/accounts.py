"""Users and their sign-ins."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, delete, select

from judge.errors import Conflict
from judge.storage.types import UtcDateTime, new_id, word_of


class Role(StrEnum):
    """What a user may do; each includes practising as a candidate."""

    CANDIDATE = "candidate"
    REVIEWER = "reviewer"
    AUTHOR = "author"
    ADMIN = "admin"


AUTHORS = (Role.AUTHOR, Role.ADMIN)  # who may write problems


class User(SQLModel, table=True):
    """A person who can sign in."""

    __tablename__ = "user_account"  # "user" is a reserved word of PostgreSQL

    id: str = Field(default_factory=new_id, primary_key=True)
    email: str = Field(unique=True, index=True)  # lower case
    name: str
    role: Role = Field(sa_type=word_of(Role))
    password_hash: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    preferences: str = Field(default="{}", sa_column_kwargs={"server_default": "{}"})  # JSON: domain.preferences
    # An accommodation: this person's timed sessions are longer by this share.
    extra_time_percent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class LoginSession(SQLModel, table=True):
    """A sign-in that can be ended from the server. The cookie holds the token, the row only its hash."""

    __tablename__ = "login_session"

    token_hash: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    user_agent: str = ""


def add_user(session: Session, user: User) -> None:
    """Adds a user; an e-mail that is taken raises Conflict."""
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise Conflict(f"there is an account for {user.email}") from None


def user_by_email(session: Session, email: str) -> User | None:
    """The user with this e-mail, however it is written."""
    return session.exec(select(User).where(User.email == email.strip().lower())).first()


def user_by_id(session: Session, user_id: str) -> User | None:
    """The user with this id."""
    return session.get(User, user_id)


def names_of(session: Session, user_ids: Collection[str]) -> dict[str, str]:
    """How these users are called, by id."""
    return dict(session.exec(select(User.id, User.name).where(col(User.id).in_(user_ids))).all())


def lock_user(session: Session, user_id: str) -> None:
    """Makes this user's other writers wait until the transaction ends: what is counted now stays true until then.

    SQLite needs no word for it, since its writers already wait for each other.
    """
    session.exec(select(User.id).where(User.id == user_id).with_for_update(key_share=True)).first()


def change_email(session: Session, user: User, email: str) -> None:
    """Gives a user another e-mail; one that is taken raises Conflict."""
    try:
        with session.begin_nested():
            user.email = email
            session.add(user)
    except IntegrityError:
        raise Conflict(f"there is an account for {email}") from None


def lock_role(session: Session, role: Role) -> list[str]:
    """The ids of everybody in this role, none of whom can leave or change before the transaction ends."""
    query = select(User.id).where(User.role == role).order_by(User.id).with_for_update()
    return list(session.exec(query).all())


def users(session: Session, role: Role | None = None) -> list[User]:
    """All users, or those of one role, by e-mail."""
    query = select(User).order_by(User.email)
    return list(session.exec(query if role is None else query.where(User.role == role)).all())


def user_of_session(session: Session, token_hash: str) -> tuple[User, LoginSession] | None:
    """Who is signed in with this token, and the sign-in itself. Whether it is too old is the caller's to say."""
    return session.exec(
        select(User, LoginSession).where(LoginSession.token_hash == token_hash, User.id == LoginSession.user_id)
    ).first()


def sessions_of_user(session: Session, user_id: str) -> list[LoginSession]:
    """A user's sign-ins, last seen first."""
    query = select(LoginSession).where(LoginSession.user_id == user_id)
    return list(session.exec(query.order_by(col(LoginSession.seen_at).desc(), LoginSession.token_hash)).all())


def end_session(session: Session, token_hash: str) -> bool:
    """Ends one sign-in; says whether there was one."""
    return session.exec(delete(LoginSession).where(col(LoginSession.token_hash) == token_hash)).rowcount == 1


def end_sessions_of_user(session: Session, user_id: str, *, keep: str | None = None) -> int:
    """Ends all sign-ins of a user except the one with the token hash `keep`; gives their number."""
    ended = delete(LoginSession).where(col(LoginSession.user_id) == user_id)
    if keep is not None:
        ended = ended.where(col(LoginSession.token_hash) != keep)
    return session.exec(ended).rowcount


def end_sessions_unseen_since(session: Session, moment: datetime) -> int:
    """Ends every sign-in that was last used before the moment; gives their number."""
    return session.exec(delete(LoginSession).where(col(LoginSession.seen_at) < moment)).rowcount

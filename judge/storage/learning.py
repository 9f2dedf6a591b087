"""What somebody has asked for in a problem: hints, the end, others' answers; and what they share themselves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from judge.storage.accounts import User
from judge.storage.sittings import Sitting, SittingTask
from judge.storage.submissions import Submission
from judge.storage.types import UtcDateTime, unread


class HintTaken(SQLModel, table=True):
    """A hint that was opened; its cost as it was then."""

    __tablename__ = "hint_taken"
    __table_args__ = (UniqueConstraint("user_id", "sitting_id", "slug", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id")
    sitting_id: str = ""  # empty: practice
    slug: str
    number: int  # 1 is the first
    cost: int  # points
    taken_at: datetime = Field(sa_type=UtcDateTime)


class GivenUp(SQLModel, table=True):
    """Somebody who would rather read the solution."""

    __tablename__ = "given_up"

    user_id: str = Field(foreign_key="user_account.id", primary_key=True)
    slug: str = Field(primary_key=True)
    given_up_at: datetime = Field(sa_type=UtcDateTime)


class SharedSolution(SQLModel, table=True):
    """A passing submission that its owner lets others read."""

    __tablename__ = "shared_solution"

    submission_id: str = Field(foreign_key="submission.id", primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    slug: str = Field(index=True)
    is_named: bool  # False: shown without the owner's name
    shared_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A shared answer with what its readers may know of it; the files are loaded when they are asked for."""

    share: SharedSolution
    submission: Submission
    name: str  # the owner's; whether it is shown, `share.is_named` says


def hints_taken(session: Session, user_id: str, slug: str, sitting_id: str = "") -> list[HintTaken]:
    """The hints that somebody has opened in practice, or within a sitting, first to last."""
    is_own = (HintTaken.user_id == user_id, HintTaken.slug == slug, HintTaken.sitting_id == sitting_id)
    return list(session.exec(select(HintTaken).where(*is_own).order_by(col(HintTaken.number))).all())


def add_hint(session: Session, row: HintTaken) -> None:
    """Notes an opened hint."""
    session.add(row)
    session.flush()


def cost_of_hints(session: Session, user_id: str, slug: str, sitting_id: str, until: datetime) -> int:
    """Points for the hints that were opened up to a moment."""
    is_own = (HintTaken.user_id == user_id, HintTaken.slug == slug, HintTaken.sitting_id == sitting_id)
    query = select(func.sum(HintTaken.cost)).where(*is_own, col(HintTaken.taken_at) <= until)
    return session.exec(query).one() or 0


def given_up(session: Session, user_id: str, slug: str) -> GivenUp | None:
    """Whether and when somebody gave a problem up."""
    return session.get(GivenUp, (user_id, slug))


def given_up_slugs(session: Session, user_id: str) -> set[str]:
    """Every problem that somebody gave up."""
    return set(session.exec(select(GivenUp.slug).where(GivenUp.user_id == user_id)).all())


def add_given_up(session: Session, row: GivenUp) -> None:
    """Notes that somebody gave up."""
    session.add(row)
    session.flush()


def begun_sittings(session: Session, user_id: str, slug: str) -> list[Sitting]:
    """The sittings of a user with this problem that have begun and were not closed; time may have run out."""
    query = select(Sitting).join(SittingTask, col(SittingTask.sitting_id) == Sitting.id)
    is_begun = (col(Sitting.started_at).is_not(None), col(Sitting.finished_at).is_(None))
    return list(session.exec(query.where(Sitting.user_id == user_id, SittingTask.slug == slug, *is_begun)).all())


def shares_of(session: Session, user_id: str, slug: str) -> dict[str, SharedSolution]:
    """What somebody shares of a problem, by the submission's id."""
    query = select(SharedSolution).where(SharedSolution.user_id == user_id, SharedSolution.slug == slug)
    return {row.submission_id: row for row in session.exec(query).all()}


def put_share(session: Session, new: SharedSolution, stack: str) -> None:
    """Shares a submission in the place of whatever its owner shared of this problem and stack before."""
    of_stack = select(Submission.id).where(Submission.user_id == new.user_id, Submission.stack == stack)
    is_same = (col(SharedSolution.user_id) == new.user_id, col(SharedSolution.slug) == new.slug)
    session.exec(delete(SharedSolution).where(*is_same, col(SharedSolution.submission_id).in_(of_stack)))
    session.add(new)
    session.flush()


def end_share(session: Session, user_id: str, submission_id: str) -> None:
    """Takes one's own answer back."""
    is_own = (col(SharedSolution.user_id) == user_id, col(SharedSolution.submission_id) == submission_id)
    session.exec(delete(SharedSolution).where(*is_own))


def shared_lines(session: Session, slug: str, *, stack: str = "", limit: int = 50) -> list[SharedLine]:
    """What is shared of a problem, newest first, in one stack or all."""
    query = (
        select(SharedSolution, Submission, User.name)
        .join(Submission, col(Submission.id) == SharedSolution.submission_id)
        .join(User, col(User.id) == SharedSolution.user_id)
        .where(SharedSolution.slug == slug)
        .options(unread(Submission.files))
        .order_by(col(SharedSolution.shared_at).desc(), SharedSolution.submission_id)
        .limit(limit)
    )
    if stack:
        query = query.where(Submission.stack == stack)
    return [SharedLine(*row) for row in session.exec(query).all()]


def shared_line(session: Session, slug: str, submission_id: str) -> SharedLine | None:
    """One shared answer of this problem."""
    query = (
        select(SharedSolution, Submission, User.name)
        .join(Submission, col(Submission.id) == SharedSolution.submission_id)
        .join(User, col(User.id) == SharedSolution.user_id)
        .where(SharedSolution.slug == slug, SharedSolution.submission_id == submission_id)
    )
    row = session.exec(query).first()
    return SharedLine(*row) if row else None

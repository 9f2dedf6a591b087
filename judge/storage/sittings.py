"""Timed sessions: who sits at which tasks, and until when."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, col, select

from judge.storage.types import UtcDateTime, new_id, word_of


class SittingPolicy(StrEnum):
    """What is told of hidden tests before the end; afterwards all is told that practice tells."""

    OPEN = "open"  # as in practice
    SEALED = "sealed"  # samples only


class Sitting(SQLModel, table=True):
    """One timed session of one person."""

    __tablename__ = "sitting"

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    title: str
    policy: SittingPolicy = Field(sa_type=word_of(SittingPolicy))
    minutes: int  # without the extra time
    extra_minutes: int = 0  # this person's own, fixed when the session is made, raised by staff
    rehearses: str | None = Field(default=None, foreign_key="sitting.id")  # the session that this one rehearses
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)  # by the database's clock
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SittingTask(SQLModel, table=True):
    """One task of a session, at a version that does not change any more."""

    __tablename__ = "sitting_task"

    sitting_id: str = Field(foreign_key="sitting.id", primary_key=True)
    position: int = Field(primary_key=True)  # 1 is the first
    version_id: str = Field(foreign_key="problem_version.id")
    slug: str


def sitting_by_id(session: Session, sitting_id: str) -> Sitting | None:
    """One session. Whose it is, the caller must compare."""
    return session.get(Sitting, sitting_id)


def tasks_of(session: Session, sitting_id: str) -> list[SittingTask]:
    """The tasks in their order."""
    query = select(SittingTask).where(SittingTask.sitting_id == sitting_id).order_by(col(SittingTask.position))
    return list(session.exec(query).all())


def task_of(session: Session, sitting_id: str, slug: str) -> SittingTask | None:
    """The task with this problem."""
    query = select(SittingTask).where(SittingTask.sitting_id == sitting_id, SittingTask.slug == slug)
    return session.exec(query).first()

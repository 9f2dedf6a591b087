"""Timed sessions: who sits at which tasks, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from judge.domain.verdict import Verdict
from judge.storage.accounts import User
from judge.storage.drafts import Draft
from judge.storage.problems import ProblemVersion
from judge.storage.runs import Run, RunState, counts
from judge.storage.submissions import Submission, SubmissionKind
from judge.storage.types import UtcDateTime, new_id, unread, word_of

MAX_LISTED = 200


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


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One submit within a session with where its run stands; no code, no log."""

    id: str
    version_id: str
    created_at: datetime
    state: RunState
    verdict: Verdict | None
    score: int | None
    max_score: int | None


@dataclass(frozen=True, slots=True)
class Running:
    """One session that runs, as the operator lists it."""

    id: str
    email: str
    title: str
    started_at: datetime
    ends_at: datetime
    extra_minutes: int


def add_sitting(session: Session, sitting: Sitting, versions: Sequence[ProblemVersion]) -> None:
    """Adds a session with its tasks in this order."""
    session.add(sitting)
    session.flush()
    for position, version in enumerate(versions, start=1):
        session.add(SittingTask(sitting_id=sitting.id, position=position, version_id=version.id, slug=version.slug))
    session.flush()


def remove_sitting(session: Session, sitting: Sitting) -> None:
    """Removes a session that has not begun, with its tasks; what rehearsed it stays, as a session of its own."""
    session.exec(update(Sitting).where(col(Sitting.rehearses) == sitting.id).values(rehearses=None))
    session.exec(delete(SittingTask).where(col(SittingTask.sitting_id) == sitting.id))
    session.delete(sitting)
    session.flush()


def fresh(session: Session, sitting_id: str) -> Sitting | None:
    """One session as the database has it now, even if the transaction has read it before."""
    return session.get(Sitting, sitting_id, populate_existing=True)


def is_finished(session: Session, sitting_id: str) -> bool:
    """Whether a session was closed, as the database has it now."""
    return session.exec(select(Sitting.finished_at).where(Sitting.id == sitting_id)).first() is not None


def sittings_of(session: Session, user_id: str) -> list[Sitting]:
    """A user's sessions, newest first, without the rehearsals."""
    query = select(Sitting).where(Sitting.user_id == user_id, col(Sitting.rehearses).is_(None))
    return list(session.exec(query.order_by(col(Sitting.created_at).desc(), Sitting.id).limit(MAX_LISTED)).all())


def rehearsals_of(session: Session, sitting_id: str) -> list[Sitting]:
    """The rehearsals of a session, newest first."""
    query = select(Sitting).where(Sitting.rehearses == sitting_id)
    return list(session.exec(query.order_by(col(Sitting.created_at).desc(), Sitting.id)).all())


def begun(session: Session, user_id: str) -> list[Sitting]:
    """A user's sessions that have begun and were not closed."""
    query = select(Sitting).where(Sitting.user_id == user_id, *_unfinished())
    return list(session.exec(query.order_by(Sitting.id)).all())


def running(session: Session) -> list[Running]:
    """Every session that has begun and was not closed, the next to end first."""
    query = select(Sitting, User.email).join(User, col(User.id) == Sitting.user_id).where(*_unfinished())
    rows = session.exec(query.order_by(col(Sitting.ends_at), Sitting.id)).all()
    return [
        Running(sitting.id, email, sitting.title, sitting.started_at, sitting.ends_at, sitting.extra_minutes)
        for sitting, email in rows
        if sitting.started_at is not None and sitting.ends_at is not None
    ]


def due(session: Session, moment: datetime, user_id: str = "") -> list[str]:
    """Ids of all sessions, or of one user's, that should have ended before the moment and were not closed."""
    query = select(Sitting.id).where(*_unfinished(), col(Sitting.ends_at) < moment)
    query = query.where(Sitting.user_id == user_id) if user_id else query
    return list(session.exec(query.order_by(col(Sitting.ends_at), Sitting.id)).all())


def drafts_in(session: Session, sitting: Sitting) -> list[Draft]:
    """What the editor holds in a session, of every task and stack, the last saved first."""
    query = select(Draft).where(Draft.user_id == sitting.user_id, Draft.sitting_id == sitting.id)
    return list(session.exec(query.order_by(col(Draft.saved_at).desc(), Draft.stack)).all())


def last_submit(session: Session, sitting_id: str, version_id: str) -> Submission | None:
    """What was last handed in for a task of the session."""
    is_it = (Submission.sitting_id == sitting_id, Submission.version_id == version_id)
    query = select(Submission).where(*is_it, Submission.kind == SubmissionKind.SUBMIT)
    return session.exec(query.order_by(col(Submission.created_at).desc(), Submission.id).limit(1)).first()


def handed_in(session: Session, sitting_id: str) -> list[HandedIn]:
    """Every submit of a session with the run that counts, oldest first."""
    query = (
        select(Submission, Run)
        .join(Run, col(Run.submission_id) == Submission.id)
        .where(Submission.sitting_id == sitting_id, Submission.kind == SubmissionKind.SUBMIT, counts())
        .options(unread(Submission.files), unread(Run.log))
        .order_by(col(Submission.created_at), Submission.id, col(Run.queued_at), Run.id)
    )
    last_runs = {submission.id: (submission, run) for submission, run in session.exec(query).all()}
    return [
        HandedIn(
            id=submission.id,
            version_id=submission.version_id,
            created_at=submission.created_at,
            state=run.state,
            verdict=run.verdict,
            score=run.score,
            max_score=run.max_score,
        )
        for submission, run in last_runs.values()
    ]


def _unfinished() -> tuple[ColumnElement[bool], ...]:
    return (col(Sitting.ends_at).is_not(None), col(Sitting.finished_at).is_(None))

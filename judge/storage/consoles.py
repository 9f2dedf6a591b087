"""What is asked of a service that its author tries: commands and their answers, in order."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, func, select, update

from judge.storage.runs import UNFINISHED, Lane, Run
from judge.storage.submissions import Submission, SubmissionKind
from judge.storage.types import Json, JsonDict, UtcDateTime

MAX_KEPT = 10  # consoles that may still have their files: one, but for clocks that differ


class ConsoleCommand(SQLModel, table=True):
    """One command to an open console; the worker that holds the console's run answers it."""

    __tablename__ = "console_command"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: str = Field(foreign_key="run.id")
    number: int  # 1 is the first
    command: JsonDict = Field(sa_type=Json)  # judge.consoles checks it
    answer: JsonDict | None = Field(default=None, sa_type=Json)  # as the boxes gave it
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # None: it waits


def open_consoles(session: Session, user_id: str) -> list[str]:
    """The runs of a user's consoles that wait or are open."""
    is_open = (Run.user_id == user_id, Run.lane == Lane.CONSOLE, col(Run.state).in_(UNFINISHED))
    return list(session.exec(select(Run.id).where(*is_open).order_by(Run.id)).all())


def forget_consoles(session: Session, user_id: str) -> None:
    """Deletes what a user's consoles were started with and asked: nobody reads it again once the next one opens.

    The rows stay, small: an idempotency key is never given away twice.
    """
    theirs = select(Run.id).where(Run.user_id == user_id, Run.lane == Lane.CONSOLE)
    session.exec(delete(ConsoleCommand).where(col(ConsoleCommand.run_id).in_(theirs)))
    tries = select(Submission.id).where(Submission.user_id == user_id, Submission.kind == SubmissionKind.TRY)
    last = tries.order_by(col(Submission.created_at).desc(), col(Submission.id)).limit(MAX_KEPT)
    emptied = update(Submission).where(col(Submission.id).in_(last)).values(files={})
    session.exec(emptied.execution_options(synchronize_session=False))


def counts(session: Session, run_id: str) -> tuple[int, int]:
    """How many commands a console was asked, and how many of them wait."""
    query = select(func.count(), func.count(col(ConsoleCommand.answered_at))).where(ConsoleCommand.run_id == run_id)
    asked, answered = session.exec(query).one()
    return asked, asked - answered


def commands_after(session: Session, run_id: str, number: int, limit: int) -> list[ConsoleCommand]:
    """The first commands after this number, and of those up to it the ones that wait, in their order."""
    is_waiting = col(ConsoleCommand.answered_at).is_(None)
    query = select(ConsoleCommand).where(ConsoleCommand.run_id == run_id)
    query = query.where((col(ConsoleCommand.number) > number) | is_waiting).order_by(col(ConsoleCommand.number))
    return list(session.exec(query.limit(limit)).all())


def next_command(session: Session, run_id: str, after: int) -> ConsoleCommand | None:
    """The first command after this number that waits."""
    query = select(ConsoleCommand).where(ConsoleCommand.run_id == run_id, ConsoleCommand.number > after)
    query = query.where(col(ConsoleCommand.answered_at).is_(None)).order_by(col(ConsoleCommand.number)).limit(1)
    return session.exec(query).first()


def put_answer(session: Session, run_id: str, number: int, answer: dict[str, Any], now: datetime) -> None:
    """Answers a command that waits; one that is answered keeps its answer."""
    is_it = (col(ConsoleCommand.run_id) == run_id, col(ConsoleCommand.number) == number)
    waits = (*is_it, col(ConsoleCommand.answered_at).is_(None))
    session.exec(update(ConsoleCommand).where(*waits).values(answer=answer, answered_at=now))

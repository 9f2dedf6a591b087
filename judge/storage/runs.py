"""Runs (the leased queue and the verdict in one row), test results, and the events that pages follow."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ColumnElement, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from judge.domain.verdict import Verdict
from judge.storage.types import Json, JsonDict, UtcDateTime, new_id, word_of


class RunState(StrEnum):
    """Where a run stands. The last three are final."""

    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    QUARANTINED = "quarantined"  # given up after the last attempt: a judge error, with an alert
    CANCELLED = "cancelled"  # stopped by its owner


UNFINISHED = (RunState.QUEUED, RunState.LEASED)


class Lane(StrEnum):
    """Which slots of a worker take a run: a console that is open for minutes must not keep others waiting."""

    JUDGE = "judge"
    CONSOLE = "console"
    SHADOW = "shadow"  # a rejudging: judged when nothing else waits, and counts for nothing until it is applied


class Run(SQLModel, table=True):
    """One judging of a submission. While queued or leased it is the queue's entry."""

    __tablename__ = "run"
    __table_args__ = (
        Index(None, "state", "user_id"),  # the queue: what waits, and how much of each user is being judged
        Index(None, "user_id", "started_at"),  # fairness: when a user was last served
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", index=True)
    user_id: str = Field(foreign_key="user_account.id")  # copied, for fairness and caps
    # None: the submission's own.
    version_id: str | None = Field(default=None, foreign_key="problem_version.id", index=True)
    state: RunState = Field(default=RunState.QUEUED, sa_type=word_of(RunState))
    lane: Lane = Field(default=Lane.JUDGE, sa_type=word_of(Lane), sa_column_kwargs={"server_default": "judge"})
    priority: int = Field(default=10)  # lower first: assessment 0, practice 10, author 20, rejudge 30
    queued_at: datetime = Field(sa_type=UtcDateTime)
    available_at: datetime = Field(sa_type=UtcDateTime)  # later than queued_at after a failed attempt
    attempts: int = 0
    lease_token: int = 0  # raised by every claim; a result with an older one is refused
    lease_owner: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seed: int = Field(sa_type=BigInteger)
    verdict: Verdict | None = Field(default=None, sa_type=word_of(Verdict))
    score: int | None = None
    max_score: int | None = None
    log: str = ""  # the submission's own output; the feedback policy decides who sees it
    phases: JsonDict = Field(default_factory=dict, sa_type=Json)  # milliseconds by phase
    images: JsonDict = Field(default_factory=dict, sa_type=Json)
    reason: str = ""  # for the operator only


class TestResult(SQLModel, table=True):
    """One test of a finished run, with everything known; the feedback policy decides what is shown."""

    __test__ = False  # pytest must not collect this class
    __tablename__ = "test_result"
    __table_args__ = (UniqueConstraint("run_id", "test_id"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: str = Field(foreign_key="run.id")
    test_id: str
    outcome: str  # passed, failed, too_slow, bad_response, no_answer, not_run
    points: int  # earned
    milliseconds: int
    message: str = ""
    exchanges: list[JsonDict] = Field(default_factory=list, sa_type=Json)
    comparison: JsonDict | None = Field(default=None, sa_type=Json)


class EventKind(StrEnum):
    """What an event tells; beside it the keys of its data."""

    PHASE = "phase"  # phase
    TEST = "test"  # id, outcome, ms
    REQUEUED = "requeued"  # attempts: what came before is void
    VERDICT = "verdict"  # verdict, score, max_score: the last event of a run


class Event(SQLModel, table=True):
    """Something that happened to a run; its id is the server-sent event's id."""

    __tablename__ = "run_event"

    id: int | None = Field(default=None, primary_key=True)
    run_id: str = Field(foreign_key="run.id", index=True)
    attempt: int
    kind: EventKind = Field(sa_type=word_of(EventKind))
    data: JsonDict = Field(sa_type=Json)
    created_at: datetime = Field(sa_type=UtcDateTime)


def counts(run: type[Run] = Run) -> ColumnElement[bool]:
    """Whether a run says something of its submission. A rejudging's does not before it is applied, to nobody."""
    return col(run.lane) != Lane.SHADOW


def run_by_id(session: Session, run_id: str) -> Run | None:
    """One run as the database has it now, even if the session has read it before."""
    return session.get(Run, run_id, populate_existing=True)


def latest_run(session: Session, submission_id: str) -> Run | None:
    """The run that counts: the last to be queued, of those that a rejudging has not left in the shadow."""
    query = select(Run).where(Run.submission_id == submission_id, counts())
    query = query.order_by(col(Run.queued_at).desc(), col(Run.id).desc()).limit(1)
    return session.exec(query.execution_options(populate_existing=True)).first()


def latest_run_state(session: Session, submission_id: str) -> tuple[str, RunState] | None:
    """Id and state of the run that counts, without its log: cheap to ask again and again."""
    query = select(Run.id, Run.state).where(Run.submission_id == submission_id, counts())
    row = session.exec(query.order_by(col(Run.queued_at).desc(), col(Run.id).desc()).limit(1)).first()
    return (row[0], RunState(row[1])) if row else None


def results_of_run(session: Session, run_id: str) -> list[TestResult]:
    """A finished run's tests in the manifest's order."""
    return list(session.exec(select(TestResult).where(TestResult.run_id == run_id).order_by(col(TestResult.id))).all())


def events_after(session: Session, run_id: str, event_id: int = 0) -> list[Event]:
    """What happened to a run after an event, oldest first."""
    query = select(Event).where(Event.run_id == run_id, col(Event.id) > event_id)
    return list(session.exec(query.order_by(col(Event.id))).all())


def events_of_latest_attempt(session: Session, run_id: str) -> list[Event]:
    """What happened since the run was last put back into the queue: earlier tests and phases no longer count."""
    is_restart = (Event.run_id == run_id, Event.kind == EventKind.REQUEUED)
    restart = session.exec(select(func.max(Event.id)).where(*is_restart)).one()
    return events_after(session, run_id, restart or 0)


def last_event_id(session: Session, run_id: str) -> int:
    """The newest event's id, 0 without one: cheap to ask again and again."""
    return session.exec(select(func.max(Event.id)).where(Event.run_id == run_id)).one() or 0


def quarantined_runs(session: Session, limit: int = 100) -> list[Run]:
    """What was given up, newest first, for the operator. A rejudging tells its author itself."""
    query = select(Run).where(Run.state == RunState.QUARANTINED, counts())
    query = query.order_by(col(Run.finished_at).desc(), Run.id).limit(limit)
    return list(session.exec(query).all())

"""Runs (the leased queue and the verdict in one row), test results, and the events that pages follow."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from judge.domain.verdict import Verdict
from judge.storage.types import Json, JsonDict, UtcDateTime, new_id, word_of


class RunState(StrEnum):
    """Where a run stands. DONE and QUARANTINED are final."""

    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    QUARANTINED = "quarantined"  # given up after the last attempt: a judge error, with an alert


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
    state: RunState = Field(default=RunState.QUEUED, sa_type=word_of(RunState))
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


class Event(SQLModel, table=True):
    """Something that happened to a run; its id is the server-sent event's id."""

    __tablename__ = "run_event"

    id: int | None = Field(default=None, primary_key=True)
    run_id: str = Field(foreign_key="run.id", index=True)
    attempt: int
    kind: str  # "phase", "test", "requeued", "verdict"
    data: JsonDict = Field(sa_type=Json)
    created_at: datetime = Field(sa_type=UtcDateTime)

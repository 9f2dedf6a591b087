"""Gates that authors ask for in the browser: a queue of their own, leased as runs are, and what came of each."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from judge.storage.types import Json, JsonDict, UtcDateTime, new_id, word_of


class CheckState(StrEnum):
    """Where a check stands. The last three are final."""

    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"  # there is a report, with or without findings
    FAILED = "failed"  # the judge could not do it: the reason says why
    CANCELLED = "cancelled"


class GateCheck(SQLModel, table=True):
    """One gate over one state of a folder."""

    __tablename__ = "gate_check"
    __table_args__ = (Index(None, "state", "created_at"), Index(None, "problem_id", "created_at"))

    id: str = Field(default_factory=new_id, primary_key=True)
    problem_id: str = Field(foreign_key="studio_problem.id")
    user_id: str | None = Field(default=None, foreign_key="user_account.id", index=True)  # None: the account is gone
    content_hash: str
    bundle: bytes = Field(sa_type=LargeBinary)  # the folder as it was when the check was asked for
    options: JsonDict = Field(default_factory=dict, sa_type=Json)
    state: CheckState = Field(default=CheckState.QUEUED, sa_type=word_of(CheckState))
    created_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    lease_token: int = 0  # raised by every claim; what an older one brings is refused
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done: int = 0  # runs that have ended, of `total`
    total: int = 0
    progress: str = ""  # the last line, for people
    report: JsonDict | None = Field(default=None, sa_type=Json)  # judge/gate/report.py
    reason: str = ""

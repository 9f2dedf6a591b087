"""Rejudging in the shadow: which submissions are judged again, by which version, and what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from judge.storage.types import Json, JsonDict, UtcDateTime, new_id, word_of


class RejudgeState(StrEnum):
    """Where a rejudging stands. The last two are final."""

    OPEN = "open"  # its shadow runs are judged, or all of them are and nobody has decided yet
    APPLIED = "applied"
    DROPPED = "dropped"


class Rejudge(SQLModel, table=True):
    """One rejudging. Nothing of it is seen by candidates until it is applied."""

    __tablename__ = "rejudge"

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(index=True)
    version_id: str = Field(foreign_key="problem_version.id")  # that judges
    user_id: str | None = Field(default=None, foreign_key="user_account.id", index=True)  # who asked; None: gone
    filters: JsonDict = Field(default_factory=dict, sa_type=Json)  # how the submissions were chosen
    state: RejudgeState = Field(default=RejudgeState.OPEN, sa_type=word_of(RejudgeState))
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RejudgeItem(SQLModel, table=True):
    """One submission of a rejudging."""

    __tablename__ = "rejudge_item"

    rejudge_id: str = Field(foreign_key="rejudge.id", primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", primary_key=True, index=True)
    before_run_id: str | None = Field(default=None, foreign_key="run.id")  # that counted when this was asked for
    shadow_run_id: str | None = Field(default=None, foreign_key="run.id")
    is_used: bool  # a hiring team relies on the score: applied only when asked for by name
    is_applied: bool = False

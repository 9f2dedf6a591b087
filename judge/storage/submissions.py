"""What candidates write: submissions and drafts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from judge.storage.types import Json, UtcDateTime, new_id, word_of


class SubmissionKind(StrEnum):
    """A run shows the samples only; a submit is judged by all tests."""

    RUN = "run"
    SUBMIT = "submit"


class Submission(SQLModel, table=True):
    """Code handed in once; its runs hold what came of it."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("user_id", "idempotency_key"),
        Index(None, "user_id", "created_at"),  # a user's history
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id")
    version_id: str = Field(foreign_key="problem_version.id", index=True)
    kind: SubmissionKind = Field(sa_type=word_of(SubmissionKind))
    stack: str
    files: dict[str, str] = Field(sa_type=Json)  # editable files only: path -> text
    idempotency_key: str  # made by the client: the same key twice is one submission
    created_at: datetime = Field(sa_type=UtcDateTime)


class Draft(SQLModel, table=True):
    """The editor's state for one user, problem and stack."""

    __tablename__ = "draft"

    user_id: str = Field(foreign_key="user_account.id", primary_key=True)
    slug: str = Field(primary_key=True)
    stack: str = Field(primary_key=True)
    files: dict[str, str] = Field(sa_type=Json)
    saved_at: datetime = Field(sa_type=UtcDateTime)

"""Words beside the code: notes to oneself, and reports about a problem for its author."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from judge.storage.types import UtcDateTime


class SubmissionNote(SQLModel, table=True):
    """What the owner of a submission wrote beside it; nobody else reads it."""

    __tablename__ = "submission_note"

    submission_id: str = Field(foreign_key="submission.id", primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    text: str
    saved_at: datetime = Field(sa_type=UtcDateTime)


class ProblemReport(SQLModel, table=True):
    """Something that is wrong with a problem, as one of its readers sees it."""

    __tablename__ = "problem_report"

    id: int | None = Field(default=None, primary_key=True)
    version_id: str = Field(foreign_key="problem_version.id", index=True)
    slug: str = Field(index=True)
    user_id: str | None = Field(default=None, foreign_key="user_account.id", index=True)  # None: the account is gone
    submission_id: str | None = Field(default=None, foreign_key="submission.id")
    text: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

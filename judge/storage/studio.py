"""Problems while their authors write them: a folder's files one by one, each with its revisions."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from judge.storage.types import UtcDateTime, new_id


class StudioProblem(SQLModel, table=True):
    """A problem that is being written; what candidates get of it is a version in `problem_version`."""

    __tablename__ = "studio_problem"

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)  # what it is published as
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pulled_commit: str = ""  # the commit of the authors' repository that its files come from, or went to


class StudioAuthor(SQLModel, table=True):
    """Who may write a problem; for everybody else it does not exist. The first is who began it."""

    __tablename__ = "studio_author"

    problem_id: str = Field(foreign_key="studio_problem.id", primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", primary_key=True, index=True)
    added_at: datetime = Field(sa_type=UtcDateTime)


class StudioFile(SQLModel, table=True):
    """One file as it stands. Whoever saves says which revision they have read: an older one is refused."""

    __tablename__ = "studio_file"

    problem_id: str = Field(foreign_key="studio_problem.id", primary_key=True)
    path: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)
    revision: int  # of the file, raised by every change
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: str | None = Field(default=None, foreign_key="user_account.id", index=True)  # None: the account is gone


class StudioRevision(SQLModel, table=True):
    """A file as it once stood, kept when it was changed, renamed or deleted: no author can lose another's words."""

    __tablename__ = "studio_revision"
    __table_args__ = (UniqueConstraint("problem_id", "path", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    problem_id: str = Field(foreign_key="studio_problem.id", index=True)
    path: str
    revision: int
    content: bytes = Field(sa_type=LargeBinary)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: str | None = Field(default=None, foreign_key="user_account.id", index=True)

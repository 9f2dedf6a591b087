"""What candidates hand in."""

import json
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, select

from judge.storage.types import Json, UtcDateTime, new_id, word_of


class SubmissionKind(StrEnum):
    """A run shows the samples only; a submit is judged by all tests; a try is only started, for its console."""

    RUN = "run"
    SUBMIT = "submit"
    TRY = "try"


def _hash_of_files(context: Any) -> str:
    """What the row gets beside its files, whoever writes it. Any: the library leaves its context's methods untyped."""
    files = context.get_current_parameters()["files"]
    return sha256(json.dumps(files, sort_keys=True).encode("ascii")).hexdigest()


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
    files: dict[str, str] = Field(sa_type=Json)  # what the candidate may write: path -> text
    idempotency_key: str  # made by the client: the same key twice is one submission
    created_at: datetime = Field(sa_type=UtcDateTime)
    sitting_id: str | None = Field(default=None, foreign_key="sitting.id", index=True)  # None: practice
    variant: int | None = None  # whose values its user had before them; None: the problem has none
    # Of the files as they were handed in, so that the same ones are found without reading any. None: older than this.
    files_hash: str | None = Field(default=None, sa_column_kwargs={"default": _hash_of_files})


def submission_by_id(session: Session, submission_id: str) -> Submission | None:
    """One submission. Whose it is, the caller must compare."""
    return session.get(Submission, submission_id)


def submission_by_key(session: Session, user_id: str, idempotency_key: str) -> Submission | None:
    """What this user already sent with this key."""
    is_same = (Submission.user_id == user_id, Submission.idempotency_key == idempotency_key)
    return session.exec(select(Submission).where(*is_same)).first()


def add_submission(session: Session, submission: Submission) -> Submission:
    """Adds a submission; when its key was used before, also at this very moment, gives the one that is there."""
    try:
        with session.begin_nested():
            session.add(submission)
    except IntegrityError:
        known = submission_by_key(session, submission.user_id, submission.idempotency_key)
        if known is None:
            raise
        return known
    return submission

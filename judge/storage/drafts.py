"""What an editor holds, and what it held before."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from judge.storage.types import Json, UtcDateTime, unread


class Draft(SQLModel, table=True):
    """The editor's state for one user, problem and stack, in practice or within a sitting."""

    __tablename__ = "draft"
    __table_args__ = (Index(None, "slug", "user_id", "saved_at"),)  # analytics: when everybody began

    user_id: str = Field(foreign_key="user_account.id", primary_key=True)
    # Empty: practice. A key cannot be NULL.
    sitting_id: str = Field(default="", primary_key=True, sa_column_kwargs={"server_default": text("''")})
    slug: str = Field(primary_key=True)
    stack: str = Field(primary_key=True)
    files: dict[str, str] = Field(sa_type=Json)
    saved_at: datetime = Field(sa_type=UtcDateTime)


class DraftRevision(SQLModel, table=True):
    """A state that a later one replaced, compressed; only so many are kept."""

    __tablename__ = "draft_revision"
    __table_args__ = (
        Index(None, "user_id", "sitting_id", "slug", "stack"),
        Index(None, "slug", "user_id", "saved_at"),  # analytics: when everybody began
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Field(foreign_key="user_account.id")
    sitting_id: str = ""
    slug: str
    stack: str
    content: bytes = Field(sa_type=LargeBinary)  # zlib over the JSON of path -> text
    lines: int  # of all files together, for the list
    saved_at: datetime = Field(sa_type=UtcDateTime)


def draft(session: Session, user_id: str, slug: str, stack: str, sitting_id: str = "") -> Draft | None:
    """What the editor holds."""
    is_it = (Draft.user_id == user_id, Draft.slug == slug, Draft.stack == stack, Draft.sitting_id == sitting_id)
    return session.exec(select(Draft).where(*is_it)).first()


def drafts(session: Session, user_id: str, slug: str, sitting_id: str = "") -> list[Draft]:
    """A user's drafts of one problem, by stack."""
    query = select(Draft).where(Draft.user_id == user_id, Draft.slug == slug, Draft.sitting_id == sitting_id)
    return list(session.exec(query.order_by(Draft.stack)).all())


def put_draft(session: Session, new: Draft) -> Draft:
    """Saves a draft over the one that was there."""
    saved = session.merge(new)
    session.flush()
    return saved


def revisions(session: Session, user_id: str, slug: str, stack: str, sitting_id: str = "") -> list[DraftRevision]:
    """Earlier states, newest first, without their text."""
    query = select(DraftRevision).where(*_of(user_id, slug, stack, sitting_id)).order_by(col(DraftRevision.id).desc())
    return list(session.exec(query.options(unread(DraftRevision.content))).all())


def revision(session: Session, user_id: str, revision_id: int) -> DraftRevision | None:
    """One earlier state of this user's."""
    query = select(DraftRevision).where(DraftRevision.id == revision_id, DraftRevision.user_id == user_id)
    return session.exec(query).first()


def add_revision(session: Session, row: DraftRevision, *, most: int, most_bytes: int) -> None:
    """Keeps a state: of this draft's the newest `most`, and of all of the user's the newest that fit into the bytes."""
    session.add(row)
    session.flush()
    kept = _of(row.user_id, row.slug, row.stack, row.sitting_id)
    newest = select(DraftRevision.id).where(*kept).order_by(col(DraftRevision.id).desc()).limit(most)
    session.exec(delete(DraftRevision).where(*kept, col(DraftRevision.id).not_in(newest)))
    size = func.sum(func.length(DraftRevision.content)).over(order_by=col(DraftRevision.id).desc())
    sizes = select(DraftRevision.id, size.label("size")).where(DraftRevision.user_id == row.user_id).subquery()
    too_many = select(sizes.c.id).where(sizes.c.size > most_bytes)
    session.exec(delete(DraftRevision).where(col(DraftRevision.id).in_(too_many)))


def _of(user_id: str, slug: str, stack: str, sitting_id: str) -> tuple[Any, ...]:
    return (
        col(DraftRevision.user_id) == user_id,
        col(DraftRevision.sitting_id) == sitting_id,
        col(DraftRevision.slug) == slug,
        col(DraftRevision.stack) == stack,
    )

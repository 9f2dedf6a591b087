"""Words beside the code: notes to oneself, and reports about a problem for its author."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import ColumnElement
from sqlmodel import Field, Session, SQLModel, col, func, select

from judge.storage.accounts import User
from judge.storage.problems import ProblemVersion
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
    # What the reporter is told.
    answer: str = Field(default="", sa_column_kwargs={"server_default": sqlalchemy.text("''")})
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def note_texts(session: Session, user_id: str, submission_ids: Collection[str]) -> dict[str, str]:
    """This user's notes by submission."""
    query = select(SubmissionNote.submission_id, SubmissionNote.text).where(SubmissionNote.user_id == user_id)
    return dict(session.exec(query.where(col(SubmissionNote.submission_id).in_(submission_ids))).all())


def put_note(session: Session, note: SubmissionNote) -> None:
    """Writes a note over the one that was there; one without a text takes it away."""
    known = session.get(SubmissionNote, note.submission_id)
    if note.text:
        session.merge(note)
    elif known is not None:
        session.delete(known)
    session.flush()


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report with the names that staff read it by; both of the reporter's are None once the account is gone."""

    report: ProblemReport
    title: str  # the problem's, as it was then
    name: str | None
    email: str | None


def add_report(session: Session, row: ProblemReport) -> None:
    """Keeps a report."""
    session.add(row)
    session.flush()


def report_by_id(session: Session, report_id: int) -> ProblemReport | None:
    """One report."""
    return session.get(ProblemReport, report_id)


def report_lines(
    session: Session, *, without: Collection[str] = (), slug: str = "", is_open: bool | None = None, limit: int = 200
) -> list[ReportLine]:
    """Reports, the open ones first, newest first among them; of every problem but some, or of one alone."""
    query = (
        select(ProblemReport, _title(), User.name, User.email)
        .join(ProblemVersion, col(ProblemVersion.id) == ProblemReport.version_id)
        .outerjoin(User, col(User.id) == ProblemReport.user_id)
        .where(col(ProblemReport.slug).not_in(without))
        .order_by(col(ProblemReport.resolved_at).is_not(None), col(ProblemReport.id).desc())
        .limit(limit)
    )
    if slug:
        query = query.where(ProblemReport.slug == slug)
    if is_open is not None:
        query = query.where(col(ProblemReport.resolved_at).is_(None) == is_open)
    return [ReportLine(*row) for row in session.exec(query).all()]


def reported_problems(session: Session, without: Collection[str]) -> dict[str, str]:
    """The newest title by slug of every problem that has reports."""
    query = select(ProblemReport.slug, _title()).join(
        ProblemVersion, col(ProblemVersion.id) == ProblemReport.version_id
    )
    query = query.where(col(ProblemReport.slug).not_in(without)).order_by(col(ProblemReport.id))
    return dict(sorted(dict(session.exec(query).all()).items(), key=lambda found: found[1]))


def reports_by(session: Session, user_id: str, slug: str) -> list[ProblemReport]:
    """What somebody has reported of a problem, newest first."""
    query = select(ProblemReport).where(ProblemReport.user_id == user_id, ProblemReport.slug == slug)
    return list(session.exec(query.order_by(col(ProblemReport.id).desc())).all())


def open_reports(session: Session, without: Collection[str] = ()) -> int:
    """How many reports nobody has dealt with, of every problem but some."""
    waiting = select(func.count()).select_from(ProblemReport).where(col(ProblemReport.resolved_at).is_(None))
    return int(session.exec(waiting.where(col(ProblemReport.slug).not_in(without))).one())


def open_reports_by_slug(session: Session) -> dict[str, int]:
    """How many reports wait for somebody, by problem."""
    query = select(ProblemReport.slug, func.count()).where(col(ProblemReport.resolved_at).is_(None))
    return dict(session.exec(query.group_by(col(ProblemReport.slug))).all())


def _title() -> ColumnElement[str]:
    """The problem's title in the version that was reported."""
    found: ColumnElement[str] = col(ProblemVersion.problem)["title"].as_string()
    return found

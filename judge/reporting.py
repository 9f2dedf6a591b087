"""Reports: a reader says what is wrong with a problem, and staff, its author among them, deal with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge.accounts import Account
from judge.desks import Desk
from judge.errors import Forbidden, Invalid, NotFound
from judge.statement import reveal
from judge.storage import history as past
from judge.storage import notes as store
from judge.storage.notes import ProblemReport, ReportLine

MAX_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Report:
    """One report as staff read it."""

    id: int
    slug: str
    title: str
    name: str  # empty: the account is gone
    email: str
    submission_id: str | None
    text: str
    created_at: datetime
    resolved_at: datetime | None


def report(session: Session, desk: Desk, text: str, *, with_submission: bool, now: datetime) -> None:
    """Keeps what somebody says is wrong with the problem at this desk, if they like with their last submission."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise Invalid("Say in a few words what is wrong.", "text")
    if len(words) > MAX_TEXT:
        raise Invalid(f"The text has {len(words)} characters; it may have {MAX_TEXT}.", "text")
    slug = desk.version.slug
    last = past.history(session, desk.account.id, slug=slug, limit=1) if with_submission else []
    row = ProblemReport(
        version_id=desk.version.id,
        slug=slug,
        user_id=desk.account.id,
        submission_id=last[0].submission.id if last else None,
        text=words,
        created_at=now,
    )
    store.add_report(session, row)
    session.commit()


def reports(session: Session, reader: Account) -> list[Report]:
    """Every report, the open ones first."""
    _check_staff(reader)
    return [_shown(line) for line in store.report_lines(session)]


def open_reports(session: Session, reader: Account) -> int:
    """How many reports wait for somebody."""
    _check_staff(reader)
    return store.open_reports(session)


def resolve(session: Session, reader: Account, report_id: int, *, is_resolved: bool, now: datetime) -> None:
    """Says that a report has been dealt with, or that it has not."""
    _check_staff(reader)
    row = store.report_by_id(session, report_id)
    if row is None:
        raise NotFound("no such report")
    row.resolved_at = now if is_resolved else None
    session.add(row)
    session.commit()


def _check_staff(reader: Account) -> None:
    if not reader.is_staff:
        raise Forbidden("only reviewers, authors and admins read reports")


def _shown(line: ReportLine) -> Report:
    return Report(
        id=line.report.id or 0,
        slug=line.report.slug,
        title=line.title,
        name=reveal(line.name or ""),
        email=line.email or "",
        submission_id=line.report.submission_id,
        text=reveal(line.report.text),
        created_at=line.report.created_at,
        resolved_at=line.report.resolved_at,
    )

"""Reports: a reader says what is wrong with a problem, and its authors deal with it and answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge.accounts import Account
from judge.desks import Desk
from judge.errors import Conflict, Forbidden, Invalid, NotFound
from judge.statement import reveal
from judge.storage import history as past
from judge.storage import notes as store
from judge.storage.accounts import Role
from judge.storage.notes import ProblemReport, ReportLine
from judge.storage.studio import slugs_kept_from

MAX_TEXT = 2000
STATES = {"open": True, "resolved": False}


@dataclass(frozen=True, slots=True)
class Report:
    """One report as those read it who deal with it."""

    id: int
    slug: str
    title: str
    name: str  # empty: the account is gone
    email: str
    submission_id: str | None
    text: str
    created_at: datetime
    resolved_at: datetime | None
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """The reports that were asked for, and what could be asked for."""

    reports: tuple[Report, ...]
    problems: Mapping[str, str]  # title by slug
    waiting: int  # open ones, whatever was asked for


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One report as whoever wrote it sees it."""

    text: str
    created_at: datetime
    is_resolved: bool
    answer: str
    answered_at: datetime | None


def report(session: Session, desk: Desk, text: str, *, with_submission: bool, now: datetime) -> None:
    """Keeps what somebody says is wrong with the problem at this desk, if they like with their last submission."""
    words = _checked(text, "Say in a few words what is wrong.")
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


def own_reports(session: Session, account: Account, slug: str) -> list[OwnReport]:
    """What somebody has reported of a problem, with the answers, newest first."""
    return [
        OwnReport(
            text=reveal(row.text),
            created_at=row.created_at,
            is_resolved=row.resolved_at is not None,
            answer=reveal(row.answer),
            answered_at=row.answered_at,
        )
        for row in store.reports_by(session, account.id, slug)
    ]


def inbox(session: Session, reader: Account, *, slug: str = "", state: str = "") -> Inbox:
    """The reports about the reader's problems, the open ones first; of one problem, "open" or "resolved" if asked."""
    without = _kept_from(session, reader)
    lines = store.report_lines(session, without=without, slug=slug, is_open=STATES.get(state))
    return Inbox(
        reports=tuple(_shown(line) for line in lines),
        problems=store.reported_problems(session, without),
        waiting=store.open_reports(session, without),
    )


def open_reports(session: Session, reader: Account) -> int:
    """How many reports wait for this reader."""
    return store.open_reports(session, _kept_from(session, reader))


def resolve(session: Session, reader: Account, report_id: int, *, is_resolved: bool, now: datetime) -> None:
    """Says that a report has been dealt with, or that it has not."""
    row = _report(session, reader, report_id)
    row.resolved_at = now if is_resolved else None
    session.add(row)
    session.commit()


def answer(
    session: Session, reader: Account, report_id: int, text: str, *, known: str, is_resolved: bool, now: datetime
) -> None:
    """Writes the reporter an answer over the one that the reader has seen, and may settle the report with it.

    Conflict: somebody else has answered since.
    """
    row = _report(session, reader, report_id)
    words = _checked(text, "Write an answer, or only mark the report as resolved.")
    if reveal(row.answer) != known.replace("\r\n", "\n"):
        raise Conflict("Somebody has answered this report meanwhile. Reload the page to see what they wrote.")
    row.answer, row.answered_at = words, now
    if is_resolved:
        row.resolved_at = now
    session.add(row)
    session.commit()


def _checked(text: str, empty: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise Invalid(empty, "text")
    if len(words) > MAX_TEXT:
        raise Invalid(f"The text has {len(words)} characters; it may have {MAX_TEXT}.", "text")
    return words


def _report(session: Session, reader: Account, report_id: int) -> ProblemReport:
    """A report of one of the reader's problems; any other does not exist."""
    without = _kept_from(session, reader)
    row = store.report_by_id(session, report_id)
    if row is None or row.slug in without:
        raise NotFound("no such report")
    return row


def _kept_from(session: Session, reader: Account) -> frozenset[str]:
    """The problems of others. Reviewers see every submission, and every report too."""
    if not reader.is_staff:
        raise Forbidden("only reviewers, authors and admins read reports")
    return slugs_kept_from(session, reader.id, reader.role) if reader.role is Role.AUTHOR else frozenset()


def _shown(line: ReportLine) -> Report:
    row = line.report
    return Report(
        id=row.id or 0,
        slug=row.slug,
        title=line.title,
        name=reveal(line.name or ""),
        email=line.email or "",
        submission_id=row.submission_id,
        text=reveal(row.text),
        created_at=row.created_at,
        resolved_at=row.resolved_at,
        answer=reveal(row.answer),
        answered_at=row.answered_at,
    )

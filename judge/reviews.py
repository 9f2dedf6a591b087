"""Reviewing: who has reached what in which problem, and one submission with everything known."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge import cards, watching
from judge.accounts import Account
from judge.domain.feedback import Reader, RunView
from judge.domain.verdict import Verdict
from judge.errors import Forbidden, NotFound
from judge.storage import history as past
from judge.storage.accounts import Role, User, user_by_id, users
from judge.storage.history import BestScore
from judge.storage.problems import current_versions
from judge.storage.studio import slugs_kept_from


@dataclass(frozen=True, slots=True)
class ReviewColumn:
    """One problem of the table."""

    slug: str
    title: str
    max_score: int


@dataclass(frozen=True, slots=True)
class ReviewCell:
    """What one candidate has reached in one problem; the submission is the best one."""

    slug: str
    title: str
    best_score: int | None
    max_score: int
    verdict: Verdict | None
    submissions: int
    submission_id: str | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One candidate across the problems."""

    user_id: str
    name: str
    email: str
    problems: tuple[ReviewCell, ...]


@dataclass(frozen=True, slots=True)
class ReviewTable:
    """Candidates down, problems across."""

    columns: tuple[ReviewColumn, ...]
    rows: tuple[ReviewRow, ...]


@dataclass(frozen=True, slots=True)
class ReviewedSubmission:
    """One submission with its code, its result as staff see it, and all that the candidate handed in here."""

    card: cards.SubmissionCard
    candidate: Account
    files: dict[str, str]
    view: RunView
    siblings: tuple[cards.SubmissionCard, ...]


def table(session: Session, reader: Account, *, words: str = "", problem: str = "") -> ReviewTable:
    """The candidates whose name or e-mail holds every word, across all of the reader's problems or one."""
    without = _kept_from(session, reader)
    columns = tuple(
        ReviewColumn(card.slug, card.title, card.max_score)
        for card in (cards.problem_card(version, None) for version in current_versions(session))
        if card.is_listed and card.slug not in without and problem in ("", card.slug)
    )
    candidates = [user for user in users(session, Role.CANDIDATE) if _matches(user, words)]
    best = past.best_scores(session, slugs=[column.slug for column in columns], reader=Reader.STAFF)
    return ReviewTable(columns, tuple(_row(user, columns, best) for user in candidates))


def submission(session: Session, reader: Account, submission_id: str) -> ReviewedSubmission:
    """One submission with everything known about it; one to another author's problem does not exist."""
    without = _kept_from(session, reader)
    line = past.line_of(session, submission_id)
    author = user_by_id(session, line.submission.user_id) if line else None
    if line is None or author is None or line.slug in without:
        raise NotFound("no such submission")
    others = past.history(session, author.id, slug=line.slug)
    return ReviewedSubmission(
        card=cards.submission_card(line, Reader.STAFF),
        candidate=Account(id=author.id, name=author.name, email=author.email, role=author.role),
        files=line.submission.files,
        view=watching.view(session, submission_id, Reader.STAFF),
        siblings=tuple(cards.submission_card(other, Reader.STAFF) for other in others),
    )


def _kept_from(session: Session, reader: Account) -> frozenset[str]:
    """The problems whose submissions show other authors' hidden tests. Reviewers and admins see every submission.

    The page asks for staff too; a rule about others' data is checked where the data is read.
    """
    if not reader.is_staff:
        raise Forbidden("only reviewers, authors and admins read others' submissions")
    return slugs_kept_from(session, reader.id, reader.role) if reader.role is Role.AUTHOR else frozenset()


def _matches(user: User, words: str) -> bool:
    return all(word in f"{user.name} {user.email}".lower() for word in words.lower().split())


def _row(user: User, columns: tuple[ReviewColumn, ...], best: dict[tuple[str, str], BestScore]) -> ReviewRow:
    cells = tuple(_cell(column, best.get((user.id, column.slug))) for column in columns)
    return ReviewRow(user_id=user.id, name=user.name, email=user.email, problems=cells)


def _cell(column: ReviewColumn, best: BestScore | None) -> ReviewCell:
    if best is None:
        return ReviewCell(column.slug, column.title, None, column.max_score, None, 0, None, None)
    return ReviewCell(
        slug=column.slug,
        title=column.title,
        best_score=best.score,
        max_score=best.max_score if best.max_score is not None else column.max_score,
        verdict=best.verdict,
        submissions=best.submissions,
        submission_id=best.submission_id,
        last_at=best.last_at,
    )

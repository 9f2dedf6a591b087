"""Which submissions of a problem are to be judged again: chosen in one statement, however many there are."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import ColumnElement, Subquery
from sqlmodel import Session, col, func, select

from judge.domain.verdict import Verdict
from judge.storage.history import latest_run_id
from judge.storage.problems import ProblemVersion
from judge.storage.runs import Run, RunState
from judge.storage.submissions import Submission, SubmissionKind
from judge.storage.types import unread


@dataclass(frozen=True, slots=True)
class Selection:
    """Which submissions of a problem are meant; empty means any. Only what was judged can be judged again."""

    slug: str
    judging: str  # the version that is to judge: without `versions`, what it has judged already is left out
    versions: tuple[str, ...] = ()  # that they were last judged by
    stacks: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    since: datetime | None = None
    until: datetime | None = None  # the first moment that is not meant any more
    has_runs: bool = False  # also what met the samples only
    is_latest_only: bool = False  # of each user the newest of them
    submissions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A submission with the run that counts; without the log."""

    submission: Submission
    run: Run


def matching(session: Session, selection: Selection) -> tuple[int, int]:
    """How many submissions are meant, and how many of them were handed in within timed sessions."""
    ranked = _ranked(selection)
    query = sqlalchemy.select(func.count(), func.count(ranked.c.sitting_id)).select_from(ranked)
    row = session.connection().execute(query.where(*_taken(ranked, selection))).one()
    return row[0], row[1]


def chosen(session: Session, selection: Selection, limit: int) -> list[Judged]:
    """The submissions that are meant, newest first, with their code."""
    ranked = _ranked(selection)
    query = (
        select(Submission, Run)
        .join(ranked, ranked.c.id == col(Submission.id))
        .join(Run, col(Run.id) == ranked.c.run_id)
        .where(*_taken(ranked, selection))
        .options(unread(Run.log))
        .order_by(col(Submission.created_at).desc(), col(Submission.id).desc())
        .limit(limit)
    )
    return [Judged(*row) for row in session.exec(query).all()]


def _ranked(selection: Selection) -> Subquery:
    """What is meant, each with its rank among the same user's."""
    newest = (col(Submission.created_at).desc(), col(Submission.id).desc())
    rank = func.row_number().over(partition_by=col(Submission.user_id), order_by=newest)
    return (
        select(col(Submission.id).label("id"), col(Submission.sitting_id).label("sitting_id"))
        .add_columns(col(Run.id).label("run_id"), rank.label("rank"))
        .join(ProblemVersion, col(ProblemVersion.id) == Submission.version_id)
        .join(Run, col(Run.id) == latest_run_id())
        .where(*_meant(selection))
        .subquery()
    )


def _taken(ranked: Subquery, selection: Selection) -> tuple[ColumnElement[bool], ...]:
    return (ranked.c.rank == 1,) if selection.is_latest_only else ()


def _meant(selection: Selection) -> list[ColumnElement[bool]]:
    judged_by = func.coalesce(col(Run.version_id), col(Submission.version_id))
    kinds = [SubmissionKind.SUBMIT, SubmissionKind.RUN] if selection.has_runs else [SubmissionKind.SUBMIT]
    found: list[ColumnElement[bool]] = [
        col(ProblemVersion.slug) == selection.slug,
        col(Submission.kind).in_(kinds),
        col(Run.state).in_([RunState.DONE, RunState.QUARANTINED]),  # what its owner has stopped stays stopped
        judged_by.in_(selection.versions) if selection.versions else judged_by != selection.judging,
    ]
    if selection.stacks:
        found.append(col(Submission.stack).in_(selection.stacks))
    if selection.verdicts:
        found.append(col(Run.verdict).in_(selection.verdicts))
    if selection.since:
        found.append(col(Submission.created_at) >= selection.since)
    if selection.until:
        found.append(col(Submission.created_at) < selection.until)
    if selection.submissions:
        found.append(col(Submission.id).in_(selection.submissions))
    return found

"""Questions over submissions, versions and runs together: one statement each, however many rows there are."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, ScalarSelect, Subquery, and_, case, not_, true, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from judge.domain.feedback import UNSEALED, Reader
from judge.domain.verdict import Verdict
from judge.storage.problems import ProblemVersion
from judge.storage.runs import Run, counts
from judge.storage.sittings import Sitting, SittingPolicy
from judge.storage.submissions import Submission, SubmissionKind
from judge.storage.types import unread


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """One line of a list of submissions. Files and log are not loaded until they are asked for."""

    submission: Submission
    run: Run | None  # the one that counts
    slug: str
    title: str
    is_sealed: bool  # its owner is told the result later: whoever shows a line to its owner leaves the result out

    @property
    def judged_by(self) -> str:
        """The version whose tests the run met: the submission's own, or that of a rejudging which was applied."""
        return (self.run.version_id if self.run else None) or self.submission.version_id


@dataclass(frozen=True, slots=True)
class BestScore:
    """What a user reached in a problem: the best submit by its share of the points, the newest among equals.

    For a candidate a sealed result is one that nobody knows yet: it is counted, and says nothing.
    """

    user_id: str
    slug: str
    submission_id: str
    score: int | None  # None: nothing has been judged yet
    max_score: int | None
    verdict: Verdict | None
    submissions: int  # submits, judged or not
    last_at: datetime


def history(
    session: Session,
    user_id: str,
    *,
    slug: str | None = None,
    kind: SubmissionKind | None = None,
    verdict: Verdict | None = None,
    before: Submission | None = None,
    sitting_id: str = "",
    limit: int = 100,
) -> list[SubmissionLine]:
    """A user's submissions as the owner may list them, newest first; `before` turns the page. Tries are no submissions.

    A verdict finds none whose result is sealed: a list that has a line in it would tell what the line does not.
    """
    newest_first = (col(Submission.created_at).desc(), col(Submission.id).desc())
    query = _lines().where(Submission.user_id == user_id, col(Submission.kind) != SubmissionKind.TRY)
    if slug is not None:
        query = query.where(col(ProblemVersion.slug) == slug)
    if sitting_id:
        query = query.where(col(Submission.sitting_id) == sitting_id)
    if kind is not None:
        query = query.where(col(Submission.kind) == kind)
    if verdict is not None:
        query = query.where(col(Run.verdict) == verdict)
        query = query if verdict in UNSEALED else query.where(not_(_is_sealed()))
    if before is not None:
        query = query.where(tuple_(Submission.created_at, Submission.id) < tuple_(before.created_at, before.id))
    return [SubmissionLine(*row) for row in session.exec(query.order_by(*newest_first).limit(limit)).all()]


def problems_of(session: Session, user_id: str) -> dict[str, str]:
    """The title by slug of every problem that a user has submissions of."""
    title = col(ProblemVersion.problem)["title"].as_string()
    query = select(ProblemVersion.slug, title).join(Submission, col(Submission.version_id) == ProblemVersion.id)
    query = query.where(Submission.user_id == user_id, col(Submission.kind) != SubmissionKind.TRY)
    return dict(sorted(session.exec(query.distinct()).all(), key=lambda row: row[1]))


def line_of(session: Session, submission_id: str) -> SubmissionLine | None:
    """One submission as the lists show it. Whose it is, the caller must compare."""
    row = session.exec(_lines().where(Submission.id == submission_id)).first()
    return SubmissionLine(*row) if row else None


def best_scores(
    session: Session,
    *,
    user_ids: Collection[str] | None = None,
    slugs: Collection[str] | None = None,
    reader: Reader = Reader.CANDIDATE,
) -> dict[tuple[str, str], BestScore]:
    """The best score by (user id, slug), for everyone and everything or for those named, as this reader may know it."""
    ranked = _ranked_submits(user_ids, slugs, reader)
    query: Any = sqlalchemy.select(*(ranked.c[field.name] for field in fields(BestScore))).where(ranked.c.rank == 1)
    return {(row.user_id, row.slug): BestScore(*row) for row in session.exec(query).all()}


def _lines() -> Any:
    """Submissions with the run that counts and their problem's name, without what only a single page needs.

    Any: an outer join makes the run optional, which the select's type cannot say.
    """
    title = col(ProblemVersion.problem)["title"].as_string()
    return (
        select(Submission, Run, ProblemVersion.slug, title)
        .add_columns(_is_sealed())
        .join(ProblemVersion, col(ProblemVersion.id) == Submission.version_id)
        .outerjoin(Sitting, col(Sitting.id) == Submission.sitting_id)
        .outerjoin(Run, col(Run.id) == latest_run_id())
        .options(unread(Submission.files), unread(Run.log))
    )


def _is_sealed() -> ColumnElement[bool]:
    """`desks.policy_of(...).seals_results` of a submit, where the session is joined; false in practice, never NULL."""
    is_open = and_(col(Sitting.id).is_not(None), col(Sitting.finished_at).is_(None))
    return and_(is_open, col(Sitting.policy) == SittingPolicy.SEALED, col(Submission.kind) == SubmissionKind.SUBMIT)


def latest_run_id() -> ScalarSelect[str]:
    """The id of the enclosing submission's run that counts, as in `runs.latest_run`."""
    run = aliased(Run)
    query = select(run.id).where(run.submission_id == Submission.id, counts(run))
    return (
        query.order_by(col(run.queued_at).desc(), col(run.id).desc()).limit(1).correlate(Submission).scalar_subquery()
    )


def _ranked_submits(user_ids: Collection[str] | None, slugs: Collection[str] | None, reader: Reader) -> Subquery:
    """Every submit with its rank among its user's in the problem. Versions may differ in points, hence the share."""
    # Sealed results are left out before the ranking: the order alone would tell.
    is_told = not_(_is_sealed()) if reader is Reader.CANDIDATE else true()
    score, verdict = case((is_told, col(Run.score))), case((is_told, col(Run.verdict)))
    share = score * 1.0 / func.nullif(col(Run.max_score), 0)
    newest = (col(Submission.created_at).desc(), col(Submission.id).desc())
    group = (Submission.user_id, ProblemVersion.slug)
    query = (
        select(Submission.user_id, ProblemVersion.slug, Run.max_score)
        .add_columns(
            score.label("score"),
            verdict.label("verdict"),
            col(Submission.id).label("submission_id"),
            func.count().over(partition_by=group).label("submissions"),
            func.max(Submission.created_at).over(partition_by=group).label("last_at"),
            func.row_number().over(partition_by=group, order_by=(share.desc().nulls_last(), *newest)).label("rank"),
        )
        .join(ProblemVersion, col(ProblemVersion.id) == Submission.version_id)
        .outerjoin(Sitting, col(Sitting.id) == Submission.sitting_id)
        .outerjoin(Run, col(Run.id) == latest_run_id())
        .where(col(Submission.kind) == SubmissionKind.SUBMIT)
    )
    if user_ids is not None:
        query = query.where(col(Submission.user_id).in_(user_ids))
    if slugs is not None:
        query = query.where(col(ProblemVersion.slug).in_(slugs))
    return query.subquery()

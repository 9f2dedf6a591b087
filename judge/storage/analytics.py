"""Questions for the authors of a problem: one statement each, however many submissions there are.

Only candidates count, since whoever writes a problem tries it too; and no run in the shadow.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy import ColumnElement, Subquery, and_, case, union_all
from sqlmodel import Session, col, func, select

from judge.domain.verdict import Verdict
from judge.storage.accounts import Role, User
from judge.storage.drafts import Draft, DraftRevision
from judge.storage.learning import GivenUp, HintTaken
from judge.storage.problems import ProblemRow, ProblemVersion
from judge.storage.runs import Run, RunState, counts
from judge.storage.submissions import Submission, SubmissionKind
from judge.storage.types import JsonDict

MOST_SUBMITS = 10_000  # of one problem: its newest


class Judging(NamedTuple):
    """A submit with one of its runs; without any run the last columns are None."""

    submission_id: str
    user_id: str
    stack: str
    files_hash: str | None
    variant: int | None
    created_at: datetime
    own_version_id: str  # that it was handed in to
    run_id: str | None
    version_id: str | None  # that judged the run, where it is not the submission's own
    state: RunState | None
    verdict: Verdict | None
    score: int | None
    max_score: int | None


class Offer(NamedTuple):
    """A published problem by its current version; one that is archived too, since its results stay."""

    slug: str
    version_id: str
    title: str
    manifest: JsonDict
    is_archived: bool


class Visits(NamedTuple):
    """Sample runs or consoles of one person with one version of a problem."""

    user_id: str
    version_id: str
    kind: SubmissionKind
    number: int
    first_at: datetime
    before: int  # how many of them before the first submit to the problem; all, if there is none


def offers(session: Session) -> list[Offer]:
    """Every published problem by its title; what its authors only try out is none."""
    title = col(ProblemVersion.problem)["title"].as_string()
    columns = (col(ProblemRow.slug), col(ProblemVersion.id), title, col(ProblemVersion.manifest))
    query = sqlalchemy.select(*columns, col(ProblemRow.archived_at).is_not(None))
    query = query.join(ProblemVersion, col(ProblemVersion.id) == ProblemRow.current_version_id)
    query = query.where(col(ProblemRow.slug).not_like("%~%")).order_by(title, col(ProblemRow.slug))
    return [Offer(*row) for row in session.execute(query).all()]


def current_version_id(session: Session, slug: str) -> str | None:
    """Which of them new submissions are bound to."""
    return session.exec(select(ProblemRow.current_version_id).where(ProblemRow.slug == slug)).first()


def submits_of(session: Session, slug: str) -> int:
    """How many submits a problem has, also those beyond the bound."""
    query = select(func.count()).select_from(Submission).where(*is_submit_to([slug]))
    return int(session.exec(query).one())


def judgings(session: Session, slug: str) -> list[Judging]:
    """The newest submits to a problem, oldest first, each with all its runs in their order."""
    newest = select(Submission.id).where(*is_submit_to([slug]))
    newest = newest.order_by(col(Submission.created_at).desc(), col(Submission.id).desc()).limit(MOST_SUBMITS)
    query = (
        sqlalchemy.select(
            col(Submission.id),
            col(Submission.user_id),
            col(Submission.stack),
            col(Submission.files_hash),
            col(Submission.variant),
            col(Submission.created_at),
            col(Submission.version_id),
            col(Run.id),
            col(Run.version_id),
            col(Run.state),
            col(Run.verdict),
            col(Run.score),
            col(Run.max_score),
        )
        .outerjoin(Run, and_(col(Run.submission_id) == Submission.id, counts()))
        .where(col(Submission.id).in_(newest))
        .order_by(col(Submission.created_at), col(Submission.id), col(Run.queued_at), col(Run.id))
    )
    return [Judging(*row) for row in session.execute(query).all()]


def visits(session: Session, slug: str) -> list[Visits]:
    """Sample runs and consoles by person, version and kind."""
    first = _first_submits([slug])
    is_before = first.c.at.is_(None) | (col(Submission.created_at) < first.c.at)
    keys = (col(Submission.user_id), col(Submission.version_id), col(Submission.kind))
    query = (
        sqlalchemy.select(
            *keys,
            func.count(),
            func.min(Submission.created_at),
            func.sum(case((is_before, 1), else_=0)),
        )
        .join(ProblemVersion, col(ProblemVersion.id) == Submission.version_id)
        .outerjoin(first, first.c.user_id == Submission.user_id)
        .where(is_candidate(col(Submission.user_id)), col(ProblemVersion.slug) == slug)
        .where(col(Submission.kind) != SubmissionKind.SUBMIT)
        .group_by(*keys)
    )
    return [Visits(*row) for row in session.execute(query).all()]


def beginnings(session: Session, slugs: Collection[str]) -> dict[tuple[str, str], datetime]:
    """The first thing that is known of everybody by (slug, user id): a saved draft, a run, a console or a submit.

    Of earlier drafts only so many are kept, so that somebody may have begun before.
    """
    # Each part asks for its slugs itself, so that it is found by its index.
    parts: list[Any] = [
        sqlalchemy.select(
            col(kind.slug).label("slug"), col(kind.user_id).label("user_id"), col(kind.saved_at).label("at")
        ).where(col(kind.slug).in_(slugs))
        for kind in (Draft, DraftRevision)
    ]
    sent = sqlalchemy.select(col(ProblemVersion.slug), col(Submission.user_id), col(Submission.created_at))
    sent = sent.join(ProblemVersion, col(ProblemVersion.id) == Submission.version_id)
    every = union_all(*parts, sent.where(col(ProblemVersion.slug).in_(slugs))).subquery()
    query = sqlalchemy.select(every.c.slug, every.c.user_id, func.min(every.c.at)).where(is_candidate(every.c.user_id))
    rows = session.execute(query.group_by(every.c.slug, every.c.user_id)).all()
    return {(slug, user_id): at for slug, user_id, at in rows}


def hints(session: Session, slug: str) -> dict[int, int]:
    """How many people have opened each hint."""
    query = select(HintTaken.number, func.count(func.distinct(HintTaken.user_id)))
    query = query.where(HintTaken.slug == slug, is_candidate(col(HintTaken.user_id))).group_by(col(HintTaken.number))
    return dict(session.exec(query.order_by(col(HintTaken.number))).all())


def given_up(session: Session, slug: str) -> int:
    """How many people chose to read the solution."""
    query = select(func.count()).select_from(GivenUp)
    return int(session.exec(query.where(GivenUp.slug == slug, is_candidate(col(GivenUp.user_id)))).one())


def is_candidate(user_id: Any) -> ColumnElement[bool]:
    """Whose work counts. Any: fields claim their values' types."""
    found: ColumnElement[bool] = user_id.in_(select(User.id).where(User.role == Role.CANDIDATE))
    return found


def is_submit_to(slugs: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """What makes a submission one that counts for these problems."""
    versions = select(ProblemVersion.id).where(col(ProblemVersion.slug).in_(slugs))
    is_submit = col(Submission.kind) == SubmissionKind.SUBMIT
    return is_submit, col(Submission.version_id).in_(versions), is_candidate(col(Submission.user_id))


def _first_submits(slugs: Collection[str]) -> Subquery:
    """When everybody handed something in for the first time."""
    query: Any = sqlalchemy.select(
        col(Submission.user_id).label("user_id"), func.min(Submission.created_at).label("at")
    )
    found: Subquery = query.where(*is_submit_to(slugs)).group_by(col(Submission.user_id)).subquery()
    return found

"""What the judged submits to problems add up to, by person and by test: each question one statement.

The newest submits of each problem count, as in `analytics`: each by the run that counts, and by all its runs where
they are compared with one another. None counts in the shadow.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy import ColumnElement, ScalarSelect, Subquery, and_, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from judge.domain.verdict import UNJUDGED, Verdict
from judge.storage.analytics import MOST_SUBMITS, is_submit_to
from judge.storage.problems import ProblemVersion
from judge.storage.runs import Run, RunState, TestResult, counts
from judge.storage.submissions import Submission

NOT_RUN = "not_run"
PASSED = "passed"


class PersonLine(NamedTuple):
    """What one person has handed in to one problem."""

    slug: str
    user_id: str
    submits: int  # that were judged
    passes: int
    passed_at: datetime | None  # when the first of them that passed was handed in


class TestLine(NamedTuple):
    """One test over the first judged submits of everybody; the sums rest on runs in which every test was run."""

    slug: str
    version_id: str
    test_id: str
    judged: int
    passed: int
    not_run: int
    n: int
    x: int
    y: int
    yy: int
    xy: int


class Outcome(NamedTuple):
    """How one test ended in one run."""

    run_id: str
    test_id: str
    outcome: str


def people(session: Session, slugs: Collection[str]) -> list[PersonLine]:
    """Everybody whose submits were judged, by problem."""
    ranked = _judged(slugs)
    has_passed = ranked.c.verdict == Verdict.PASSED
    query = sqlalchemy.select(
        ranked.c.slug,
        ranked.c.user_id,
        func.count(),
        func.sum(case((has_passed, 1), else_=0)),
        func.min(case((has_passed, ranked.c.created_at))),
    )
    rows = session.execute(query.group_by(ranked.c.slug, ranked.c.user_id)).all()
    return [PersonLine(*row) for row in rows]


def tests(session: Session, slugs: Collection[str], version_ids: Collection[str]) -> list[TestLine]:
    """What everybody's first judged submit to a problem says of its tests, where one of these versions judged it."""
    ranked = _judged(slugs)
    first = sqlalchemy.select(ranked).where(ranked.c.place == 1, ranked.c.version_id.in_(version_ids)).subquery()
    was_run = case((col(TestResult.outcome) != NOT_RUN, 1), else_=0)
    # A window, not a subquery for each row: the database would ask it again for every sum.
    each = (
        sqlalchemy.select(
            first.c.slug,
            first.c.version_id,
            col(TestResult.test_id).label("test_id"),
            was_run.label("was_run"),
            case((col(TestResult.outcome) == PASSED, 1), else_=0).label("x"),
            (first.c.score - col(TestResult.points)).label("y"),
            func.min(was_run).over(partition_by=col(TestResult.run_id)).label("is_full"),
        )
        .join(TestResult, col(TestResult.run_id) == first.c.run_id)
        .subquery()
    )
    x, y, is_full = each.c.x, each.c.y, each.c.is_full
    keys = (each.c.slug, each.c.version_id, each.c.test_id)
    query = sqlalchemy.select(
        *keys,
        func.sum(each.c.was_run),
        func.sum(x),
        func.sum(1 - each.c.was_run),
        *(func.sum(is_full * part) for part in (1, x, y, y * y, x * y)),
    ).group_by(*keys)
    return [TestLine(*row[:3], *map(int, row[3:])) for row in session.execute(query).all()]


def outcomes(session: Session, run_ids: Collection[str]) -> list[Outcome]:
    """How each test of these runs ended."""
    query = sqlalchemy.select(col(TestResult.run_id), col(TestResult.test_id), col(TestResult.outcome))
    query = query.where(col(TestResult.run_id).in_(run_ids)).order_by(col(TestResult.id))
    return [Outcome(*row) for row in session.execute(query).all()]


def flaky_tests(session: Session, slugs: Collection[str], version_ids: Collection[str]) -> dict[str, int]:
    """How many tests of each version have ended differently for the same answer to the same variant."""
    newest = _newest(slugs)
    version_id = func.coalesce(Run.version_id, newest.c.version_id)
    same = (version_id, newest.c.stack, newest.c.files_hash, newest.c.variant)
    judged: Any = (
        sqlalchemy.select(*same, col(Run.id).label("run_id"), func.count().over(partition_by=same).label("number"))
        .join(newest, newest.c.id == col(Run.submission_id))
        .where(newest.c.age <= MOST_SUBMITS, newest.c.files_hash.is_not(None))
        .where(*_is_complete(), version_id.in_(version_ids))
    )
    again = judged.subquery("judged")
    version, stack, files, variant, run_id, number = again.c
    groups = (
        sqlalchemy.select(version.label("version_id"), col(TestResult.test_id).label("test_id"))
        .join(TestResult, col(TestResult.run_id) == run_id)
        .where(number > 1, col(TestResult.outcome) != NOT_RUN)
        .group_by(version, stack, files, variant, col(TestResult.test_id))
        .having(func.min(TestResult.outcome) != func.max(TestResult.outcome))
        .subquery()
    )
    query = sqlalchemy.select(groups.c.version_id, func.count(func.distinct(groups.c.test_id)))
    return {row[0]: row[1] for row in session.execute(query.group_by(groups.c.version_id)).all()}


def _is_complete() -> tuple[ColumnElement[bool], ...]:
    """A run whose verdict says something of the answer."""
    is_done = and_(col(Run.state) == RunState.DONE, counts())
    return is_done, col(Run.verdict).not_in(UNJUDGED)


def _newest(slugs: Collection[str]) -> Subquery:
    """The submits to these problems, each with its age among those to its own: 1 is the newest."""
    age = func.row_number().over(
        partition_by=col(ProblemVersion.slug), order_by=(col(Submission.created_at).desc(), col(Submission.id).desc())
    )
    columns = (
        Submission.id,
        Submission.user_id,
        Submission.version_id,
        Submission.created_at,
        Submission.stack,
        Submission.files_hash,
        Submission.variant,
        ProblemVersion.slug,
    )
    query: Any = sqlalchemy.select(*(col(column) for column in columns), age.label("age"))
    query = query.join(ProblemVersion, col(ProblemVersion.id) == Submission.version_id)
    found: Subquery = query.where(*is_submit_to(slugs)).subquery()
    return found


def _judged(slugs: Collection[str]) -> Subquery:
    """The judged ones among the newest submits with the run that counts, and their place among a person's."""
    newest = _newest(slugs)
    mine = (newest.c.slug, newest.c.user_id)
    query: Any = (
        sqlalchemy.select(
            newest.c.slug,
            newest.c.user_id,
            newest.c.created_at,
            func.coalesce(Run.version_id, newest.c.version_id).label("version_id"),
            col(Run.id).label("run_id"),
            col(Run.verdict).label("verdict"),
            col(Run.score).label("score"),
            func.row_number().over(partition_by=mine, order_by=(newest.c.created_at, newest.c.id)).label("place"),
        )
        .join(Run, col(Run.id) == _counting_run(newest))
        .where(newest.c.age <= MOST_SUBMITS, *_is_complete())
    )
    found: Subquery = query.subquery()
    return found


def _counting_run(newest: Subquery) -> ScalarSelect[str]:
    """The id of the run that counts for the enclosing submission: the newest."""
    run = aliased(Run)
    query = select(run.id).where(run.submission_id == newest.c.id, counts(run))
    last = query.order_by(col(run.queued_at).desc(), col(run.id).desc()).limit(1)
    return last.correlate(newest).scalar_subquery()

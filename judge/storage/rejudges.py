"""Rejudging in the shadow: which submissions are judged again, by which version, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, func, select, update

from judge.storage.accounts import User
from judge.storage.history import latest_run_id
from judge.storage.problems import ProblemRow, ProblemVersion
from judge.storage.runs import Lane, Run, RunState, TestResult
from judge.storage.submissions import Submission
from judge.storage.types import Json, JsonDict, UtcDateTime, new_id, unread, word_of

MAX_LISTED = 200


class RejudgeState(StrEnum):
    """Where a rejudging stands. The last two are final."""

    OPEN = "open"  # its shadow runs are judged, or all of them are and nobody has decided yet
    APPLIED = "applied"
    DROPPED = "dropped"


class Rejudge(SQLModel, table=True):
    """One rejudging. Nothing of it is seen by candidates until it is applied."""

    __tablename__ = "rejudge"

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(index=True)
    version_id: str = Field(foreign_key="problem_version.id", index=True)  # that judges
    user_id: str | None = Field(default=None, foreign_key="user_account.id", index=True)  # who asked; None: gone
    filters: JsonDict = Field(default_factory=dict, sa_type=Json)  # how the submissions were chosen
    state: RejudgeState = Field(default=RejudgeState.OPEN, sa_type=word_of(RejudgeState))
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, foreign_key="user_account.id", index=True)
    decision: JsonDict = Field(default_factory=dict, sa_type=Json)  # how many, which used ones, and why those


class RejudgeItem(SQLModel, table=True):
    """One submission of a rejudging."""

    __tablename__ = "rejudge_item"

    rejudge_id: str = Field(foreign_key="rejudge.id", primary_key=True)
    submission_id: str = Field(foreign_key="submission.id", primary_key=True, index=True)
    # That counted when this was asked for.
    before_run_id: str | None = Field(default=None, foreign_key="run.id", index=True)
    # None: this version cannot judge it.
    shadow_run_id: str | None = Field(default=None, foreign_key="run.id", index=True)
    is_used: bool  # a hiring team relies on the score: applied only when asked for by name
    is_applied: bool = False
    reason: str = ""  # why this version cannot judge it


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One submission of a rejudging with both runs; no code, no logs."""

    item: RejudgeItem
    submission: Submission
    before: Run | None
    shadow: Run | None
    counting: str  # the id of the run that counts now


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a problem, as a form offers it."""

    id: str
    content_hash: str
    published_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """The run that counted before a rejudging was applied, and when it was."""

    at: datetime
    run: Run


def versions_to_judge(session: Session, slug: str) -> list[VersionLine]:
    """Every version of a problem, newest first."""
    query = (
        select(ProblemVersion.id, ProblemVersion.content_hash, ProblemVersion.published_at)
        .where(col(ProblemVersion.slug) == slug)
        .order_by(col(ProblemVersion.published_at).desc(), ProblemVersion.id)
    )
    row = session.get(ProblemRow, slug)
    current = row.current_version_id if row else None
    return [VersionLine(*line, is_current=line[0] == current) for line in session.exec(query).all()]


def judging_version(session: Session, version_id: str) -> ProblemVersion:
    """The version of a rejudging; its folder is loaded when it is asked for."""
    query = select(ProblemVersion).where(ProblemVersion.id == version_id)
    return session.exec(query.options(unread(ProblemVersion.bundle))).one()


def titles(session: Session) -> dict[str, str]:
    """The title by slug of every problem that is published, in the order of the titles."""
    title = col(ProblemVersion.problem)["title"].as_string()
    query = select(ProblemVersion.slug, title).where(ProblemRow.current_version_id == ProblemVersion.id)
    return dict(session.exec(query.order_by(title, ProblemVersion.slug)).all())


def stacks_handed_in(session: Session, slug: str) -> list[str]:
    """The stacks that anybody has used for a problem."""
    query = select(Submission.stack).join(ProblemVersion, col(ProblemVersion.id) == Submission.version_id)
    return sorted(session.exec(query.where(ProblemVersion.slug == slug).distinct()).all())


def lock_submissions(session: Session, submission_ids: Collection[str]) -> set[str]:
    """Keeps these submissions from being deleted until the transaction ends; gives those that are still there.

    Their owners first, as a deletion does: a run that is added refers to its owner, and must not wait for one who
    waits for these submissions.
    """
    owners = select(Submission.user_id).where(col(Submission.id).in_(submission_ids))
    users = select(User.id).where(col(User.id).in_(owners)).order_by(User.id)
    session.exec(users.with_for_update(read=True, key_share=True)).all()
    query = select(Submission.id).where(col(Submission.id).in_(submission_ids)).order_by(Submission.id)
    return set(session.exec(query.with_for_update(read=True, key_share=True)).all())


def add_rejudge(session: Session, rejudge: Rejudge) -> bool:
    """Adds a rejudging; False when there is one of this id, also when it came at this very moment."""
    try:
        with session.begin_nested():
            session.add(rejudge)
    except IntegrityError:
        return False
    return True


def add_items(session: Session, items: Collection[RejudgeItem]) -> None:
    """Adds what is judged again; the runs are there already."""
    session.add_all(items)
    session.flush()


def rejudge_by_id(session: Session, rejudge_id: str) -> Rejudge | None:
    """One rejudging as the database has it now. Whose problem it is of, the caller must ask."""
    return session.get(Rejudge, rejudge_id, populate_existing=True)


def rejudges(session: Session, without: Collection[str] = ()) -> list[tuple[Rejudge, str]]:
    """The rejudgings of all problems but these, newest first, each with the name of who asked."""
    query = select(Rejudge, User.name).outerjoin(User, col(User.id) == Rejudge.user_id)
    query = query.where(col(Rejudge.slug).not_in(without)).order_by(col(Rejudge.created_at).desc(), Rejudge.id)
    return [(rejudge, name or "") for rejudge, name in session.exec(query.limit(MAX_LISTED)).all()]


def tally(session: Session, rejudge_ids: Collection[str]) -> dict[str, dict[RunState | None, int]]:
    """By rejudging how many submissions stand where; None: the version cannot judge them."""
    query: Any = (
        select(RejudgeItem.rejudge_id, Run.state, func.count())
        .outerjoin(Run, col(Run.id) == RejudgeItem.shadow_run_id)
        .where(col(RejudgeItem.rejudge_id).in_(rejudge_ids))
        .group_by(RejudgeItem.rejudge_id, Run.state)
    )
    found: dict[str, dict[RunState | None, int]] = {rejudge_id: {} for rejudge_id in rejudge_ids}
    for rejudge_id, state, number in session.exec(query).all():
        found[rejudge_id][RunState(state) if state else None] = number
    return found


def item_lines(session: Session, rejudge_id: str) -> list[ItemLine]:
    """Every submission of a rejudging, newest first."""
    before, shadow = aliased(Run), aliased(Run)
    query: Any = (
        select(RejudgeItem, Submission, before, shadow)
        .add_columns(latest_run_id().label("counting"))
        .join(Submission, col(Submission.id) == RejudgeItem.submission_id)
        .outerjoin(before, col(before.id) == RejudgeItem.before_run_id)
        .outerjoin(shadow, col(shadow.id) == RejudgeItem.shadow_run_id)
        .where(col(RejudgeItem.rejudge_id) == rejudge_id)
        .options(unread(Submission.files), unread(before.log), unread(shadow.log))
        .order_by(col(Submission.created_at).desc(), col(Submission.id).desc())
        .execution_options(populate_existing=True)
    )
    return [ItemLine(*row) for row in session.exec(query).all()]


def outcomes(session: Session, rejudge_id: str) -> dict[str, dict[str, str]]:
    """By run, of both sides of a rejudging, how each test ended."""
    sides = (RejudgeItem.before_run_id, RejudgeItem.shadow_run_id)
    found: dict[str, dict[str, str]] = {}
    for side in sides:
        query = select(TestResult.run_id, TestResult.test_id, TestResult.outcome)
        query = query.join(RejudgeItem, col(side) == TestResult.run_id)
        query = query.where(col(RejudgeItem.rejudge_id) == rejudge_id)
        for run_id, test_id, outcome in session.exec(query.order_by(col(TestResult.id))).all():
            found.setdefault(run_id, {})[test_id] = outcome
    return found


def lock_for_decision(session: Session, rejudge: Rejudge, *, by: str | None) -> None:
    """Makes whoever decides over runs of this problem wait, and whoever deletes one of them.

    In the order in which a deletion takes them, the decision's author and runs before the rejudging, so that neither
    waits for the other.
    """
    if by is not None:
        session.exec(select(User.id).where(User.id == by).with_for_update(read=True, key_share=True)).all()
    session.exec(select(ProblemRow.slug).where(ProblemRow.slug == rejudge.slug).with_for_update()).all()
    runs = select(Run.id).join(RejudgeItem, col(RejudgeItem.shadow_run_id) == Run.id)
    runs = runs.where(RejudgeItem.rejudge_id == rejudge.id).order_by(Run.id)
    session.exec(runs.with_for_update(of=Run)).all()


def decide(
    session: Session, rejudge_id: str, state: RejudgeState, *, by: str | None, now: datetime, decision: JsonDict
) -> bool:
    """Ends a rejudging that is open; False when somebody else has."""
    ended = (
        update(Rejudge)
        .where(col(Rejudge.id) == rejudge_id, col(Rejudge.state) == RejudgeState.OPEN)
        .values(state=state, decided_by=by, decided_at=now, decision=decision)
    )
    return session.exec(ended.execution_options(synchronize_session=False)).rowcount == 1


def let_count(session: Session, rejudge_id: str, submission_ids: Collection[str]) -> int:
    """Takes the judged runs of these submissions out of the shadow; gives how many.

    The run that counted before stays as it is: of runs that count, the one queued last is the one that does.
    """
    meant = (col(RejudgeItem.rejudge_id) == rejudge_id, col(RejudgeItem.submission_id).in_(submission_ids))
    shadows = select(RejudgeItem.shadow_run_id).where(*meant)
    is_ready = (col(Run.id).in_(shadows), col(Run.lane) == Lane.SHADOW, col(Run.state) == RunState.DONE)
    options = {"synchronize_session": False}
    number: int = session.exec(
        update(Run).where(*is_ready).values(lane=Lane.JUDGE).execution_options(**options)
    ).rowcount
    session.exec(update(RejudgeItem).where(*meant).values(is_applied=True).execution_options(**options))
    return number


def replaced_by(session: Session, run: Run) -> Replaced | None:
    """What a rejudging, once applied, has put this run in the place of."""
    query = (
        select(Rejudge.decided_at, Run)
        .join(RejudgeItem, col(RejudgeItem.rejudge_id) == Rejudge.id)
        .join(Run, col(Run.id) == RejudgeItem.before_run_id)
        .where(RejudgeItem.submission_id == run.submission_id, RejudgeItem.shadow_run_id == run.id)
        .where(col(RejudgeItem.is_applied), col(Rejudge.decided_at).is_not(None))
        .options(unread(Run.log))
    )
    row = session.exec(query).first()
    return Replaced(row[0], row[1]) if row and row[0] else None

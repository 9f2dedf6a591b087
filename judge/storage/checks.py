"""Gates that authors ask for in the browser: a queue of their own, leased as runs are, and what came of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, LargeBinary, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, delete, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from judge.storage.types import Json, JsonDict, UtcDateTime, new_id, unread, word_of


class CheckState(StrEnum):
    """Where a check stands. The last three are final."""

    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"  # there is a report, with or without findings
    FAILED = "failed"  # the judge could not do it: the reason says why
    CANCELLED = "cancelled"


UNFINISHED = (CheckState.QUEUED, CheckState.LEASED)


class GateCheck(SQLModel, table=True):
    """One gate over one state of a folder."""

    __tablename__ = "gate_check"
    __table_args__ = (Index(None, "state", "created_at"), Index(None, "problem_id", "created_at"))

    id: str = Field(default_factory=new_id, primary_key=True)
    problem_id: str = Field(foreign_key="studio_problem.id")
    user_id: str | None = Field(default=None, foreign_key="user_account.id", index=True)  # None: the account is gone
    content_hash: str
    bundle: bytes = Field(sa_type=LargeBinary)  # the folder as it was when the check was asked for
    options: JsonDict = Field(default_factory=dict, sa_type=Json)
    state: CheckState = Field(default=CheckState.QUEUED, sa_type=word_of(CheckState))
    created_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    lease_token: int = 0  # raised by every claim; what an older one brings is refused
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done: int = 0  # runs that have ended, of `total`
    total: int = 0
    progress: str = ""  # the last line, for people
    report: JsonDict | None = Field(default=None, sa_type=Json)  # judge/gate/report.py
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CheckLease:
    """The right to do a check. The token fences: whoever holds an older one can no longer write."""

    check_id: str
    token: int
    attempt: int

    def fence(self) -> tuple[ColumnElement[bool], ...]:
        """The condition under which anything may be written for this check."""
        is_held = (col(GateCheck.id) == self.check_id, col(GateCheck.lease_token) == self.token)
        return (*is_held, col(GateCheck.state) == CheckState.LEASED)


def add_check(session: Session, check: GateCheck, *, most: int) -> None:
    """Queues a check; of its problem's checks the oldest beyond `most` go."""
    session.add(check)
    session.flush()
    newest_first = (col(GateCheck.created_at).desc(), col(GateCheck.id))
    kept = select(GateCheck.id).where(GateCheck.problem_id == check.problem_id).order_by(*newest_first)
    beyond = session.exec(kept.offset(most)).all()
    session.exec(delete(GateCheck).where(col(GateCheck.id).in_(beyond)))


def check_by_id(session: Session, check_id: str) -> GateCheck | None:
    """One check as the database has it now; its folder is loaded when it is asked for."""
    query = select(GateCheck).where(GateCheck.id == check_id).options(unread(GateCheck.bundle))
    return session.exec(query.execution_options(populate_existing=True)).first()


def unfinished_check(session: Session, problem_id: str) -> GateCheck | None:
    """The problem's check that has not ended."""
    query = _lines().where(GateCheck.problem_id == problem_id, col(GateCheck.state).in_(UNFINISHED))
    return session.exec(query).first()


def last_check(session: Session, problem_id: str) -> GateCheck | None:
    """The problem's newest check."""
    query = select(GateCheck).where(GateCheck.problem_id == problem_id).options(unread(GateCheck.bundle))
    return session.exec(query.order_by(col(GateCheck.created_at).desc(), col(GateCheck.id)).limit(1)).first()


def last_checks(session: Session, problem_ids: Collection[str]) -> dict[str, tuple[GateCheck, bool]]:
    """The newest check of each of these problems and whether it passed, without folder and report."""
    newer = aliased(GateCheck)
    is_newest = ~(
        select(newer.id)
        .where(newer.problem_id == GateCheck.problem_id, newer.created_at > GateCheck.created_at)
        .correlate(GateCheck)
        .exists()
    )
    query = select(GateCheck, col(GateCheck.report)["is_passed"].as_boolean())
    query = query.options(unread(GateCheck.bundle), unread(GateCheck.report))
    found = session.exec(query.where(col(GateCheck.problem_id).in_(problem_ids), is_newest)).all()
    return {check.problem_id: (check, bool(has_passed)) for check, has_passed in found}


def reports_of(session: Session, problem_id: str) -> list[dict[str, Any]]:
    """The reports of the problem's checks, newest first."""
    query = select(GateCheck.report).where(GateCheck.problem_id == problem_id, GateCheck.state == CheckState.DONE)
    found = session.exec(query.order_by(col(GateCheck.created_at).desc(), col(GateCheck.id))).all()
    return [dict(report) for report in found if report]


def unfinished_of_user(session: Session, user_id: str) -> int:
    """How many checks that this user asked for have not ended."""
    query = select(func.count()).select_from(GateCheck)
    return session.exec(query.where(GateCheck.user_id == user_id, col(GateCheck.state).in_(UNFINISHED))).one()


def queued_before(session: Session, check: GateCheck) -> int:
    """How many checks are done before this one."""
    query = select(func.count()).select_from(GateCheck).where(col(GateCheck.state).in_(UNFINISHED))
    return session.exec(query.where(GateCheck.created_at < check.created_at)).one()


def is_check_due(session: Session, now: datetime) -> bool:
    """Whether there is a check to do. A read, so that an idle worker asks for no write lock."""
    return session.exec(select(GateCheck.id).where(_is_due(now)).limit(1)).first() is not None


def claim_check(session: Session, *, now: datetime, until: datetime) -> tuple[CheckLease, GateCheck] | None:
    """Leases the check that has waited longest, also one whose worker fell silent; None when there is none."""
    waiting = aliased(GateCheck)
    query = select(waiting.id).where(_is_due(now, waiting)).order_by(col(waiting.created_at), col(waiting.id)).limit(1)
    taken = (
        update(GateCheck)
        .where(col(GateCheck.id) == query.with_for_update(skip_locked=True, of=waiting).scalar_subquery())
        .values(
            state=CheckState.LEASED,
            lease_token=col(GateCheck.lease_token) + 1,
            attempts=col(GateCheck.attempts) + 1,
            lease_until=until,
            started_at=now,
            done=0,
            total=0,
            progress="",
        )
        .returning(col(GateCheck.id), col(GateCheck.lease_token), col(GateCheck.attempts))
        .execution_options(synchronize_session=False)
    )
    row = session.exec(taken).first()
    if row is None:
        return None
    lease = CheckLease(*row)
    return lease, session.get_one(GateCheck, lease.check_id, populate_existing=True)


def holds_check(session: Session, lease: CheckLease) -> bool:
    """Whether the check is still ours."""
    return session.exec(select(GateCheck.id).where(*lease.fence())).first() is not None


def write_check(session: Session, lease: CheckLease, **values: Any) -> bool:
    """Writes these columns where the lease is still ours; says whether it was."""
    written = update(GateCheck).where(*lease.fence()).values(**values)
    return session.exec(written.execution_options(synchronize_session=False)).rowcount == 1


def end_unfinished(session: Session, check_id: str, *, now: datetime) -> bool:
    """Cancels a check that has not ended; its worker finds its lease gone."""
    ended = update(GateCheck).where(col(GateCheck.id) == check_id, col(GateCheck.state).in_(UNFINISHED))
    ended = ended.values(state=CheckState.CANCELLED, finished_at=now, lease_until=None, bundle=b"")
    return session.exec(ended.execution_options(synchronize_session=False)).rowcount == 1


def _is_due(now: datetime, check: type[GateCheck] = GateCheck) -> ColumnElement[bool]:
    is_silent = and_(col(check.state) == CheckState.LEASED, col(check.lease_until) < now)
    return or_(col(check.state) == CheckState.QUEUED, is_silent)


def _lines() -> SelectOfScalar[GateCheck]:
    return select(GateCheck).options(unread(GateCheck.bundle), unread(GateCheck.report))

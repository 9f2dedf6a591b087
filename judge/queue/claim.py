"""Takes the next run of a lane out of the queue: one conditional update, so that two workers never take the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update

from judge.queue.clock import database_now
from judge.queue.lease import Lease
from judge.storage.runs import Lane, Run, RunState
from judge.storage.submissions import Submission, SubmissionKind


@dataclass(frozen=True, slots=True)
class Claimed:
    """A run that is ours to judge, with all that is needed for it."""

    lease: Lease
    submission_id: str
    version_id: str  # that judges: the submission's own, or a rejudging's
    kind: SubmissionKind
    stack: str
    files: dict[str, str]
    seed: int
    lane: Lane = Lane.JUDGE
    variant: int | None = None

    @property
    def is_console(self) -> bool:
        """Whether it is only started and spoken to, not judged."""
        return self.kind is SubmissionKind.TRY


# What a slot of a lane takes, in this order: a rejudging's runs only when nobody waits for a verdict.
SERVED = {Lane.JUDGE: (Lane.JUDGE, Lane.SHADOW), Lane.CONSOLE: (Lane.CONSOLE,), Lane.SHADOW: (Lane.SHADOW,)}


def lane_due(session: Session, lane: Lane) -> Lane | None:
    """The lane that a slot of this one takes its next run from, None when none can be claimed."""
    return next((served for served in SERVED[lane] if is_due(session, served)), None)


def is_due(session: Session, lane: Lane = Lane.JUDGE) -> bool:
    """Whether a run of the lane can be claimed. A read, so that idle slots ask for no write lock."""
    now = database_now(session)
    query = select(Run.id).where(Run.state == RunState.QUEUED, Run.lane == lane, Run.available_at <= now).limit(1)
    return session.exec(query).first() is not None


def claim(session: Session, owner: str, lease_seconds: float, lane: Lane = Lane.JUDGE) -> Claimed | None:
    """Leases the lane's next run to the owner, or gives None when none waits. Nothing is judged before the commit."""
    now = database_now(session)
    taken = (
        update(Run)
        .where(col(Run.id) == _next_run(now, lane), col(Run.state) == RunState.QUEUED)
        .values(
            state=RunState.LEASED,
            lease_token=col(Run.lease_token) + 1,
            attempts=col(Run.attempts) + 1,
            lease_owner=owner,
            lease_until=now + timedelta(seconds=lease_seconds),
            started_at=now,
        )
        .returning(
            *(col(Run.id), col(Run.lease_token), col(Run.attempts)),
            *(col(Run.submission_id), col(Run.seed), col(Run.version_id)),
        )
        .execution_options(synchronize_session=False)
    )
    row = session.exec(taken).first()
    if row is None:
        return None
    run_id, token, attempt, submission_id, seed, version_id = row
    submission = session.get_one(Submission, submission_id)
    return Claimed(
        lease=Lease(run_id, token, attempt),
        submission_id=submission_id,
        version_id=version_id or submission.version_id,
        kind=submission.kind,
        stack=submission.stack,
        files=submission.files,
        seed=seed,
        lane=lane,
        variant=submission.variant,
    )


def leased_now(run: type[Run]) -> ScalarSelect[int]:
    """How many runs of the same user and lane are being judged at this moment."""
    other = aliased(Run)
    is_same = (other.user_id == run.user_id, other.lane == run.lane, other.state == RunState.LEASED)
    return select(func.count()).select_from(other).where(*is_same).correlate(run).scalar_subquery()


def last_served(run: type[Run]) -> ScalarSelect[datetime | None]:
    """When a run of the same user and lane was last claimed."""
    other = aliased(Run)
    is_same = (other.user_id == run.user_id, other.lane == run.lane)
    return select(func.max(other.started_at)).where(*is_same).correlate(run).scalar_subquery()


def _next_run(now: datetime, lane: Lane) -> ScalarSelect[str]:
    """The run whose turn it is: priority, then the user with fewer in work, then whoever waited longest for a turn.

    SKIP LOCKED passes over what another worker is claiming at this moment; SQLite, which has one writer, ignores it.
    """
    run = aliased(Run)
    turn: tuple[ColumnElement[Any], ...] = (leased_now(run).asc(), last_served(run).asc().nulls_first())
    # Nobody waits for a rejudging's runs one by one, and there may be thousands: they need no turns, which cost a look
    # at all runs of each one's user.
    fair = () if lane is Lane.SHADOW else turn
    order = (col(run.priority).asc(), *fair, col(run.queued_at).asc(), col(run.id).asc())
    is_ready = (run.state == RunState.QUEUED, run.lane == lane, run.available_at <= now)
    query = select(run.id).where(*is_ready).order_by(*order).limit(1)
    return query.with_for_update(skip_locked=True, of=run).scalar_subquery()

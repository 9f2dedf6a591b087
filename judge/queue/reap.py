"""Takes back what silent workers held: killed, cut off, or frozen for longer than their lease."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from judge.queue.clock import database_now
from judge.queue.finish import fail_attempt
from judge.queue.lease import Lease
from judge.storage.runs import Run, RunState


@dataclass(frozen=True, slots=True)
class Reaped:
    """A run that was taken back, from whom, and what became of it."""

    run_id: str
    owner: str
    state: RunState


def reap(session: Session, max_attempts: int) -> list[Reaped]:
    """Ends every expired lease as a failed attempt. Any worker may do it at any time."""
    has_expired = (Run.state == RunState.LEASED, col(Run.lease_until) < database_now(session))
    # Locked, so that a heartbeat cannot come between; what another reaper has locked is his.
    query = select(Run.id, Run.lease_token, Run.attempts, Run.lease_owner).where(*has_expired).order_by(Run.id)
    expired = session.exec(query.with_for_update(skip_locked=True)).all()
    reaped = []
    for run_id, token, attempt, owner in expired:
        reason = f"worker {owner} went silent during attempt {attempt}"
        state = fail_attempt(session, Lease(run_id, token, attempt), reason, max_attempts)
        reaped.append(Reaped(run_id, owner or "", state))
    return reaped

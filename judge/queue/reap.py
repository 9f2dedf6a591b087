"""Takes back what silent workers held: killed, cut off, or frozen for longer than their lease."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from judge.queue.clock import database_now
from judge.queue.finish import end_console, fail_attempt
from judge.queue.lease import Lease
from judge.storage.runs import Lane, Run, RunState


@dataclass(frozen=True, slots=True)
class Reaped:
    """A run that was taken back, from whom, and what became of it."""

    run_id: str
    owner: str
    state: RunState


def reap(session: Session, max_attempts: int) -> list[Reaped]:
    """Ends every expired lease as a failed attempt, and consoles for good. Any worker may do it at any time."""
    has_expired = (Run.state == RunState.LEASED, col(Run.lease_until) < database_now(session))
    # Locked, so that a heartbeat cannot come between; what another reaper has locked is his.
    query = select(Run).where(*has_expired).order_by(Run.id).with_for_update(skip_locked=True)
    expired = session.exec(query.execution_options(populate_existing=True)).all()
    return [Reaped(run.id, run.lease_owner or "", _take_back(session, run, max_attempts)) for run in expired]


def _take_back(session: Session, run: Run, max_attempts: int) -> RunState:
    lease = Lease(run.id, run.lease_token, run.attempts)
    reason = f"worker {run.lease_owner} went silent during attempt {run.attempts}"
    if run.lane is Lane.CONSOLE:
        end_console(session, lease, reason)
        return RunState.DONE
    return fail_attempt(session, lease, reason, max_attempts)

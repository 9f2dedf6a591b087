"""Stops a run because its owner asks: whoever judges it loses the lease, and notices."""

from sqlmodel import Session, col, select, update

from judge.domain.verdict import Verdict
from judge.queue.clock import database_now
from judge.queue.lease import Happening, Lease, tell
from judge.storage.runs import UNFINISHED, EventKind, Run, RunState


def cancel(session: Session, run_id: str, verdict: Verdict = Verdict.CANCELLED) -> bool:
    """Ends a run that has not ended; False when it had. The raised token refuses what its worker still sends."""
    ended = (
        update(Run)
        .where(col(Run.id) == run_id, col(Run.state).in_(UNFINISHED))
        .values(
            state=RunState.CANCELLED,
            verdict=verdict,
            lease_token=col(Run.lease_token) + 1,
            lease_owner=None,
            lease_until=None,
            finished_at=database_now(session),
        )
        .execution_options(synchronize_session=False)
    )
    if session.exec(ended).rowcount != 1:
        return False
    token, attempt = session.exec(select(Run.lease_token, Run.attempts).where(Run.id == run_id)).one()
    data = {"verdict": verdict.value, "score": None, "max_score": None}
    tell(session, Lease(run_id, token, attempt), [Happening(EventKind.VERDICT, data)])
    return True

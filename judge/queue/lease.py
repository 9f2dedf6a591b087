"""What a worker holds while it judges: a run, the token that its claim raised, and for how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from judge.queue.clock import database_now
from judge.queue.plain import plain_json
from judge.storage.runs import Event, EventKind, Run, RunState


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to judge a run. The token fences: whoever holds an older one can no longer write."""

    run_id: str
    token: int
    attempt: int

    def fence(self) -> tuple[ColumnElement[bool], ...]:
        """The condition under which anything may be written for this run."""
        return (col(Run.id) == self.run_id, col(Run.lease_token) == self.token, col(Run.state) == RunState.LEASED)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event before it is written."""

    kind: EventKind
    data: dict[str, Any]


def heartbeat(session: Session, lease: Lease, lease_seconds: float) -> bool:
    """Renews the lease; False when it is no longer ours: then the run must be dropped."""
    until = database_now(session) + timedelta(seconds=lease_seconds)
    return session.exec(update(Run).where(*lease.fence()).values(lease_until=until)).rowcount == 1


def is_live(session: Session, run_id: str, token: int) -> bool:
    """Whether a worker still judges this run under this token: else its boxes are nobody's."""
    lease = Lease(run_id, token, attempt=0)
    return session.exec(select(Run.id).where(*lease.fence())).first() is not None


def tell(session: Session, lease: Lease, happenings: Iterable[Happening]) -> None:
    """Writes events in their order. The caller has renewed or ended the lease in this transaction, so it is ours."""
    now = database_now(session)
    for happening in happenings:
        session.add(
            Event(
                run_id=lease.run_id,
                attempt=lease.attempt,
                kind=happening.kind,
                data=plain_json(happening.data),
                created_at=now,
            )
        )
        session.flush()  # ids follow the order of the flushes, and readers go by the ids

"""Puts runs into the queue. The caller's commit, which also holds the submission, is what accepts them."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from judge.queue.clock import database_now
from judge.storage.runs import UNFINISHED, Lane, Run, RunState


def enqueue(session: Session, run: Run) -> Run:
    """Adds a run that can be claimed from now on, by the database's clock: a web host's may be an hour ahead."""
    enqueue_all(session, [run])
    return run


def enqueue_all(session: Session, runs: Collection[Run]) -> None:
    """Adds many runs at one moment, in one statement: on SQLite nobody else can write meanwhile."""
    now = database_now(session)
    for run in runs:
        run.state, run.queued_at, run.available_at = RunState.QUEUED, now, now
    session.add_all(runs)
    session.flush()


def queued_count(session: Session, user_id: str) -> int:
    """How many runs of a user wait or are being judged, for the cap per user. Consoles and rejudgings are none."""
    is_counted = (Run.user_id == user_id, Run.lane == Lane.JUDGE, col(Run.state).in_(UNFINISHED))
    return session.exec(select(func.count()).select_from(Run).where(*is_counted)).one()

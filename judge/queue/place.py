"""A waiting run's place in its lane of the queue, estimated by the rules that claims go by."""

from sqlalchemy import case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from judge.queue.claim import last_served, leased_now
from judge.queue.clock import database_now
from judge.storage.runs import Run, RunState, counts


def place(session: Session, run_id: str) -> int | None:
    """1 is next; None when the run does not wait, or for a rejudging.

    Users take turns, so a second run of a user stands further back.
    """
    run = aliased(Run)
    own = (col(run.lane), col(run.user_id), col(run.priority))
    turn = func.row_number().over(partition_by=own, order_by=(col(run.queued_at), col(run.id))) - 1
    waiting = (
        select(
            col(run.id).label("id"),
            case((col(run.available_at) <= database_now(session), 0), else_=1).label("is_held_back"),
            col(run.priority).label("priority"),
            (leased_now(run) + turn).label("load"),
        )
        .add_columns(
            last_served(run).label("served"), col(run.queued_at).label("queued_at"), col(run.lane).label("lane")
        )
        .where(col(run.state) == RunState.QUEUED, counts(run))
        .subquery()
    )
    first = (waiting.c.is_held_back, waiting.c.priority, waiting.c.load, waiting.c.served.asc().nulls_first())
    order = (*first, waiting.c.queued_at, waiting.c.id)
    number = func.row_number().over(partition_by=waiting.c.lane, order_by=order).label("number")
    numbered = select(waiting.c.id, number).subquery()
    return session.exec(select(numbered.c.number).where(numbered.c.id == run_id)).first()

"""Deciding over a rejudging: apply it or drop it, each in one transaction and once, whoever clicks at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from judge.accounts import Account
from judge.errors import Conflict, Invalid
from judge.queue.cancel import cancel
from judge.rejudging.changes import Change
from judge.rejudging.looking import changes
from judge.rejudging.owners import own_rejudge
from judge.storage import rejudges as store
from judge.storage.rejudges import Rejudge, RejudgeState
from judge.storage.runs import UNFINISHED

MAX_REASON = 500
DECIDED = "This rejudging was {state} already."


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an author wants done."""

    used: Sequence[str] = ()  # submissions that somebody relies on, by name: without it they stay as they are
    reason: str = ""  # why those
    is_partial: bool = False  # also while runs wait: they are stopped


def apply(session: Session, account: Account | None, rejudge_id: str, ruling: Ruling, *, now: datetime) -> int:
    """Lets the shadow runs count, in one commit; gives how many.

    Left out are those that the version cannot judge, those that the judge gave up, those that something else counts
    for by now, and those that somebody relies on and that are not named. Raises Conflict while runs wait, and when
    it was decided already.
    """
    rejudge = _locked(session, account, rejudge_id)
    found = changes(session, rejudge)
    waiting = sum(change.state == "waiting" for change in found)
    if waiting and not ruling.is_partial:
        some = "1 submission is" if waiting == 1 else f"{waiting} submissions are"
        raise Conflict(f"{some} still to be judged. Wait, or apply what is there.")
    _check(found, ruling)
    meant = [change.submission_id for change in found if _may_count(change, ruling)]
    decision = {"applied": len(meant), "used": sorted(ruling.used), "reason": ruling.reason.strip()}
    _end(session, account, rejudge, RejudgeState.APPLIED, decision | {"stopped": waiting}, now=now)
    number = store.let_count(session, rejudge.id, meant)
    session.commit()
    return number


def drop(session: Session, account: Account | None, rejudge_id: str, *, now: datetime) -> None:
    """Ends a rejudging without effect, in one commit; what waits is not judged any more."""
    rejudge = _locked(session, account, rejudge_id)
    _end(session, account, rejudge, RejudgeState.DROPPED, {}, now=now)
    session.commit()


def _locked(session: Session, account: Account | None, rejudge_id: str) -> Rejudge:
    """The rejudging, while nobody else can decide over its runs; Conflict when somebody has."""
    by = account.id if account else None
    store.lock_for_decision(session, own_rejudge(session, account, rejudge_id), by=by)
    rejudge = own_rejudge(session, account, rejudge_id)
    if rejudge.state is not RejudgeState.OPEN:
        raise Conflict(DECIDED.format(state=rejudge.state.value))
    return rejudge


def _check(found: Sequence[Change], ruling: Ruling) -> None:
    """Refuses a ruling over submissions that are not marked here, or without its reason."""
    marked = {change.submission_id for change in found if change.is_used}
    strange = [submission_id for submission_id in ruling.used if submission_id not in marked]
    if strange:
        raise Invalid("Only submissions of timed sessions in this rejudging are named one by one.", "used")
    if ruling.used and not ruling.reason.strip():
        raise Invalid("Say why the results of timed sessions change: their owners may ask.", "reason")
    if len(ruling.reason) > MAX_REASON:
        raise Invalid(f"The reason has {len(ruling.reason)} characters; it may have {MAX_REASON}.", "reason")


def _may_count(change: Change, ruling: Ruling) -> bool:
    return change.state in ("same", "changed") and (not change.is_used or change.submission_id in ruling.used)


def _end(
    session: Session,
    account: Account | None,
    rejudge: Rejudge,
    state: RejudgeState,
    decision: dict[str, Any],
    *,
    now: datetime,
) -> None:
    """Writes the decision and stops what waits, for the caller's commit."""
    by = account.id if account else None
    if not store.decide(session, rejudge.id, state, by=by, now=now, decision=decision):
        raise Conflict(DECIDED.format(state="decided"))
    for line in store.item_lines(session, rejudge.id):
        if line.shadow and line.shadow.state in UNFINISHED:
            cancel(session, line.shadow.id)

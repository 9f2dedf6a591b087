"""Timed sessions: planned, rehearsed, started, given more time, and closed exactly once, with a browser or without.

Time is the database's: `ends_at` is fixed at the start. Whoever closes a session (its owner, a page that is asked for
too late, a worker's housekeeping) takes the lock of its user first and looks again; so two closers hand in once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

import structlog
from sqlmodel import Session

from judge.accounts import Account
from judge.cards import problem_of
from judge.catalogue.bundle import Bundle
from judge.desks import GRACE, REHEARSAL, is_open
from judge.errors import Conflict, Invalid, JudgeError, NotFound
from judge.filling import filled, own_variant
from judge.practice import queue_up
from judge.queue.clock import database_now
from judge.storage import accounts, problems
from judge.storage import sittings as store
from judge.storage.accounts import lock_user
from judge.storage.drafts import Draft
from judge.storage.problems import ProblemVersion
from judge.storage.sittings import Sitting, SittingPolicy
from judge.storage.submissions import Submission, SubmissionKind

log = structlog.get_logger()

MAX_TASKS = 4
MIN_MINUTES, MAX_MINUTES = 5, 240
REHEARSAL_MINUTES = 10
MAX_EXTRA_PERCENT = 300


@dataclass(frozen=True, slots=True)
class Plan:
    """A session to be made; its tasks stay at these versions."""

    title: str
    versions: tuple[ProblemVersion, ...]
    minutes: int
    policy: SittingPolicy


def plan(session: Session, account: Account, wanted: Plan, *, now: datetime) -> str:
    """Makes a session for this user, not begun; gives its id. The user's extra time is fixed here."""
    sitting = _planned(session, account, wanted, now)
    session.commit()
    return sitting.id


def plan_mock(
    session: Session, account: Account, slugs: Sequence[str], minutes: int | None, policy: str, *, now: datetime
) -> str:
    """Makes a session for practice of listed problems; without minutes it lasts as long as these say. Gives its id."""
    if not 1 <= len(slugs) <= MAX_TASKS or len(set(slugs)) != len(slugs):
        raise Invalid(f"Choose 1 to {MAX_TASKS} tasks, each once.", "tasks")
    versions = tuple(_listed(session, slug) for slug in slugs)
    if policy not in set(SittingPolicy):
        raise Invalid("Choose what is told while the session runs.", "policy")
    if minutes is None:
        minutes = min(sum(problem_of(version).minutes for version in versions), MAX_MINUTES)
    if not MIN_MINUTES <= minutes <= MAX_MINUTES:
        raise Invalid(f"A session has {MIN_MINUTES} to {MAX_MINUTES} minutes.", "minutes")
    first = problem_of(versions[0]).title
    title = first if len(versions) == 1 else f"{first} and {len(versions) - 1} more"
    return plan(session, account, Plan(title, versions, minutes, SittingPolicy(policy)), now=now)


def start(session: Session, account: Account, sitting_id: str) -> None:
    """Begins one's session: from now on its time runs. Nothing happens when it has begun already.

    Raises Conflict while another one runs. A rehearsal that still runs is ended: something real begins.
    """
    sitting = _own(session, account, sitting_id)
    if sitting.started_at is None:
        _begin(session, sitting, database_now(session))
    session.commit()


def discard(session: Session, account: Account, sitting_id: str) -> None:
    """Takes back the plan of one's session that has not begun, and ends its rehearsal if one runs."""
    sitting = _own(session, account, sitting_id)
    if sitting.started_at is not None:
        raise Conflict("A session that has begun stays in your list.")
    for rehearsal in store.rehearsals_of(session, sitting_id):
        _close(session, rehearsal, database_now(session))
    store.remove_sitting(session, sitting)
    session.commit()


def rehearse(session: Session, account: Account, sitting_id: str, *, now: datetime) -> str:
    """Begins a rehearsal of one's session that has not begun, or gives the one that runs; gives its id."""
    sitting = _own(session, account, sitting_id)
    version = problems.current_version(session, REHEARSAL)
    if sitting.rehearses or version is None:
        raise NotFound("no rehearsal")
    if sitting.started_at is not None:
        raise Conflict("A rehearsal is offered before the start only.")
    moment = database_now(session)
    rehearsal = next((known for known in store.rehearsals_of(session, sitting_id) if is_open(known, moment)), None)
    if rehearsal is None:
        wanted = Plan(f"Rehearsal of {sitting.title}", (version,), REHEARSAL_MINUTES, SittingPolicy(sitting.policy))
        rehearsal = _planned(session, account, wanted, now, rehearses=sitting_id)
        _begin(session, rehearsal, moment)
    session.commit()
    return rehearsal.id


def extend(session: Session, sitting_id: str, minutes: int) -> Sitting:
    """Gives a session more minutes, before or while it runs; pages show it at their next look. For staff."""
    if not 1 <= minutes <= MAX_MINUTES:
        raise Invalid(f"Between 1 and {MAX_MINUTES} minutes can be added.", "minutes")
    sitting = _locked(session, sitting_id)
    if sitting is None:
        raise NotFound("no such session")
    if sitting.finished_at is not None:
        raise Conflict("This session has ended.")
    sitting.extra_minutes += minutes
    if sitting.ends_at is not None:
        sitting.ends_at += timedelta(minutes=minutes)
    session.add(sitting)
    session.commit()
    return sitting


def finish(session: Session, account: Account, sitting_id: str) -> Sitting:
    """Ends one's session now and hands in what is saved and was not handed in. Once more changes nothing."""
    sitting = _own(session, account, sitting_id)
    if sitting.started_at is None:
        raise Conflict("This session has not begun.")
    _close(session, sitting, database_now(session))
    session.commit()
    return sitting


def time_up(session: Session, account: Account, sitting_id: str) -> None:
    """Ends one's session if its time is over by the database's clock, without the grace: its page has saved all.

    Nothing happens when there is time left, since the page's own clock may be wrong or somebody has added minutes.
    """
    sitting = _own(session, account, sitting_id)
    now = database_now(session)
    if sitting.ends_at is not None and now >= sitting.ends_at:
        _close(session, sitting, now)
    session.commit()


def close_due(session: Session, account: Account | None = None) -> list[str]:
    """Closes all sessions, or one user's, whose time and grace are over: one commit each. Gives the ids of its own.

    The grace lets an editor's last save arrive that was sent in time.
    """
    before = database_now(session) - GRACE
    due = store.due(session, before, account.id if account else "")
    session.rollback()  # each is closed in a transaction of its own
    return [sitting_id for sitting_id in due if _close_if_due(session, sitting_id, before)]


def is_due(session: Session, account: Account) -> bool:
    """Whether a session of this user waits to be closed: a cheap question before every page about sessions."""
    return bool(store.due(session, database_now(session) - GRACE, account.id))


def running(session: Session) -> list[store.Running]:
    """Every session that runs, whosever it is, the next to end first. For staff."""
    return store.running(session)


def set_extra_time(session: Session, email: str, percent: int) -> None:
    """Makes a user's timed sessions longer by this share from now on; what is planned keeps its length. For staff."""
    if not 0 <= percent <= MAX_EXTRA_PERCENT:
        raise Invalid(f"Extra time is 0 to {MAX_EXTRA_PERCENT} percent.", "percent")
    user = accounts.user_by_email(session, email)
    if user is None:
        raise NotFound(f"there is no account for {email}")
    user.extra_time_percent = percent
    session.add(user)
    session.commit()


def _planned(session: Session, account: Account, wanted: Plan, now: datetime, rehearses: str | None = None) -> Sitting:
    user = accounts.user_by_id(session, account.id)
    percent = user.extra_time_percent if user else 0
    sitting = Sitting(
        user_id=account.id,
        title=wanted.title,
        policy=wanted.policy,
        minutes=wanted.minutes,
        extra_minutes=-(-wanted.minutes * percent // 100),  # up to the next minute
        rehearses=rehearses,
        created_at=now,
    )
    store.add_sitting(session, sitting, wanted.versions)
    return sitting


def _listed(session: Session, slug: str) -> ProblemVersion:
    version = problems.current_version(session, slug)
    if version is None or not problem_of(version).is_listed or problems.archived_at(session, slug):
        raise Invalid("One of the tasks does not exist any more. Choose again.", "tasks")
    return version


def _close_if_due(session: Session, sitting_id: str, before: datetime) -> bool:
    """Closes one session in its own commit; says whether it did. One that cannot be closed keeps no other one open."""
    try:
        sitting = _locked(session, sitting_id)
        is_due_still = sitting is not None and sitting.ends_at is not None and sitting.ends_at < before
        was_closed = sitting is not None and is_due_still and _close(session, sitting, database_now(session))
        session.commit()
    except (JudgeError, LookupError, ValueError):  # what a damaged row or bundle would lead to
        session.rollback()
        log.exception("session not closed", sitting=sitting_id)
        return False
    return was_closed


def _own(session: Session, account: Account, sitting_id: str) -> Sitting:
    """One's own session, its user locked; a stranger's does not exist."""
    lock_user(session, account.id)
    sitting = store.fresh(session, sitting_id)
    if sitting is None or sitting.user_id != account.id:
        raise NotFound("no such session")
    return sitting


def _locked(session: Session, sitting_id: str) -> Sitting | None:
    """Any session with its user locked, as it is once the lock is held; None when both were deleted meanwhile."""
    found = store.sitting_by_id(session, sitting_id)
    if found is None:
        return None
    lock_user(session, found.user_id)
    return store.fresh(session, sitting_id)


def _begin(session: Session, sitting: Sitting, now: datetime) -> None:
    """Starts the clock. The user is locked, so that two starts cannot both see that nothing runs."""
    for other in store.begun(session, sitting.user_id):
        if other.rehearses is None and is_open(other, now):
            raise Conflict("Another timed session of yours is running. Finish it first.")
        _close(session, other, now)
    sitting.started_at = now
    sitting.ends_at = now + timedelta(minutes=sitting.minutes + sitting.extra_minutes)
    session.add(sitting)


def _close(session: Session, sitting: Sitting, now: datetime) -> bool:
    """Hands in what is saved and marks the session as ended; False when that was done before. Its user is locked."""
    if sitting.finished_at is not None:
        return False
    drafts = store.drafts_in(session, sitting)  # the last saved first, of whatever stack
    for task in store.tasks_of(session, sitting.id):
        version = problems.version_by_id(session, task.version_id)
        own = [draft for draft in drafts if draft.slug == task.slug]
        if version is not None and own:
            _hand_in(session, sitting, version, own, now)
    sitting.finished_at = now
    session.add(sitting)
    return True


def _hand_in(session: Session, sitting: Sitting, version: ProblemVersion, own: Sequence[Draft], now: datetime) -> None:
    """Hands the last saved draft in unless that was done, or there is nothing in it but the starter.

    Where nothing was submitted, a glance at another stack must not cost the work in the one before: then the last draft
    with work in it counts. Past the caps: work must not be lost because its owner had runs waiting. The key makes it
    one submission for ever.
    """
    last = store.last_submit(session, sitting.id, version.id)
    candidates = own[:1] if last is not None else own
    variant = own_variant(version, sitting.user_id)
    shown = filled(version, variant)
    draft = next((draft for draft in candidates if not _is_starter(shown, draft)), None)
    if draft is None or (last is not None and (last.stack, last.files) == (draft.stack, draft.files)):
        return
    submission = Submission(
        user_id=sitting.user_id,
        version_id=version.id,
        kind=SubmissionKind.SUBMIT,
        stack=draft.stack,
        files=draft.files,
        idempotency_key=str(uuid5(NAMESPACE_OID, f"{sitting.id}/{version.slug}")),
        created_at=now,
        sitting_id=sitting.id,
        variant=variant,
    )
    queue_up(session, submission, version)


def _is_starter(version: ProblemVersion, draft: Draft) -> bool:
    starter = Bundle.from_bytes(version.bundle).starter(draft.stack)
    return all(starter.get(path) == text.encode() for path, text in draft.files.items())

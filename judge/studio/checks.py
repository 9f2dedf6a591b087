"""The gate over a problem in the making: asked for, watched, stopped. A worker does it (judge/checking.py)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge.accounts import Account
from judge.errors import Invalid, NotFound, TooManyQueued
from judge.gate.report import GateReport
from judge.storage import checks as store
from judge.storage.accounts import lock_user
from judge.storage.checks import UNFINISHED, CheckState, GateCheck
from judge.storage.studio import StudioProblem
from judge.studio.access import own, own_to_change
from judge.studio.listing import bundle_of, load

MAX_CHECKS = 20  # of one problem, the last ones; a report has some ten KiB
MAX_UNFINISHED = 3  # of one author: a gate takes a minute or more, and others wait
MUTANTS = 40


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check as pages and scripts show it."""

    id: str
    state: str
    place: int  # how many are done before it; 0 when it is not waiting
    done: int
    total: int
    progress: str
    report: GateReport | None
    reason: str
    created_at: datetime
    finished_at: datetime | None
    content_hash: str
    is_current: bool  # the files still are what was checked

    @property
    def is_unfinished(self) -> bool:
        """Whether there is something to wait for."""
        return self.state in UNFINISHED

    @property
    def is_passed(self) -> bool:
        """Whether what was checked may be published."""
        return self.report is not None and self.report.is_passed

    @property
    def is_publishable(self) -> bool:
        """Whether what stands in the studio now may be published."""
        return self.is_passed and self.is_current


def ask(session: Session, account: Account, problem_id: str, *, with_mutants: bool, now: datetime) -> tuple[str, bool]:
    """Queues a check of the files as they are; gives its id, and False when another one has not ended yet.

    Raises ProblemInvalid when the folder is not valid: a gate would say no more.
    """
    problem = own_to_change(session, account, problem_id)
    known = store.unfinished_check(session, problem.id)
    if known is not None:
        return known.id, False
    lock_user(session, account.id)
    if store.unfinished_of_user(session, account.id) >= MAX_UNFINISHED:
        raise TooManyQueued(f"{MAX_UNFINISHED} of your checks have not ended. Wait for one of them.")
    loaded = load(session, problem, bundle_of(session, problem))
    check = GateCheck(
        problem_id=problem.id,
        user_id=account.id,
        content_hash=loaded.bundle.content_hash,
        bundle=loaded.bundle.to_bytes(),
        options={"mutants": MUTANTS if with_mutants else 0},
        created_at=now,
    )
    store.add_check(session, check, most=MAX_CHECKS)
    session.commit()
    return check.id, True


def look(session: Session, account: Account, problem_id: str, check_id: str) -> CheckView:
    """One check of one's own problem."""
    problem = own(session, account, problem_id)
    check = store.check_by_id(session, check_id)
    if check is None or check.problem_id != problem.id:
        raise NotFound("no such check")
    return _view(session, problem, check)


def latest(session: Session, account: Account, problem_id: str) -> CheckView | None:
    """The newest check of one's own problem."""
    problem = own(session, account, problem_id)
    check = store.last_check(session, problem.id)
    return _view(session, problem, check) if check else None


def cancel(session: Session, account: Account, problem_id: str, check_id: str, *, now: datetime) -> None:
    """Stops a check; nothing happens when it has ended. Its worker takes its boxes away within a second."""
    problem = own(session, account, problem_id)
    check = store.check_by_id(session, check_id)
    if check is None or check.problem_id != problem.id:
        raise NotFound("no such check")
    store.end_unfinished(session, check.id, now=now)
    session.commit()


def is_current(session: Session, problem: StudioProblem, check: GateCheck) -> bool:
    """Whether the files still are what was checked. Read and hashed each time: clocks may go back, contents do not."""
    return check.content_hash == bundle_of(session, problem).content_hash


def report_of(check: GateCheck) -> GateReport | None:
    """What came of it; None also for a report of an earlier version of ours, after which one checks again."""
    try:
        return GateReport.from_json(check.report) if check.report else None
    except Invalid:
        return None


def _view(session: Session, problem: StudioProblem, check: GateCheck) -> CheckView:
    return CheckView(
        id=check.id,
        state=check.state.value,
        place=store.queued_before(session, check) if check.state is CheckState.QUEUED else 0,
        done=check.done,
        total=check.total,
        progress=check.progress,
        report=report_of(check),
        reason=check.reason,
        created_at=check.created_at,
        finished_at=check.finished_at,
        content_hash=check.content_hash,
        is_current=is_current(session, problem, check),
    )

"""Where somebody works on a problem: in practice on its current version, or at a task of a timed session.

Drafts, runs, hints and consoles ask this one place whether the session is theirs and still open.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from judge.accounts import Account
from judge.cards import problem_of
from judge.catalogue.bundle import Bundle
from judge.domain.feedback import AFTERWARDS, PRACTICE, SEALED, TIMED, FeedbackPolicy
from judge.domain.files import FileRules
from judge.errors import Conflict, Invalid, NotFound, SittingClosed
from judge.filling import filled, own_variant
from judge.storage import problems, studio
from judge.storage import sittings as store
from judge.storage.accounts import AUTHORS, Role
from judge.storage.problems import ProblemVersion
from judge.storage.sittings import Sitting, SittingPolicy
from judge.storage.studio import DRAFT

GRACE = timedelta(seconds=10)  # for the last save of an editor that stopped in time, over a slow network
REHEARSAL = "rehearsal-greeting"  # the problem that a rehearsal is made of; in no list
ARCHIVED = "This problem is archived: it takes no new answers. What you handed in stays."
CLOSED = "This session is not running. What you saved before its end was handed in."


@dataclass(frozen=True, slots=True)
class Desk:
    """One user before one problem."""

    account: Account
    version: ProblemVersion  # with the values of the user's variant in its texts
    sitting: Sitting | None
    variant: int | None = None  # None: the problem has none

    @property
    def sitting_id(self) -> str:
        """The session's id; empty in practice."""
        return self.sitting.id if self.sitting else ""

    def rules(self, stack: str) -> FileRules:
        """Which files an answer in this stack may have; Invalid when the problem does not offer it."""
        problem = problem_of(self.version)
        if stack not in problem.stacks:
            raise Invalid("This problem does not offer that stack.", "stack")
        return problem.file_rules(Bundle.from_bytes(self.version.bundle).starter(stack))


def desk(
    session: Session, account: Account, slug: str, sitting_id: str, *, now: datetime, variant: int | None = None
) -> Desk:
    """Where this user may write; `now` by the database's clock. Raises NotFound, or SittingClosed outside its time.

    In practice a problem that is no longer offered takes nothing new: Conflict. A variant is given where an author
    tries a problem out, and nowhere else.
    """
    if not sitting_id:
        if problems.archived_at(session, slug) is not None:
            raise Conflict(ARCHIVED)
        return practice_desk(session, account, slug, variant)
    found = sitting_desk(session, account, slug, sitting_id)
    if found.sitting is None or not is_open(found.sitting, now):
        raise SittingClosed(CLOSED)
    return found


def practice_desk(session: Session, account: Account, slug: str, variant: int | None = None) -> Desk:
    """Before the current version of a problem, in one's own variant unless another one is tried out."""
    version = published_version(session, account, slug)
    number = variant_for(version, account, variant)
    return Desk(account, filled(version, number), None, number)


def readable_version(
    session: Session, account: Account | None, slug: str, variant: int | None = None
) -> ProblemVersion:
    """A problem's current version as this reader has it; a draft that is tried out exists for its authors only."""
    version = published_version(session, account, slug)
    return filled(version, variant_for(version, account, variant))


def variant_for(version: ProblemVersion, account: Account | None, wanted: int | None) -> int | None:
    """One's own variant, unless another one of the problem is tried out."""
    is_there = wanted is not None and 0 <= wanted < len(version.manifest.get("variants", ()))
    return wanted if is_there else own_variant(version, account.id if account else None)


def published_version(session: Session, account: Account | None, slug: str) -> ProblemVersion:
    """The same as it was published, for what all its variants have in common."""
    version = problems.current_version(session, slug)
    if version is None or not _may_read(session, account, slug):
        raise NotFound("no such problem")
    return version


def _may_read(session: Session, account: Account | None, slug: str) -> bool:
    if not slug.endswith(DRAFT):
        return True
    if account is None or account.role not in AUTHORS:
        return False
    problem = studio.problem_by_slug(session, slug.removesuffix(DRAFT))
    return problem is not None and (account.role is Role.ADMIN or studio.is_author(session, problem.id, account.id))


def sitting_desk(session: Session, account: Account, slug: str, sitting_id: str) -> Desk:
    """At a task of one's own session, whether it runs or not; a stranger's does not exist."""
    sitting = store.sitting_by_id(session, sitting_id)
    task = store.task_of(session, sitting_id, slug)
    version = problems.version_by_id(session, task.version_id) if task else None
    if sitting is None or sitting.user_id != account.id or version is None:
        raise NotFound("no such session or task")
    variant = own_variant(version, account.id)
    return Desk(account, filled(version, variant), sitting, variant)


def is_open(sitting: Sitting, now: datetime) -> bool:
    """Whether work in this session still counts."""
    has_begun = sitting.ends_at is not None and sitting.finished_at is None
    return has_begun and sitting.ends_at is not None and now <= sitting.ends_at + GRACE


def require_open(session: Session, desk: Desk) -> None:
    """Asked again once the user's rows are locked: a session that was closed since the desk was made takes nothing."""
    if desk.sitting is not None and store.is_finished(session, desk.sitting.id):
        raise SittingClosed(CLOSED)


def policy_of(sitting: Sitting | None) -> FeedbackPolicy:
    """What the owner of an answer is told: after the end of its session, all that practice tells."""
    if sitting is None:
        return PRACTICE
    if sitting.finished_at is not None:
        return AFTERWARDS
    return SEALED if sitting.policy is SittingPolicy.SEALED else TIMED

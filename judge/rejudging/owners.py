"""Whose rejudgings these are, and which submissions somebody relies on."""

from sqlmodel import Session

from judge.accounts import Account
from judge.errors import NotFound
from judge.storage.accounts import AUTHORS
from judge.storage.rejudges import Rejudge, rejudge_by_id
from judge.storage.studio import slugs_kept_from
from judge.storage.submissions import Submission


def require_author(session: Session, account: Account | None, slug: str) -> None:
    """Raises NotFound for whoever does not write this problem. None is the operator at the command line.

    What nobody writes in the studio belongs to every author.
    """
    is_author = account is None or account.role in AUTHORS
    if not is_author or slug in kept_from(session, account):
        raise NotFound("no such problem")


def kept_from(session: Session, account: Account | None) -> frozenset[str]:
    """The problems that others write."""
    return slugs_kept_from(session, account.id, account.role) if account else frozenset()


def own_rejudge(session: Session, account: Account | None, rejudge_id: str) -> Rejudge:
    """A rejudging of a problem that this account writes; others do not exist."""
    found = rejudge_by_id(session, rejudge_id)
    if found is None:
        raise NotFound("no such rejudging")
    require_author(session, account, found.slug)
    return found


def is_used(submission: Submission) -> bool:
    """Whether somebody relies on this score: what was handed in within a timed session changes only by name."""
    return submission.sitting_id is not None

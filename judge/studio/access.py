"""Whose a problem in the making is. For everybody but its authors and the administrators it does not exist."""

from collections.abc import Iterable

from sqlmodel import Session

from judge.accounts import Account
from judge.errors import Conflict, NotFound
from judge.statement import reveal
from judge.storage import studio as store
from judge.storage.accounts import AUTHORS, Role, names_of
from judge.storage.studio import StudioProblem


def own(session: Session, account: Account, problem_id: str) -> StudioProblem:
    """A problem that this user may read and write; raises NotFound for anybody else's."""
    return _own(session, account, store.problem_by_id(session, problem_id))


def own_to_change(session: Session, account: Account, problem_id: str) -> StudioProblem:
    """The same, kept from other writers until the commit; Conflict when it is archived."""
    problem = _own(session, account, store.lock_problem(session, problem_id))
    if problem.archived_at is not None:
        raise Conflict("This problem is archived. Restore it to change it.")
    return problem


def own_locked(session: Session, account: Account, problem_id: str) -> StudioProblem:
    """The same, archived or not."""
    return _own(session, account, store.lock_problem(session, problem_id))


def _own(session: Session, account: Account, problem: StudioProblem | None) -> StudioProblem:
    if problem is None or account.role not in AUTHORS:
        raise NotFound("no such problem")
    if account.role is not Role.ADMIN and not store.is_author(session, problem.id, account.id):
        raise NotFound("no such problem")
    return problem


def names(session: Session, user_ids: Iterable[str | None]) -> dict[str | None, str]:
    """How these users are called, fit to be shown; an account that is gone has no name."""
    known = names_of(session, {user_id for user_id in user_ids if user_id is not None})
    return {None: ""} | {user_id: reveal(name) for user_id, name in known.items()}

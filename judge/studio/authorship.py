"""Who writes a problem: at least one author or administrator at any time."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge.accounts import Account
from judge.errors import Conflict, Invalid
from judge.statement import reveal
from judge.storage import accounts
from judge.storage import studio as store
from judge.storage.studio import StudioAuthor
from judge.studio.access import own, own_locked


@dataclass(frozen=True, slots=True)
class Author:
    """One who writes the problem."""

    id: str
    name: str
    email: str


def authors(session: Session, account: Account, problem_id: str) -> list[Author]:
    """Who writes one's own problem, in the order in which they came."""
    problem = own(session, account, problem_id)
    return [Author(user.id, reveal(user.name), user.email) for user in store.authors_of(session, problem.id)]


def add(session: Session, account: Account, problem_id: str, email: str, *, now: datetime) -> None:
    """Gives the problem into somebody's hands too; twice is once."""
    problem = own_locked(session, account, problem_id)
    user = accounts.user_by_email(session, email)
    if user is None or user.role not in accounts.AUTHORS:
        raise Invalid("There is no author or administrator with this e-mail.", "email")
    if not store.is_author(session, problem.id, user.id):
        session.add(StudioAuthor(problem_id=problem.id, user_id=user.id, added_at=now))
    session.commit()


def remove(session: Session, account: Account, problem_id: str, user_id: str) -> None:
    """Takes the problem out of somebody's hands, one's own too; Conflict for the last one's."""
    problem = own_locked(session, account, problem_id)
    if [user.id for user in store.authors_of(session, problem.id)] == [user_id]:
        raise Conflict("Somebody has to write this problem. Add another author first.")
    store.remove_author(session, problem.id, user_id)
    session.commit()

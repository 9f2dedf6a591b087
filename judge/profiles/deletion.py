"""The end of an account: everything that belongs to it goes, in one commit."""

from sqlmodel import Session

from judge.accounts import Account, confirm
from judge.errors import Invalid
from judge.queue.cancel import cancel
from judge.storage.accounts import Role, lock_role
from judge.storage.belongings import delete_belongings, lock_belongings

WORD = "delete"  # typed by hand, so that nobody is gone by one click


def delete_account(session: Session, account: Account, *, password: str, word: str) -> None:
    """Deletes the account with all that belongs to it, and ends what is being judged.

    A worker that still holds one of its runs is refused when it writes, and drops the result. Raises Invalid for a
    wrong word or password, and for the last administrator: without one nobody could hand out roles any more.
    """
    if word.strip().lower() != WORD:
        raise Invalid(f'Type the word "{WORD}" to confirm.', "word")
    user = confirm(session, account, password, "password")
    if user.role == Role.ADMIN and lock_role(session, Role.ADMIN) == [user.id]:
        raise Invalid("You are the only administrator. Make somebody else one first, then delete your account.")
    for run_id in lock_belongings(session, user.id):
        cancel(session, run_id)
    delete_belongings(session, user.id)
    session.commit()

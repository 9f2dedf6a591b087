"""Whose problems are whose."""

from sqlmodel import Session

from judge.accounts import Account
from judge.errors import Forbidden
from judge.storage.accounts import AUTHORS
from judge.storage.studio import slugs_kept_from


def kept_from(session: Session, reader: Account) -> frozenset[str]:
    """The problems whose figures this reader may not see; Forbidden for whoever writes no problems at all."""
    if reader.role not in AUTHORS:
        raise Forbidden("only authors and admins read analytics")
    return slugs_kept_from(session, reader.id, reader.role)

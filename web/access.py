"""Who may do what, asked before a view runs. A stranger's row does not exist, and neither does a page for others."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode

from flask import redirect, request
from sqlmodel import Session
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from judge import desks, practice
from judge.accounts import Account
from judge.desks import Desk
from judge.errors import NotFound, SittingClosed
from judge.practice import OwnSubmission
from judge.queue.clock import database_now
from judge.storage import accounts
from judge.storage.accounts import Role
from judge.storage.studio import DRAFT
from web.auth import current_account
from web.db import now, reading, settings
from web.digits import whole
from web.errors import wants_json

P = ParamSpec("P")
R = TypeVar("R")

AUTHORS = accounts.AUTHORS
STAFF = (Role.REVIEWER, *AUTHORS)
HOME = "/problems"
MAX_ID = 36  # a UUID
MAX_VARIANT_DIGITS = 2


def login_required(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Sends whoever is not signed in to do so first; a script is told with 401."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        return view(*args, **kwargs) if current_account() else _sign_in_first()

    return guarded


def role_required(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """For these roles only; for other users the page does not exist."""

    def guard(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            account = current_account()
            if account is None:
                return _sign_in_first()
            if account.role not in roles:
                raise NotFound("not for this role")
            return view(*args, **kwargs)

        return guarded

    return guard


def me() -> Account:
    """The signed-in account; views behind `login_required` and `role_required` have one."""
    account = current_account()
    if account is None:
        raise Unauthorized
    return account


def my_submission(submission_id: str) -> OwnSubmission:
    """One's own submission; 404 for a stranger's and for none alike."""
    return practice.own_submission(reading(), me(), submission_id)


def may_choose_variant(slug: str) -> bool:
    """Whether this is a draft or a preview, which only authors see: nobody else picks their task."""
    return slug.endswith(DRAFT) or settings().is_preview


def asked_variant(slug: str) -> int | None:
    """The variant that an author tries out."""
    return whole(request.args.get("variant", ""), MAX_VARIANT_DIGITS) if may_choose_variant(slug) else None


def variant_query(slug: str) -> str:
    """How an address keeps the variant that an author tries out; empty for everybody else."""
    variant = asked_variant(slug)
    return "" if variant is None else f"?variant={variant}"


def my_desk(session: Session, slug: str) -> Desk:
    """Where one works on this problem: in practice, or in the timed session that the address names."""
    sitting_id = request.args.get("sitting", "")[:MAX_ID]
    moment = database_now(session) if sitting_id else now()  # a session's time is told by one clock
    return desks.desk(session, me(), slug, sitting_id, now=moment, variant=asked_variant(slug))


def desk_to_read(session: Session, slug: str) -> Desk:
    """The same desk for reading alone, also once its timed session has ended; SittingClosed before it has begun."""
    sitting_id = request.args.get("sitting", "")[:MAX_ID]
    if not sitting_id:
        return desks.practice_desk(session, me(), slug, asked_variant(slug))
    found = desks.sitting_desk(session, me(), slug, sitting_id)
    if found.sitting is None or found.sitting.started_at is None:
        raise SittingClosed("This session has not begun.")  # nor may its tasks be read
    return found


def local_target(target: str | None) -> str:
    """Where to go after signing in: a path of this site, whatever the address asks for."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return HOME
    # Browsers drop tabs and line breaks out of addresses, so that "/\t/evil.example" would become another site.
    return target if target.isprintable() and "\\" not in target else HOME


def _sign_in_first() -> Response:
    if wants_json():
        raise Unauthorized
    back = request.full_path.rstrip("?") if request.method == "GET" else HOME
    return redirect(f"/sign-in?{urlencode({'next': back})}")

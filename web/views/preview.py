"""What only `judge problem preview` has: a way in without a password, and what the page asks to reload itself."""

from collections.abc import Callable

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from judge import accounts, publishing
from judge.errors import NotFound
from web.access import local_target, login_required
from web.auth import remember
from web.db import now, reading

bp = Blueprint("preview", __name__)


@bp.app_context_processor
def _context() -> dict[str, Callable[[], str]]:
    return {"preview_version": lambda: _current((request.view_args or {}).get("slug", ""))}


@bp.get("/preview/enter/<key>")
def enter(key: str) -> ResponseReturnValue:
    """Takes the sign-in that the command line has made for its author into this browser."""
    if accounts.user_of_token(reading(), key, now=now()) is None:
        raise NotFound("no such sign-in")
    answer = redirect(local_target(request.args.get("next")))
    remember(answer, key)
    return answer


@bp.get("/preview/<slug>/version.json")
@login_required
def version(slug: str) -> ResponseReturnValue:
    """Which version the page would show now; the page itself says which one it shows."""
    return jsonify(version=_current(slug))


def _current(slug: str) -> str:
    """The hash of a problem's current version; empty where there is none."""
    try:
        return next(one.content_hash for one in publishing.releases(reading(), slug) if one.is_current)
    except NotFound:
        return ""

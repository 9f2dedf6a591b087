"""Who writes a problem."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from judge.errors import Conflict, Invalid
from judge.studio import authorship
from web.access import AUTHORS, MAX_ID, me, role_required
from web.db import now, writing

MAX_EMAIL = 254

bp = Blueprint("studio_authors", __name__, url_prefix="/studio/<problem_id>/authors")


@bp.post("")
@role_required(*AUTHORS)
def add(problem_id: str) -> ResponseReturnValue:
    """Adds an author."""
    try:
        with writing() as session:
            authorship.add(session, me(), problem_id, request.form.get("email", "")[:MAX_EMAIL], now=now())
    except Invalid as error:
        flash(str(error), "error")
    return redirect(url_for("studio_release.versions", problem_id=problem_id))


@bp.post("/<user_id>/remove")
@role_required(*AUTHORS)
def remove(problem_id: str, user_id: str) -> ResponseReturnValue:
    """Removes an author; who removes themselves is led back to the list."""
    try:
        with writing() as session:
            authorship.remove(session, me(), problem_id, user_id[:MAX_ID])
    except Conflict as error:
        flash(str(error), "error")
        return redirect(url_for("studio_release.versions", problem_id=problem_id))
    is_me = user_id == me().id
    return redirect(url_for("studio.index") if is_me else url_for("studio_release.versions", problem_id=problem_id))

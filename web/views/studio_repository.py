"""The repository on disk: a problem's folder pushed to it and pulled from it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from judge.errors import Conflict, Invalid
from judge.studio import repository
from web.access import AUTHORS, me, role_required
from web.db import now, reading, settings, writing

bp = Blueprint("studio_repository", __name__, url_prefix="/studio/<problem_id>")


@bp.post("/push")
@role_required(*AUTHORS)
def push(problem_id: str) -> ResponseReturnValue:
    """Commits the files as they stand."""
    try:
        exported = repository.push(reading(), me(), problem_id, settings=settings(), now=now())
        with writing() as session:
            repository.note_push(session, me(), problem_id, exported)
    except (Conflict, Invalid) as error:
        return _back(problem_id, str(error), "error")
    return _back(problem_id, "Pushed." if exported.is_new else "The repository has these files already.", "success")


@bp.post("/pull")
@role_required(*AUTHORS)
def pull(problem_id: str) -> ResponseReturnValue:
    """Takes what has changed there."""
    is_over = request.form.get("over") == "yes"
    try:
        fetched = repository.fetch(reading(), me(), problem_id, settings=settings())
        with writing() as session:
            files = repository.pull(session, me(), problem_id, fetched, is_over=is_over, now=now())
    except (Conflict, Invalid) as error:
        return _back(problem_id, str(error), "error")
    return _back(problem_id, f"Pulled. Files that are different now: {files}.", "success")


def _back(problem_id: str, words: str, category: str) -> Response:
    flash(words, category)
    return redirect(url_for("studio_release.versions", problem_id=problem_id))

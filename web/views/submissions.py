"""One's own submissions: the list, one with its result and code, and its result as JSON and as a stream."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from judge import practice, watching
from judge.domain.feedback import Reader
from web.access import login_required, me, my_submission
from web.code import code_files
from web.db import reading, writing
from web.errors import wants_json
from web.events import stream_of

bp = Blueprint("submissions", __name__, url_prefix="/submissions")


@bp.get("")
@login_required
def index() -> ResponseReturnValue:
    """The list, newest first."""
    return render_template("submissions/index.html", submissions=practice.history(reading(), me()))


@bp.get("/<submission_id>")
@login_required
def show(submission_id: str) -> ResponseReturnValue:
    """One submission; its result goes on growing in the page."""
    own = my_submission(submission_id)
    view = watching.view(reading(), own.card.id, Reader.CANDIDATE)
    return render_template("submissions/show.html", submission=own.card, view=view, files=code_files(own.files))


@bp.get("/<submission_id>/view.json")
@login_required
def view(submission_id: str) -> ResponseReturnValue:
    """The result as its owner may see it now."""
    own = my_submission(submission_id)
    seen = watching.view(reading(), own.card.id, Reader.CANDIDATE)
    return Response(seen.model_dump_json(), mimetype="application/json")


@bp.post("/<submission_id>/cancel")
@login_required
def cancel(submission_id: str) -> ResponseReturnValue:
    """Stops a run that has not ended; from a script or from the page's own form."""
    with writing() as session:
        practice.cancel(session, me(), submission_id)
    if wants_json():
        return {"cancelled": True}
    return redirect(url_for("submissions.show", submission_id=submission_id))


@bp.get("/<submission_id>/events")
@login_required
def events(submission_id: str) -> ResponseReturnValue:
    """The result as it grows."""
    own = my_submission(submission_id)
    return stream_of(own.card.id, me().id, request.headers.get("Last-Event-ID", ""))

"""One's own submissions: the list, two of them compared, and one with its result, as page, as JSON and as a stream."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from judge import comparing, practice, watching
from judge.comparing import Chosen
from judge.domain.difference import side_by_side
from judge.domain.feedback import Reader
from judge.domain.verdict import MEANINGS, Verdict
from judge.errors import Invalid
from judge.practice import OwnSubmission
from judge.queue.clock import database_now
from web.access import MAX_ID, login_required, me, my_submission
from web.code import code_files
from web.db import now, reading, writing
from web.errors import wants_json
from web.events import stream_of
from web.plot import plot_of

bp = Blueprint("submissions", __name__, url_prefix="/submissions")
bp.add_app_template_global(plot_of)
bp.add_app_template_filter(side_by_side)


@bp.get("")
@login_required
def index() -> ResponseReturnValue:
    """The list, newest first, a page at a time; of one problem also how the points went."""
    chosen = Chosen(**{name: request.args.get(name, "")[:100] for name in ("problem", "kind", "verdict")})
    page = comparing.history_page(reading(), me(), chosen, request.args.get("before", "")[:MAX_ID])
    verdicts = {verdict.value: MEANINGS[verdict].label for verdict in Verdict if verdict is not Verdict.ENDED}
    return render_template("submissions/index.html", page=page, filters=chosen, verdicts=verdicts)


@bp.get("/compare")
@login_required
def compare() -> ResponseReturnValue:
    """Two submissions, the earlier one first; picked in the list they come newest first."""
    picked = [picked[:MAX_ID] for picked in request.args.getlist("pick")]
    if len(picked) == 2:  # noqa: PLR2004 - two are compared
        return redirect(url_for("submissions.compare", a=picked[1], b=picked[0]))
    a, b = (request.args.get(name, "")[:MAX_ID] for name in ("a", "b"))
    try:
        found = comparing.compare(reading(), me(), a, b)
    except Invalid as refused:
        flash(str(refused), "warning")
        return redirect(url_for("submissions.index"))
    is_split = request.args.get("layout") == "split"
    return render_template("submissions/compare.html", found=found, is_split=is_split)


@bp.get("/<submission_id>")
@login_required
def show(submission_id: str) -> ResponseReturnValue:
    """One submission; its result goes on growing in the page."""
    own = my_submission(submission_id)
    return _page(own, comparing.note(reading(), me(), own.card.id))


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


@bp.post("/<submission_id>/note")
@login_required
def note(submission_id: str) -> ResponseReturnValue:
    """Keeps a note to oneself; the second button of the form takes it away."""
    text = "" if "delete" in request.form else request.form.get("text", "")
    try:
        with writing() as session:
            comparing.save_note(session, me(), submission_id, text, now=now())
    except Invalid as refused:
        return _page(my_submission(submission_id), text, str(refused)), 400
    flash("The note was saved." if text.strip() else "The note was deleted.", "success")
    return redirect(url_for("submissions.show", submission_id=submission_id))


@bp.post("/<submission_id>/restore")
@login_required
def restore(submission_id: str) -> ResponseReturnValue:
    """Puts the submission's code into the editor and opens it there."""
    with writing() as session:
        # Whether a timed session still runs is told by the database's clock.
        place = comparing.restore(session, me(), submission_id, now=database_now(session))
    flash("The code of that submission is in the editor. What was there before is among the earlier states.", "success")
    task = f"/sittings/{place.sitting_id}/tasks/{place.slug}" if place.sitting_id else f"/problems/{place.slug}"
    return redirect(f"{task}?stack={place.stack}")


@bp.get("/<submission_id>/events")
@login_required
def events(submission_id: str) -> ResponseReturnValue:
    """The result as it grows."""
    own = my_submission(submission_id)
    return stream_of(own.card.id, me().id, request.headers.get("Last-Event-ID", ""))


def _page(own: OwnSubmission, text: str, error: str = "") -> str:
    """A submission's page with a note as it is kept, or as it was refused."""
    return render_template(
        "submissions/show.html",
        submission=own.card,
        view=watching.view(reading(), own.card.id, Reader.CANDIDATE),
        files=code_files(own.files),
        one_before=comparing.one_before(reading(), me(), own.card.id),
        note=text,
        note_error=error,
    )

"""From the studio to the candidates: trying the draft, publishing, versions and what differs, the end of a problem."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from judge.errors import Conflict, Invalid, ProblemInvalid
from judge.studio import authorship, editing, listing, release, trying
from web.access import AUTHORS, MAX_ID, me, role_required
from web.db import now, reading, settings, writing
from web.errors import wants_json
from web.studio import findings_of

MAX_PATH = 1000

bp = Blueprint("studio_release", __name__, url_prefix="/studio/<problem_id>")


@bp.post("/preview")
@role_required(*AUTHORS)
def preview(problem_id: str) -> ResponseReturnValue:
    """Puts the draft up where its authors can work on it as candidates do."""
    try:
        with writing() as session:
            slug = trying.put_up(session, me(), problem_id, now=now())
    except ProblemInvalid as error:
        if not wants_json():
            raise
        return jsonify(error="The folder is not valid yet.", findings=findings_of(error.findings)), 400
    address = url_for("catalogue.problem", slug=slug)
    return jsonify(url=address) if wants_json() else redirect(address)


@bp.post("/publish")
@role_required(*AUTHORS)
def publish(problem_id: str) -> ResponseReturnValue:
    """Publishes what has passed."""
    try:
        with writing() as session:
            release.publish(session, me(), problem_id, request.form.get("check", "")[:MAX_ID], now=now())
    except Conflict as error:
        flash(str(error), "error")
        return redirect(url_for("studio.show", problem_id=problem_id))
    flash("Published. New submissions are judged by this version.", "success")
    return redirect(url_for("studio_release.versions", problem_id=problem_id))


@bp.get("/versions")
@role_required(*AUTHORS)
def versions(problem_id: str) -> ResponseReturnValue:
    """What was published, newest first."""
    return render_template(
        "studio/versions.html",
        page=listing.head(reading(), me(), problem_id),
        versions=release.versions(reading(), me(), problem_id),
        authors=authorship.authors(reading(), me(), problem_id),
        deleted=editing.deleted(reading(), me(), problem_id),
        branch=settings().author_branch if settings().author_repository else "",
    )


@bp.get("/versions/compare")
@role_required(*AUTHORS)
def compare(problem_id: str) -> ResponseReturnValue:
    """What differs between two versions, or between one and the draft."""
    picked = [picked[:MAX_ID] for picked in request.args.getlist("pick")]
    if len(picked) == 2:  # noqa: PLR2004 - two are compared; in the list they come newest first
        return redirect(url_for("studio_release.compare", problem_id=problem_id, a=picked[1], b=picked[0]))
    a, b = (request.args.get(name, "")[:MAX_ID] for name in ("a", "b"))
    page = listing.head(reading(), me(), problem_id)
    try:
        found = release.compare(reading(), me(), problem_id, a, b)
    except Invalid as refused:
        flash(str(refused), "warning")
        return redirect(url_for("studio_release.versions", problem_id=problem_id))
    is_split = request.args.get("layout") == "split"
    return render_template("studio/compare.html", page=page, found=found, a=a, b=b, is_split=is_split)


@bp.post("/deleted")
@role_required(*AUTHORS)
def bring_back(problem_id: str) -> ResponseReturnValue:
    """Makes a deleted file again, and opens it."""
    path = request.form.get("path", "")[:MAX_PATH]
    try:
        with writing() as session:
            editing.bring_back(session, me(), problem_id, path, now=now())
    except (Conflict, Invalid) as error:
        flash(str(error), "error")
        return redirect(url_for("studio_release.versions", problem_id=problem_id))
    return redirect(url_for("studio.show", problem_id=problem_id, _anchor=path))


@bp.post("/archive")
@role_required(*AUTHORS)
def archive(problem_id: str) -> ResponseReturnValue:
    """Takes the problem out of the catalogue."""
    with writing() as session:
        release.archive(session, me(), problem_id, now=now())
    flash("Archived. It is in no list any more; its results stay.", "success")
    return redirect(url_for("studio_release.versions", problem_id=problem_id))


@bp.post("/restore")
@role_required(*AUTHORS)
def restore(problem_id: str) -> ResponseReturnValue:
    """Offers the problem again."""
    with writing() as session:
        release.restore(session, me(), problem_id)
    flash("Restored.", "success")
    return redirect(url_for("studio_release.versions", problem_id=problem_id))

"""The studio: the problems that one writes, a new one, one of them in the editor, and its folder as an archive."""

import io

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from judge import scaffold
from judge.catalogue.schema import schema_of
from judge.errors import Conflict, Invalid
from judge.exchange.native import SUFFIX
from judge.studio import archives, beginning, checks, listing
from web.access import AUTHORS, me, role_required
from web.db import now, reading, writing
from web.studio import island_of

MAX_FIELD = 200

bp = Blueprint("studio", __name__, url_prefix="/studio")


@bp.get("")
@role_required(*AUTHORS)
def index() -> ResponseReturnValue:
    """One's own problems, and how to begin another."""
    return _index()


@bp.post("")
@role_required(*AUTHORS)
def begin() -> ResponseReturnValue:
    """Begins a problem: from the scaffold, or as a copy."""
    asked = {name: request.form.get(name, "")[:MAX_FIELD].strip() for name in ("slug", "title", "start", "clone")}
    kind, _, stack = asked["start"].partition(":")
    try:
        with writing() as session:
            if asked["clone"]:
                problem_id = beginning.clone(session, me(), asked["clone"], asked["slug"], now=now())
            else:
                problem_id = beginning.begin(
                    session, me(), asked["slug"], title=asked["title"], kind=kind, stack=stack, now=now()
                )
    except (Invalid, Conflict) as error:
        return _index(asked, error), 400
    return redirect(url_for("studio.show", problem_id=problem_id))


@bp.post("/import")
@role_required(*AUTHORS)
def take_in() -> ResponseReturnValue:
    """Takes an archive in, as a new problem or over one's own of that name."""
    sent = request.files.get("archive")
    try:
        with writing() as session:
            problem_id = beginning.take_in(
                session, me(), sent.read() if sent else b"", is_over=request.form.get("over") == "yes", now=now()
            )
    except (Invalid, Conflict) as error:
        return _index({"over": "yes"} if isinstance(error, Conflict) else {}, error, is_import=True), 400
    flash("The archive was taken in.", "success")
    return redirect(url_for("studio.show", problem_id=problem_id))


@bp.get("/schema.json")
@role_required(*AUTHORS)
def problem_schema() -> ResponseReturnValue:
    """What problem.toml may say, for the editor's completion."""
    return jsonify(schema_of("problem"))


@bp.get("/schema/expect.json")
@role_required(*AUTHORS)
def expect_schema() -> ResponseReturnValue:
    """What expect.toml may say."""
    return jsonify(schema_of("expect"))


@bp.get("/<problem_id>")
@role_required(*AUTHORS)
def show(problem_id: str) -> ResponseReturnValue:
    """One problem with its files in the editor."""
    page = listing.page(reading(), me(), problem_id)
    check = checks.latest(reading(), me(), problem_id)
    return render_template(
        "studio/show.html",
        page=page,
        studio=island_of(page, check),
    )


@bp.get("/<problem_id>/export.zip")
@role_required(*AUTHORS)
def export(problem_id: str) -> ResponseReturnValue:
    """The whole folder, for authors."""
    slug, archive = archives.export(reading(), me(), problem_id)
    return _zip(archive, f"{slug}{SUFFIX}")


@bp.get("/<problem_id>/candidate.zip")
@role_required(*AUTHORS)
def candidate_export(problem_id: str) -> ResponseReturnValue:
    """What may be given to candidates: nothing of suite, solutions and editorial."""
    slug, archive = archives.export_for_candidates(reading(), me(), problem_id)
    return _zip(archive, f"{slug}.zip")


def _index(
    asked: dict[str, str] | None = None, error: Invalid | Conflict | None = None, *, is_import: bool = False
) -> str:
    return render_template(
        "studio/index.html",
        problems=listing.mine(reading(), me()),
        sources=beginning.sources(reading(), me()),
        kinds=scaffold.kinds(),
        asked=asked or {},
        error=error,
        is_import=is_import,
    )


def _zip(archive: bytes, name: str) -> Response:
    return send_file(io.BytesIO(archive), mimetype="application/zip", as_attachment=True, download_name=name)

"""The gate over a problem in the making: asked for, followed, stopped, and its result as a page."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from judge.domain.variants import written
from judge.errors import ProblemInvalid
from judge.studio import checks, listing
from judge.studio.checks import CheckView
from web.access import AUTHORS, me, role_required
from web.bodies import Body, body
from web.db import now, reading, reading_anew, writing
from web.errors import wants_json
from web.matrix import matrix_of
from web.studio import check_of, findings_of

bp = Blueprint("studio_checks", __name__, url_prefix="/studio/<problem_id>/checks")


bp.add_app_template_filter(written)


class CheckBody(Body):
    """What a gate shall measure beyond its rules."""

    mutants: bool = False


@bp.post("")
@role_required(*AUTHORS)
def ask(problem_id: str) -> ResponseReturnValue:
    """Queues a check: 202; 409 with the one that has not ended, 400 with what must be mended first."""
    with_mutants = body(CheckBody).mutants if request.is_json else "mutants" in request.form
    try:
        with writing() as session:
            check_id, is_new = checks.ask(session, me(), problem_id, with_mutants=with_mutants, now=now())
    except ProblemInvalid as error:
        if not wants_json():
            raise
        return jsonify(error="The folder is not valid yet.", findings=findings_of(error.findings)), 400
    if not wants_json():
        return redirect(url_for("studio_checks.show", problem_id=problem_id, check_id=check_id))
    account = me()
    check = checks.look(reading_anew(), account, problem_id, check_id)
    return jsonify(check_of(problem_id, check)), 202 if is_new else 409


@bp.get("/<check_id>.json")
@role_required(*AUTHORS)
def view(problem_id: str, check_id: str) -> ResponseReturnValue:
    """Where a check stands, and its report once there is one."""
    return jsonify(check_of(problem_id, checks.look(reading(), me(), problem_id, check_id)))


@bp.get("/<check_id>")
@role_required(*AUTHORS)
def show(problem_id: str, check_id: str) -> ResponseReturnValue:
    """A check as a page: what is wrong, the kill matrix, the strength with its formula, mutants."""
    check: CheckView = checks.look(reading(), me(), problem_id, check_id)
    return render_template(
        "studio/check.html",
        page=listing.head(reading(), me(), problem_id),
        check=check,
        matrix=matrix_of(check.report) if check.report else None,
    )


@bp.post("/<check_id>/cancel")
@role_required(*AUTHORS)
def cancel(problem_id: str, check_id: str) -> ResponseReturnValue:
    """Stops a check."""
    with writing() as session:
        checks.cancel(session, me(), problem_id, check_id, now=now())
    if wants_json():
        return jsonify(cancelled=True)
    return redirect(url_for("studio_checks.show", problem_id=problem_id, check_id=check_id))

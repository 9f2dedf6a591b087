"""Reviewing: candidates by problems, and one submission with everything known."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from judge import reporting, reviews
from web.access import STAFF, me, role_required
from web.code import code_files
from web.db import reading

bp = Blueprint("review", __name__, url_prefix="/review")


@bp.get("")
@role_required(*STAFF)
def index() -> ResponseReturnValue:
    """The table."""
    filters = {name: request.args.get(name, "")[:100] for name in ("q", "problem")}
    table = reviews.table(reading(), me(), words=filters["q"], problem=filters["problem"])
    waiting = reporting.open_reports(reading(), me())
    return render_template(
        "review/index.html", rows=table.rows, problems=table.columns, filters=filters, open_reports=waiting
    )


@bp.get("/submissions/<submission_id>")
@role_required(*STAFF)
def submission(submission_id: str) -> ResponseReturnValue:
    """One submission."""
    found = reviews.submission(reading(), me(), submission_id)
    return render_template(
        "review/show.html",
        submission=found.card,
        candidate=found.candidate,
        view=found.view,
        files=code_files(found.files),
        siblings=found.siblings,
    )

"""Reports about problems: written by readers, dealt with by staff."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from judge import reporting
from judge.cards import problem_of
from judge.errors import Invalid, NotFound
from web.access import STAFF, desk_to_read, login_required, me, role_required
from web.db import now, reading, writing
from web.digits import whole
from web.island import workspace_address

MAX_DIGITS = 9  # of a report's number, a 32-bit column
bp = Blueprint("reports", __name__)


@bp.get("/problems/<slug>/report")
@login_required
def form(slug: str) -> ResponseReturnValue:
    """The form."""
    return _form(slug)


@bp.post("/problems/<slug>/report")
@login_required
def send(slug: str) -> ResponseReturnValue:
    """Keeps a report; a refused text comes back with the reason beside it."""
    text, with_submission = request.form.get("text", ""), "submission" in request.form
    try:
        with writing() as session:
            desk = desk_to_read(session, slug)  # a session that ends meanwhile costs nobody their words
            reporting.report(session, desk, text, with_submission=with_submission, now=now())
    except Invalid as error:
        return _form(slug, text, str(error)), 400
    flash("Thank you. Your report has reached those who look after this problem.", "success")
    return redirect(workspace_address(slug, desk.sitting_id))


@bp.get("/review/reports")
@role_required(*STAFF)
def index() -> ResponseReturnValue:
    """Every report, the open ones first."""
    return render_template("review/reports.html", reports=reporting.reports(reading(), me()))


@bp.post("/review/reports/<report_id>/resolve")
@role_required(*STAFF)
def resolve(report_id: str) -> ResponseReturnValue:
    """Says that a report has been dealt with, or, with `again`, that it has not."""
    number = whole(report_id, MAX_DIGITS)
    if number is None:
        raise NotFound("no such report")
    with writing() as session:
        reporting.resolve(session, me(), number, is_resolved="again" not in request.form, now=now())
    return redirect(url_for("reports.index"))


def _form(slug: str, text: str = "", error: str = "") -> str:
    desk = desk_to_read(reading(), slug)
    back = workspace_address(slug, desk.sitting_id)
    title = problem_of(desk.version).title
    return render_template("learning/report.html", title=title, back=back, text=text, error=error)

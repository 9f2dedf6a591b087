"""Reports about problems: written by readers, dealt with and answered by authors and reviewers."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from judge import reporting
from judge.cards import problem_of
from judge.errors import Invalid, NotFound
from web.access import STAFF, desk_to_read, login_required, me, role_required
from web.db import now, reading, writing
from web.digits import whole
from web.island import workspace_address

FILTERS = ("problem", "state")
MAX_FILTER = 100
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
    """The reports about the reader's problems, the open ones first."""
    asked = {name: request.args.get(name, "")[:MAX_FILTER] for name in FILTERS}
    inbox = reporting.inbox(reading(), me(), slug=asked["problem"], state=asked["state"])
    return render_template("review/reports.html", inbox=inbox, filters=asked)


@bp.post("/review/reports/<report_id>/resolve")
@role_required(*STAFF)
def resolve(report_id: str) -> ResponseReturnValue:
    """Says that a report has been dealt with, or, with `again`, that it has not."""
    number = _number(report_id)
    with writing() as session:
        reporting.resolve(session, me(), number, is_resolved="again" not in request.form, now=now())
    return _back(number)


@bp.post("/review/reports/<report_id>/answer")
@role_required(*STAFF)
def answer(report_id: str) -> ResponseReturnValue:
    """Writes the reporter an answer."""
    number, sent = _number(report_id), request.form
    words, known = sent.get("text", ""), sent.get("known", "")
    with writing() as session:
        reporting.answer(session, me(), number, words, known=known, is_resolved="resolve" in sent, now=now())
    return _back(number)


@bp.app_context_processor
def _context() -> dict[str, Any]:
    """For the navigation; asked only where an author is signed in."""
    return {"open_report_count": lambda: reporting.open_reports(reading(), me())}


def _number(report_id: str) -> int:
    number = whole(report_id, MAX_DIGITS)
    if number is None:
        raise NotFound("no such report")
    return number


def _back(number: int) -> Response:
    """To the same report in the same list."""
    chosen: dict[str, Any] = {name: value[:MAX_FILTER] for name in FILTERS if (value := request.args.get(name, ""))}
    return redirect(url_for("reports.index", **chosen, _anchor=f"report-{number}"))


def _form(slug: str, text: str = "", error: str = "") -> str:
    desk = desk_to_read(reading(), slug)
    back = workspace_address(slug, desk.sitting_id)
    title = problem_of(desk.version).title
    own = reporting.own_reports(reading(), me(), slug)
    return render_template("learning/report.html", title=title, back=back, text=text, error=error, own=own)

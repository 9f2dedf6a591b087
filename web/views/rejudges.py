"""Judging again: choose what, look at what it would change, then apply it or drop it. For authors only."""

from uuid import uuid4

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from judge.domain.verdict import MEANINGS, Verdict
from judge.errors import Conflict, Invalid
from judge.rejudging import choosing, deciding, looking
from judge.rejudging.choosing import MOST, Choice
from judge.rejudging.deciding import Ruling
from web.access import AUTHORS, MAX_ID, me, role_required
from web.db import now, reading, writing
from web.digits import whole

bp = Blueprint("rejudges", __name__, url_prefix="/studio/rejudges")

MAX_WORD = 100
MAX_DIGITS = 4
MAX_SHOWN = 300  # rows of the table; the command line lists all
CHOOSABLE = [verdict for verdict in Verdict if verdict not in (Verdict.CANCELLED, Verdict.ENDED)]


@bp.get("")
@role_required(*AUTHORS)
def index() -> ResponseReturnValue:
    """What was judged again, newest first."""
    return render_template("rejudges/index.html", rejudges=looking.listing(reading(), me()))


@bp.get("/new")
@role_required(*AUTHORS)
def new() -> ResponseReturnValue:
    """The form; with a choice in the address also how many submissions it names."""
    slug = request.args.get("problem", "")[:MAX_WORD]
    if not slug:
        return render_template("rejudges/problems.html", problems=choosing.problems(reading(), me()))
    return _form(_choice(request.args, slug), is_counted="count" in request.args)


@bp.post("")
@role_required(*AUTHORS)
def start() -> ResponseReturnValue:
    """Queues the shadow runs."""
    choice = _choice(request.form, request.form.get("problem", "")[:MAX_WORD])
    try:
        with writing() as session:
            key = request.form.get("key", "")[:MAX_ID]
            rejudge_id = choosing.start(session, me(), choice, now=now(), key=key or "none")
    except Invalid as error:
        return _form(choice, error=error), 400
    return redirect(url_for("rejudges.show", rejudge_id=rejudge_id))


@bp.get("/<rejudge_id>")
@role_required(*AUTHORS)
def show(rejudge_id: str) -> ResponseReturnValue:
    """One rejudging: how far it is, and what it would change."""
    found = looking.page(reading(), me(), rejudge_id)
    told = [change for change in found.changes if change.state != "same"]
    return render_template(
        "rejudges/show.html", page=found, told=told[:MAX_SHOWN], untold=max(len(told) - MAX_SHOWN, 0)
    )


@bp.get("/<rejudge_id>/progress.json")
@role_required(*AUTHORS)
def progress(rejudge_id: str) -> ResponseReturnValue:
    """How far it is."""
    card = looking.progress(reading(), me(), rejudge_id)
    done = card.progress
    return jsonify(id=card.id, state=card.state, total=done.total, done=done.done, waiting=done.waiting)


@bp.get("/<rejudge_id>/decision")
@role_required(*AUTHORS)
def decision(rejudge_id: str) -> ResponseReturnValue:
    """Asks once more, with what would change."""
    return _decision(rejudge_id, Ruling())


@bp.post("/<rejudge_id>/apply")
@role_required(*AUTHORS)
def apply(rejudge_id: str) -> ResponseReturnValue:
    """Lets the new results count."""
    used = tuple(name[:MAX_ID] for name in request.form.getlist("used"))
    ruling = Ruling(used, request.form.get("reason", ""), is_partial="partial" in request.form)
    try:
        with writing() as session:
            number = deciding.apply(session, me(), rejudge_id, ruling, now=now())
    except Invalid as error:
        return _decision(rejudge_id, ruling, error), 400
    except Conflict as error:
        flash(str(error), "error")
        return redirect(url_for("rejudges.show", rejudge_id=rejudge_id))
    flash(f"Applied to {number} {'submission' if number == 1 else 'submissions'}.", "success")
    return redirect(url_for("rejudges.show", rejudge_id=rejudge_id))


@bp.post("/<rejudge_id>/drop")
@role_required(*AUTHORS)
def drop(rejudge_id: str) -> ResponseReturnValue:
    """Ends it without effect."""
    try:
        with writing() as session:
            deciding.drop(session, me(), rejudge_id, now=now())
    except Conflict as error:
        flash(str(error), "error")
    else:
        flash("Dropped. Nothing has changed for anybody.", "success")
    return redirect(url_for("rejudges.show", rejudge_id=rejudge_id))


def _choice(given: MultiDict[str, str], slug: str) -> Choice:
    """The fields as they were filled in; nothing is checked yet."""
    words = {name: given.get(name, "")[:MAX_WORD].strip() for name in ("to", "since", "until")}
    lists = {name: tuple(word[:MAX_WORD] for word in given.getlist(name)) for name in ("from", "stack", "verdict")}
    number = given.get("at_most", "").strip()
    return Choice(
        slug,
        to=words["to"],
        versions=lists["from"],
        stacks=lists["stack"],
        verdicts=lists["verdict"],
        since=words["since"],
        until=words["until"],
        has_runs="runs" in given,
        is_latest_only="latest" in given,
        at_most=(whole(number, MAX_DIGITS) or 0) if number else MOST,
        submissions=tuple(name[:MAX_ID] for name in given.get("submissions", "").split()[:MOST]),
    )


def _form(choice: Choice, *, is_counted: bool = False, error: Invalid | None = None) -> str:
    """The form as it was filled in, with what it names or what is wrong with it."""
    offer, seen = choosing.offer(reading(), me(), choice.slug), None
    try:
        seen = choosing.preview(reading(), me(), choice) if is_counted else None
    except Invalid as fault:
        error = fault
    verdicts = {verdict.value: MEANINGS[verdict].label for verdict in CHOOSABLE}
    return render_template(
        "rejudges/new.html",
        offer=offer,
        choice=choice,
        preview=seen,
        error=error,
        verdicts=verdicts,
        most=MOST,
        key=str(uuid4()),
    )


def _decision(rejudge_id: str, ruling: Ruling, error: Invalid | None = None) -> str:
    """The page that asks once more."""
    found = looking.page(reading(), me(), rejudge_id)
    used = [change for change in found.changes if change.is_used and change.state in ("same", "changed")]
    return render_template("rejudges/decision.html", page=found, used=used, ruling=ruling, error=error)

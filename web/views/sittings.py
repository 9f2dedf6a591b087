"""Timed sessions: plan one, read what it is, rehearse, start, work at its tasks, finish, and see what came of it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from judge import practice, progress, sittings
from judge.errors import Conflict, Invalid
from judge.progress import Overview
from judge.queue.clock import database_now
from web.access import login_required, me
from web.auth import current_account
from web.bodies import moment
from web.db import now, reading, shelf, writing
from web.digits import whole
from web.island import island_of
from web.languages import wishes

MAX_DIGITS = 4  # of a number of minutes

bp = Blueprint("sittings", __name__, url_prefix="/sittings")


@bp.before_request
def settle() -> ResponseReturnValue | None:
    """Closes what is over before a page is made of it: nobody needs a worker to see that a session has ended.

    The page is asked for anew, since the request's session for reading may still see the database as it was.
    """
    account = current_account()
    if account is None or request.method != "GET" or not sittings.is_due(reading(), account):
        return None
    with writing() as session:
        sittings.close_due(session, account)
    return redirect(request.full_path.rstrip("?"))


@bp.get("")
@login_required
def index() -> ResponseReturnValue:
    """One's own sessions, newest first."""
    mine = progress.mine(reading(), me(), now=database_now(reading()))
    return render_template("sittings/index.html", sittings=mine)


@bp.get("/new")
@login_required
def new() -> ResponseReturnValue:
    """The form for a session of one's own; the address may name tasks."""
    return _form({"tasks": request.args.getlist("task")[: sittings.MAX_TASKS], "policy": "open"}, None)


@bp.post("")
@login_required
def plan() -> ResponseReturnValue:
    """Makes a session of one's own."""
    asked = {name: request.form.get(name, "")[:100].strip() for name in ("minutes", "policy")}
    tasks = [slug for slug in request.form.getlist("task") if slug]
    try:
        with writing() as session:
            sitting_id = sittings.plan_mock(
                session, me(), tasks, _minutes(asked["minutes"]), asked["policy"], now=now()
            )
    except Invalid as error:
        return _form(asked | {"tasks": tasks}, error), 400
    return redirect(url_for("sittings.show", sitting_id=sitting_id))


@bp.get("/<sitting_id>")
@login_required
def show(sitting_id: str) -> ResponseReturnValue:
    """A session: what it will be, how far one is, or what came of it."""
    time = database_now(reading())
    seen = progress.overview(reading(), me(), sitting_id, now=time)
    if seen.sitting.state == "ended":
        result = progress.result(reading(), me(), sitting_id, now=time)
        return render_template("sittings/result.html", overview=seen, result=result, clock=_clock(seen, time))
    page = {"planned": "consent", "running": "running", "ending": "ending"}[seen.sitting.state]
    return render_template(f"sittings/{page}.html", overview=seen, clock=_clock(seen, time))


@bp.post("/<sitting_id>/start")
@login_required
def start(sitting_id: str) -> ResponseReturnValue:
    """Begins the session of somebody who has read what it is."""
    if request.form.get("has_read") != "yes":
        progress.own(reading(), me(), sitting_id, now=now())
        flash("Tick the box first: it says that you have read this page.", "error")
        return redirect(url_for("sittings.show", sitting_id=sitting_id))
    try:
        with writing() as session:
            sittings.start(session, me(), sitting_id)
    except Conflict as error:
        flash(str(error), "error")
    return redirect(url_for("sittings.show", sitting_id=sitting_id))


@bp.post("/<sitting_id>/discard")
@login_required
def discard(sitting_id: str) -> ResponseReturnValue:
    """Takes a plan back."""
    with writing() as session:
        sittings.discard(session, me(), sitting_id)
    flash("The session was discarded.", "success")
    return redirect(url_for("sittings.index"))


@bp.post("/<sitting_id>/rehearsal")
@login_required
def rehearse(sitting_id: str) -> ResponseReturnValue:
    """Begins a rehearsal and goes there."""
    with writing() as session:
        rehearsal_id = sittings.rehearse(session, me(), sitting_id, now=now())
    return redirect(url_for("sittings.show", sitting_id=rehearsal_id))


@bp.get("/<sitting_id>/tasks/<slug>")
@login_required
def task(sitting_id: str, slug: str) -> ResponseReturnValue:
    """One task in the workspace, while the session runs."""
    time = database_now(reading())
    if progress.own(reading(), me(), sitting_id, now=time).state != "running":
        return redirect(url_for("sittings.show", sitting_id=sitting_id))
    seen = progress.task(reading(), me(), sitting_id, slug, now=time, wishes=wishes())
    island = island_of(seen.workspace, seen.history, sitting_id) | {"sitting": _clock(seen.overview, time)}
    return render_template(
        "sittings/task.html", page=seen.page, workspace=island, history=seen.history, overview=seen.overview
    )


@bp.get("/<sitting_id>/clock.json")
@login_required
def clock(sitting_id: str) -> ResponseReturnValue:
    """The server's time and the session's end, as they are now."""
    seen = progress.clock(reading(), me(), sitting_id, now=database_now(reading()))
    ends_at = moment(seen.ends_at) if seen.ends_at else None
    return jsonify(state=seen.state, now=moment(seen.now), ends_at=ends_at, waiting=seen.waiting)


@bp.get("/<sitting_id>/finish")
@login_required
def confirm(sitting_id: str) -> ResponseReturnValue:
    """Asks once more before a session is finished early."""
    time = database_now(reading())
    seen = progress.overview(reading(), me(), sitting_id, now=time)
    if seen.sitting.state != "running":
        return redirect(url_for("sittings.show", sitting_id=sitting_id))
    return render_template("sittings/finish.html", overview=seen, clock=_clock(seen, time))


@bp.post("/<sitting_id>/finish")
@login_required
def finish(sitting_id: str) -> ResponseReturnValue:
    """Finishes a session early."""
    with writing() as session:
        ended = sittings.finish(session, me(), sitting_id)
    if ended.rehearses:
        flash("The rehearsal is over. This is the page that you came from.", "success")
    return redirect(url_for("sittings.show", sitting_id=ended.rehearses or sitting_id))


@bp.post("/<sitting_id>/time-up")
@login_required
def time_up(sitting_id: str) -> ResponseReturnValue:
    """What a page says when its clock has come to the end; the server looks at its own."""
    with writing() as session:
        sittings.time_up(session, me(), sitting_id)
        seen = progress.clock(session, me(), sitting_id, now=database_now(session))
    ends_at = moment(seen.ends_at) if seen.ends_at else None
    return jsonify(state=seen.state, now=moment(seen.now), ends_at=ends_at, waiting=seen.waiting)


def _form(asked: dict[str, Any], error: Invalid | None) -> str:
    problems = practice.catalogue(reading(), None, shelf())
    limits = {"tasks": sittings.MAX_TASKS, "shortest": sittings.MIN_MINUTES, "longest": sittings.MAX_MINUTES}
    return render_template("sittings/new.html", asked=asked, error=error, problems=problems, limits=limits)


def _minutes(text: str) -> int | None:
    """The number in the field; None when it is empty. What is no number is out of every range."""
    if not text:
        return None
    return whole(text, MAX_DIGITS) or 0


def _clock(overview: Overview, time: datetime) -> dict[str, Any]:
    """What the clock's script is given."""
    sitting = overview.sitting
    return {
        "id": sitting.id,
        "title": sitting.title,
        "state": sitting.state,
        "now": moment(time),
        "ends_at": moment(sitting.ends_at) if sitting.ends_at else None,
        "minutes": sitting.length,
        "tasks": [
            {
                "slug": line.slug,
                "title": line.title,
                "state": line.state,
                "url": url_for("sittings.task", sitting_id=sitting.id, slug=line.slug),
            }
            for line in overview.tasks
        ],
        "page_url": url_for("sittings.show", sitting_id=sitting.id),
        "clock_url": url_for("sittings.clock", sitting_id=sitting.id),
        "finish_url": url_for("sittings.confirm", sitting_id=sitting.id),
        "time_up_url": url_for("sittings.time_up", sitting_id=sitting.id),
    }

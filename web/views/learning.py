"""Hints, the editorial and others' answers. `?sitting=` names a timed session, where none of it is offered."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from judge import learning
from judge.queue.clock import database_now
from web.access import asked_variant, login_required, me, my_desk
from web.code import code_files
from web.db import reading, writing
from web.errors import wants_json
from web.languages import wishes

bp = Blueprint("learning", __name__)


@bp.post("/problems/<slug>/hints/<int:number>")
@login_required
def take_hint(slug: str, number: int) -> ResponseReturnValue:
    """Opens a hint; a script is given the tab as it is now."""
    with writing() as session:
        offered = learning.take_hint(session, my_desk(session, slug), number, now=database_now(session))
    if wants_json():
        return jsonify(number=number, spent=offered.spent, html=render_template("learning/_hints.html", help=offered))
    return redirect(url_for("catalogue.problem", slug=slug, variant=asked_variant(slug), _anchor=f"hint-{number}"))


@bp.get("/problems/<slug>/editorial")
@login_required
def editorial(slug: str) -> ResponseReturnValue:
    """The editorial, or what opens it."""
    moment, variant = database_now(reading()), asked_variant(slug)
    found = learning.editorial(reading(), me(), slug, now=moment, wishes=wishes(), variant=variant)
    return render_template("learning/editorial.html", page=found)


@bp.post("/problems/<slug>/give-up")
@login_required
def give_up(slug: str) -> ResponseReturnValue:
    """Opens the editorial before the problem is solved."""
    with writing() as session:
        learning.give_up(session, me(), slug, now=database_now(session))
    return redirect(url_for("learning.editorial", slug=slug))


@bp.get("/problems/<slug>/solutions")
@login_required
def solutions(slug: str) -> ResponseReturnValue:
    """What others share, or what opens it; and what oneself could share."""
    stack = request.args.get("stack", "")[:100]
    found = learning.solutions(reading(), me(), slug, stack=stack, now=database_now(reading()))
    return render_template("learning/solutions.html", page=found, stack=stack)


@bp.get("/problems/<slug>/solutions/<submission_id>")
@login_required
def solution(slug: str, submission_id: str) -> ResponseReturnValue:
    """One shared answer with its code."""
    shared, files = learning.solution(reading(), me(), slug, submission_id, now=database_now(reading()))
    return render_template("learning/solution.html", slug=slug, shared=shared, files=code_files(files))


@bp.post("/submissions/<submission_id>/share")
@login_required
def share(submission_id: str) -> ResponseReturnValue:
    """Lets others read a passed submission."""
    is_named = request.form.get("name") == "shown"
    with writing() as session:
        slug = learning.share(session, me(), submission_id, is_named=is_named, now=database_now(session))
    flash("Your answer is shared. You can take it back at any time.", "success")
    return redirect(url_for("learning.solutions", slug=slug))


@bp.post("/submissions/<submission_id>/withdraw")
@login_required
def withdraw(submission_id: str) -> ResponseReturnValue:
    """Takes a shared answer back."""
    with writing() as session:
        slug = learning.withdraw(session, me(), submission_id)
    flash("Your answer is not shared any more.", "success")
    return redirect(url_for("learning.solutions", slug=slug))

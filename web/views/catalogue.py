"""The catalogue, a problem with its editor, and handing in."""

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from judge import practice
from judge.cards import matching
from judge.practice import Answer
from web.access import login_required, my_desk
from web.auth import current_account
from web.bodies import AnswerBody, body
from web.db import now, reading, settings, writing
from web.island import addresses, island_of

bp = Blueprint("catalogue", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    """The site begins with the problems."""
    return redirect("/problems")


@bp.get("/problems")
def index() -> ResponseReturnValue:
    """The problems that match the filters."""
    filters = {name: request.args.get(name, "")[:100] for name in ("q", "track", "difficulty", "state")}
    problems = matching(
        practice.catalogue(reading(), current_account()),
        words=filters["q"].split(),
        track=filters["track"],
        difficulty=filters["difficulty"],
        state=filters["state"],
    )
    return render_template("catalogue/index.html", problems=problems, filters=filters)


@bp.get("/problems/<slug>")
def problem(slug: str) -> ResponseReturnValue:
    """One problem, with the editor for whoever is signed in."""
    page, workspace, history = practice.open_problem(reading(), current_account(), slug)
    island = island_of(workspace, history) if workspace else None
    return render_template("catalogue/problem.html", page=page, workspace=island, history=history)


@bp.post("/problems/<slug>/submissions")
@login_required
def submit(slug: str) -> ResponseReturnValue:
    """Takes an answer: 202 once it and its run are stored, and only then."""
    sent = body(AnswerBody)
    answer = Answer(kind=sent.kind, stack=sent.stack, files=sent.files, key=sent.key)
    with writing() as session:
        submission_id = practice.submit(session, my_desk(session, slug), answer, settings=settings(), now=now())
    return jsonify(id=submission_id, **addresses(submission_id)), 202

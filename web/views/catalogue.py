"""The catalogue, what one has shown in it, a problem with its editor, and handing in."""

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from judge import learning, paths, practice
from judge.practice import Answer
from judge.queue.clock import database_now
from judge.shelf import Filters, find
from web.access import asked_variant, login_required, may_choose_variant, me, my_desk, variant_query
from web.auth import current_account
from web.bodies import AnswerBody, body
from web.db import reading, settings, shelf, writing
from web.digits import whole
from web.island import addresses, island_of
from web.languages import wishes

FILTERS = ("q", "track", "skill", "difficulty", "stack", "minutes", "state")
MAX_DIGITS = 6

bp = Blueprint("catalogue", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    """The site begins with the problems."""
    return redirect("/problems")


@bp.get("/problems")
def index() -> ResponseReturnValue:
    """A page of the problems that match the filters; without any, where one stands and could go on."""
    asked = {name: request.args.get(name, "")[:100].strip() for name in FILTERS}
    filters = Filters(words=asked["q"], **{name: asked[name] for name in FILTERS if name != "q"})
    account = current_account()
    cards = practice.catalogue(reading(), account, shelf())
    found = find(cards, filters, _page_number())
    is_first = account is not None and filters == Filters() and found.page == 1
    return render_template(
        "catalogue/index.html",
        found=found,
        filters=asked,
        stacks={stack.name: stack.title for card in cards for stack in card.stacks},
        suggestion=paths.next_step(cards) if is_first else None,
        skills=[line for line in paths.skills(cards) if line.tried] if is_first else (),
    )


@bp.get("/skills")
@login_required
def skills() -> ResponseReturnValue:
    """What one has shown, skill by skill, and what could be next."""
    cards = practice.catalogue(reading(), me(), shelf())
    return render_template("catalogue/skills.html", skills=paths.skills(cards), suggestion=paths.next_step(cards))


bp.add_app_template_global(may_choose_variant)
bp.add_app_template_global(variant_query)


@bp.get("/problems/<slug>")
def problem(slug: str) -> ResponseReturnValue:
    """One problem, with the editor for whoever is signed in."""
    stack = request.args.get("stack", "")
    variant = asked_variant(slug)
    page, workspace, history = practice.open_problem(
        reading(), current_account(), slug, stack, wishes(), variant=variant
    )
    island = island_of(workspace, history) if workspace else None
    help_ = learning.help_on(reading(), me(), slug, now=database_now(reading()), variant=variant) if workspace else None
    return render_template("catalogue/problem.html", page=page, workspace=island, history=history, help=help_)


@bp.post("/problems/<slug>/submissions")
@login_required
def submit(slug: str) -> ResponseReturnValue:
    """Takes an answer: 202 once it and its run are stored, and only then."""
    sent = body(AnswerBody)
    answer = Answer(kind=sent.kind, stack=sent.stack, files=sent.files, key=sent.key)
    with writing() as session:
        desk = my_desk(session, slug)
        submission_id = practice.submit(session, desk, answer, settings=settings(), now=database_now(session))
    return jsonify(id=submission_id, **addresses(submission_id)), 202


def _page_number() -> int:
    """Which page the address asks for; the first when that is no number."""
    asked = whole(request.args.get("page", ""), MAX_DIGITS)
    return 1 if asked is None else asked

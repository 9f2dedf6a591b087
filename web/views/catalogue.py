"""The catalogue, a problem with its editor, drafts, and handing in."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from judge import practice
from judge.cards import SubmissionCard, matching
from judge.errors import DraftIsNewer
from judge.practice import Answer, Workspace
from web.access import login_required, me
from web.auth import current_account
from web.bodies import AnswerBody, DraftBody, body, moment
from web.db import now, reading, settings, writing

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
    island = _island(workspace, history) if workspace else None
    return render_template("catalogue/problem.html", page=page, workspace=island, history=history)


@bp.put("/problems/<slug>/draft")
@login_required
def save_draft(slug: str) -> ResponseReturnValue:
    """Saves what the editor holds; 409 with the newer state when another device was faster."""
    sent = body(DraftBody)
    try:
        with writing() as session:
            saved_at = practice.save_draft(
                session, me(), slug, stack=sent.stack, files=sent.files, base=sent.base, now=now()
            )
    except DraftIsNewer as newer:
        return jsonify(error=str(newer), saved_at=moment(newer.saved_at), files=newer.files), 409
    return jsonify(saved_at=moment(saved_at))


@bp.post("/problems/<slug>/submissions")
@login_required
def submit(slug: str) -> ResponseReturnValue:
    """Takes an answer: 202 once it and its run are stored, and only then."""
    sent = body(AnswerBody)
    answer = Answer(kind=sent.kind, stack=sent.stack, files=sent.files, key=sent.key)
    account = me()
    with writing() as session:
        submission_id = practice.submit(session, account, slug, answer, settings=settings(), now=now())
    return jsonify(id=submission_id, **_addresses(submission_id)), 202


def _island(workspace: Workspace, history: list[SubmissionCard]) -> dict[str, Any]:
    """What the editor's script is given."""
    latest = history[0] if history else None
    drafts = {
        stack: {"files": draft.files, "saved_at": moment(draft.saved_at)} for stack, draft in workspace.drafts.items()
    }
    return asdict(workspace) | {
        "stacks": [stack.model_dump() for stack in workspace.stacks],
        "drafts": drafts,
        "urls": {
            "draft": url_for("catalogue.save_draft", slug=workspace.slug),
            "submit": url_for("catalogue.submit", slug=workspace.slug),
        },
        "csrf": generate_csrf(),
        "latest": {"kind": latest.kind, **_addresses(latest.id)} if latest else None,
    }


def _addresses(submission_id: str) -> dict[str, str]:
    return {
        "page_url": url_for("submissions.show", submission_id=submission_id),
        "view_url": url_for("submissions.view", submission_id=submission_id),
        "events_url": url_for("submissions.events", submission_id=submission_id),
    }

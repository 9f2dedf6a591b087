"""The workspace without scripts: the files in a form that saves, runs and submits. `?sitting=` names a session."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from judge import drafts, practice
from judge.errors import Conflict, DraftIsNewer, Invalid, JudgeError, QueueClosed, TooManyQueued
from judge.practice import Answer
from judge.queue.clock import database_now
from web.access import desk_to_read, login_required, my_desk
from web.db import now, reading, settings, writing
from web.errors import code_of
from web.island import island_of, workspace_address
from web.textform import Sent, TextForm, form_of, kept, texts_of

bp = Blueprint("plain", __name__)


@bp.app_template_global("text_form")
def text_form(workspace: dict[str, Any]) -> TextForm:
    """The form of the workspace in this page, in the stack that the address names."""
    return form_of(workspace, request.args.get("stack", ""))


@bp.get("/problems/<slug>/plain")
@login_required
def form(slug: str) -> ResponseReturnValue:
    """The form alone."""
    island = _island(slug)
    return render_template("workspace/plain_page.html", workspace=island, form=text_form(island), error="")


@bp.post("/problems/<slug>/plain")
@login_required
def send(slug: str) -> ResponseReturnValue:
    """Saves the files as the draft, and runs or submits them; whatever is refused comes back with all its text."""
    island = _island(slug)
    shown = form_of(island, request.form.get("stack", ""))
    sent = Sent.of(request.form, texts_of(shown))
    base = sent.base
    try:
        base = _save(slug, sent)
        return redirect(_act(slug, sent))
    except DraftIsNewer as newer:
        again = kept(shown, sent, newer.saved_at)
        return _refused(island, again, newer)
    except (Invalid, Conflict, TooManyQueued, QueueClosed) as error:
        return _refused(island, kept(shown, sent, base), error)


def _save(slug: str, sent: Sent) -> datetime:
    if sent.fault:
        raise Invalid(sent.fault, "new-path")
    with writing() as session:
        desk = my_desk(session, slug)
        return drafts.save_draft(session, desk, stack=sent.stack, files=sent.files, base=sent.base, now=now())


def _act(slug: str, sent: Sent) -> str:
    """What the button asks for; gives where to go."""
    if sent.action == "save":
        flash("Your draft is saved.", "success")
        return workspace_address(slug, request.args.get("sitting", ""))
    answer = Answer(kind=sent.action, stack=sent.stack, files=sent.files, key=sent.key)
    with writing() as session:
        desk = my_desk(session, slug)
        submission_id = practice.submit(session, desk, answer, settings=settings(), now=database_now(session))
    return url_for("submissions.show", submission_id=submission_id)


def _refused(island: dict[str, Any], form: TextForm, error: JudgeError) -> ResponseReturnValue:
    page = render_template("workspace/plain_page.html", workspace=island, form=form, error=str(error))
    return page, code_of(error)


def _island(slug: str) -> dict[str, Any]:
    """Also when the session has ended meanwhile: the text must not be lost."""
    desk = desk_to_read(reading(), slug)
    return island_of(practice.workspace(reading(), desk), [], desk.sitting_id)

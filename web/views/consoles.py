"""Consoles: one's own files, started and spoken to. JSON for the workspace's scripts."""

from dataclasses import asdict

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from judge import consoles
from judge.domain.command import Command
from judge.queue.clock import database_now
from web.access import login_required, me, my_desk
from web.bodies import CommandBody, FilesBody, body
from web.db import now, reading, settings, writing
from web.digits import whole

bp = Blueprint("consoles", __name__)

MAX_DIGITS = 9  # of a command's number; the databases count no further


@bp.post("/problems/<slug>/consoles")
@login_required
def start(slug: str) -> ResponseReturnValue:
    """Opens a console for these files: 202 once its run is stored."""
    sent = body(FilesBody)
    with writing() as session:
        console_id = consoles.open_console(
            session,
            my_desk(session, slug),
            stack=sent.stack,
            files=sent.files,
            key=sent.key,
            settings=settings(),
            now=now(),
        )
    return jsonify(
        id=console_id,
        view_url=url_for("consoles.view", console_id=console_id),
        ask_url=url_for("consoles.ask", console_id=console_id),
        close_url=url_for("consoles.close", console_id=console_id),
    ), 202


@bp.get("/consoles/<console_id>.json")
@login_required
def view(console_id: str) -> ResponseReturnValue:
    """The console now, with what was asked after the command that the address names."""
    after = whole(request.args.get("after", ""), MAX_DIGITS) or 0
    return jsonify(asdict(consoles.view(reading(), me(), console_id, after)))


@bp.post("/consoles/<console_id>/commands")
@login_required
def ask(console_id: str) -> ResponseReturnValue:
    """Takes a command: 202 with its number once it is stored."""
    command = Command(**body(CommandBody).model_dump())
    with writing() as session:
        number = consoles.ask(session, me(), console_id, command, now=database_now(session))
    return jsonify(number=number), 202


@bp.post("/consoles/<console_id>/close")
@login_required
def close(console_id: str) -> ResponseReturnValue:
    """Ends the console, whether or not it has ended already."""
    with writing() as session:
        consoles.close(session, me(), console_id)
    return jsonify(closed=True)

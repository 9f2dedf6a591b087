"""What the editor holds and held before: saved, listed and given back. `?sitting=` names a timed session."""

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from judge import drafts
from judge.errors import DraftIsNewer, NotFound
from web.access import login_required, me, my_desk
from web.bodies import DraftBody, body, moment
from web.db import now, reading, writing
from web.digits import whole

MAX_DIGITS = 18  # of a state's number; the databases count no further
bp = Blueprint("drafts", __name__)


@bp.put("/problems/<slug>/draft")
@login_required
def save(slug: str) -> ResponseReturnValue:
    """Saves what the editor holds; 409 with the newer state when another device was faster."""
    sent = body(DraftBody)
    try:
        with writing() as session:
            desk = my_desk(session, slug)
            saved_at = drafts.save_draft(session, desk, stack=sent.stack, files=sent.files, base=sent.base, now=now())
    except DraftIsNewer as newer:
        return jsonify(error=str(newer), saved_at=moment(newer.saved_at), files=newer.files), 409
    return jsonify(saved_at=moment(saved_at))


@bp.get("/problems/<slug>/revisions.json")
@login_required
def revisions(slug: str) -> ResponseReturnValue:
    """Earlier states of the draft of one stack, newest first."""
    found = drafts.revisions(reading(), my_desk(reading(), slug), request.args.get("stack", ""))
    lines = [
        {
            "id": known.id,
            "saved_at": moment(known.saved_at),
            "lines": known.lines,
            "url": url_for("drafts.revision", revision_id=known.id),
        }
        for known in found
    ]
    return jsonify(revisions=lines)


@bp.get("/revisions/<revision_id>.json")
@login_required
def revision(revision_id: str) -> ResponseReturnValue:
    """One earlier state with its text."""
    number = whole(revision_id, MAX_DIGITS)
    if number is None:
        raise NotFound("no such earlier state")
    found = drafts.revision(reading(), me(), number)
    return jsonify(saved_at=moment(found.saved_at), files=found.files)

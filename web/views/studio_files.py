"""The files of a problem in the making, for the editor: read, saved, deleted, renamed, and their earlier states."""

import base64
import binascii
import io

from flask import Blueprint, jsonify, request, send_file, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from judge.catalogue.assets import FIGURES, FOLDER, ending_of
from judge.catalogue.texts import MAX_CHARACTERS
from judge.errors import FileChanged, Invalid, NotFound
from judge.statement import render
from judge.studio import editing, listing
from judge.studio.access import own
from web.access import AUTHORS, me, role_required
from web.bodies import Body, body, moment
from web.db import now, reading, reading_anew, writing
from web.digits import whole
from web.security import seal_off
from web.studio import changed_of, content_of, file_line, file_of, findings_of

MAX_DIGITS = 9  # of a revision, a 32-bit column

bp = Blueprint("studio_files", __name__, url_prefix="/studio/<problem_id>")


class FileBody(Body):
    """A file's content, as text or in base64, and the revision that it grew from."""

    text: str | None = None
    base64: str | None = None
    revision: int = Field(ge=0, lt=10**MAX_DIGITS)


class RenameBody(Body):
    """A file's new path."""

    path: str = Field(max_length=1000)
    to: str = Field(max_length=1000)
    revision: int = Field(ge=0, lt=10**MAX_DIGITS)


class StatementBody(Body):
    """Markdown that is being written."""

    text: str = Field(max_length=MAX_CHARACTERS)


@bp.get("/files.json")
@role_required(*AUTHORS)
def index(problem_id: str) -> ResponseReturnValue:
    """Every file without its content, and what is wrong with the folder."""
    page = listing.page(reading(), me(), problem_id)
    return jsonify(files=[file_line(line) for line in page.files], findings=findings_of(page.findings))


@bp.get("/files/<path:path>")
@role_required(*AUTHORS)
def read(problem_id: str, path: str) -> ResponseReturnValue:
    """One file."""
    return jsonify(file_of(editing.read(reading(), me(), problem_id, path)))


@bp.put("/files/<path:path>")
@role_required(*AUTHORS)
def save(problem_id: str, path: str) -> ResponseReturnValue:
    """Saves one file; 409 with what is there when somebody else was faster."""
    sent = body(FileBody)
    try:
        with writing() as session:
            revision = editing.save(
                session, me(), problem_id, path, content=_content(sent), revision=sent.revision, now=now()
            )
    except FileChanged as error:
        return jsonify(changed_of(error)), 409
    return jsonify(revision=revision, findings=_findings(problem_id))


@bp.delete("/files/<path:path>")
@role_required(*AUTHORS)
def delete(problem_id: str, path: str) -> ResponseReturnValue:
    """Takes one file away."""
    try:
        with writing() as session:
            editing.delete(session, me(), problem_id, path, revision=_revision(), now=now())
    except FileChanged as error:
        return jsonify(changed_of(error)), 409
    return jsonify(findings=_findings(problem_id))


@bp.post("/renames")
@role_required(*AUTHORS)
def rename(problem_id: str) -> ResponseReturnValue:
    """Gives a file another path."""
    sent = body(RenameBody)
    try:
        with writing() as session:
            revision = editing.rename(
                session, me(), problem_id, sent.path, to=sent.to, revision=sent.revision, now=now()
            )
    except FileChanged as error:
        return jsonify(changed_of(error)), 409
    return jsonify(revision=revision, findings=_findings(problem_id))


@bp.get("/revisions/<path:path>")
@role_required(*AUTHORS)
def revisions(problem_id: str, path: str) -> ResponseReturnValue:
    """The kept states of a file, newest first; with `?revision=` what it held in one of them."""
    if "revision" in request.args:
        return jsonify(content_of(editing.revision_content(reading(), me(), problem_id, path, _revision())))
    lines = [
        {
            "revision": line.revision,
            "changed_at": moment(line.changed_at),
            "changed_by": line.changed_by,
            "is_deleted": line.is_deleted,
        }
        for line in editing.revisions(reading(), me(), problem_id, path)
    ]
    return jsonify(revisions=lines)


@bp.post("/statement")
@role_required(*AUTHORS)
def statement(problem_id: str) -> ResponseReturnValue:
    """A statement as the candidate's page would render it."""
    own(reading(), me(), problem_id)
    address = url_for("studio_files.figure", problem_id=problem_id, path="x").removesuffix("x")
    return jsonify(html=render(body(StatementBody).text, address))


@bp.get("/assets/<path:path>")
@role_required(*AUTHORS)
def figure(problem_id: str, path: str) -> ResponseReturnValue:
    """A figure as it stands, for the preview of a statement."""
    found = editing.read(reading(), me(), problem_id, f"{FOLDER}/{path}")
    media_type = FIGURES.get(ending_of(path))
    if media_type is None:
        raise NotFound("no figure")
    seal_off(is_fixed=False)
    return send_file(io.BytesIO(found.content), mimetype=media_type)


def _content(sent: FileBody) -> bytes:
    if (sent.text is None) == (sent.base64 is None):
        raise Invalid('A file is sent as "text" or as "base64".', "text")
    try:
        if sent.text is not None:
            return sent.text.encode("utf-8")
        return base64.b64decode(sent.base64 or "", validate=True)
    except UnicodeEncodeError:
        raise Invalid("The text holds half a character (a lone surrogate).", "text") from None
    except (binascii.Error, ValueError):
        raise Invalid("This is not base64.", "base64") from None


def _revision() -> int:
    number = whole(request.args.get("revision", ""), MAX_DIGITS)
    if number is None:
        raise Invalid("The revision is a number.", "revision")
    return number


def _findings(problem_id: str) -> list[dict[str, object]]:
    """What is wrong with the folder now. Read after the commit, so that nobody waits for it."""
    account = me()
    return findings_of(listing.findings(reading_anew(), account, problem_id))

"""Figures and downloads of a statement: the only files of a problem's folder that have an address."""

from io import BytesIO

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from judge import material
from judge.queue.clock import database_now
from web.auth import current_account
from web.db import reading
from web.security import seal_off

bp = Blueprint("material", __name__)


@bp.get("/problems/<slug>/assets/<version>/<path:path>")
def asset(slug: str, version: str, path: str) -> ResponseReturnValue:
    """One file, whose address names the version: what it holds never changes."""
    found = material.asset(reading(), current_account(), slug, version, path, now=database_now(reading()))
    seal_off()
    return send_file(
        BytesIO(found.body), mimetype=found.media_type, as_attachment=not found.is_figure, download_name=found.name
    )

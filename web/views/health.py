"""Whether this process serves: for load balancers and for `docker compose`."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.db import is_alive

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def health() -> ResponseReturnValue:
    """Ok when the database answers; otherwise the error table says 503."""
    return {"status": "ok" if is_alive() else "down"}

"""The component sheet: every part of the interface in every state."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

bp = Blueprint("components", __name__)


@bp.get("/components")
def sheet() -> ResponseReturnValue:
    """The sheet, for designers and for the tests of accessibility."""
    return render_template("components.html")

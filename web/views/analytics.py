"""What authors learn from the work at their problems: all of them in a list, and one in full."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from judge.analytics.overview import SORTS, overview
from judge.analytics.page import analytics
from judge.domain.statistics import FEWEST
from judge.errors import NotFound
from judge.storage.analytics import MOST_SUBMITS
from web.access import AUTHORS, me, role_required
from web.db import reading
from web.plot import bars_of, duration

MAX_HASH = 100
bp = Blueprint("analytics", __name__, url_prefix="/studio/analytics")


@bp.get("")
@role_required(*AUTHORS)
def index() -> ResponseReturnValue:
    """My problems, by the column that the address names."""
    asked = request.args.get("sort", "")
    sort, is_reversed = (asked if asked in SORTS else SORTS[0]), request.args.get("order") == "descending"
    lines = overview(reading(), me(), sort=sort, is_reversed=is_reversed)
    order = {"sort": sort, "is_reversed": is_reversed}
    return render_template(
        "analytics/index.html", lines=lines, duration=duration, fewest=FEWEST, most=MOST_SUBMITS, **order
    )


@bp.get("/<slug>")
@role_required(*AUTHORS)
def problem(slug: str) -> ResponseReturnValue:
    """One problem, over all versions or for the one whose hash the address has."""
    page = analytics(reading(), me(), slug, request.args.get("version", "")[:MAX_HASH])
    if page is None:
        return render_template("analytics/unpublished.html", slug=slug)
    return render_template("analytics/problem.html", page=page, bars_of=bars_of, fewest=FEWEST, most=MOST_SUBMITS)


@bp.get("/<slug>/figures.json")
@role_required(*AUTHORS)
def as_json(slug: str) -> ResponseReturnValue:
    """The same figures for programs."""
    page = analytics(reading(), me(), slug, request.args.get("version", "")[:MAX_HASH])
    if page is None:
        raise NotFound("nothing was published")
    return jsonify(page.to_json())

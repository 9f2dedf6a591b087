"""The component sheet: every part of the interface in every state."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from judge.cards import SubmissionCard
from judge.domain.difference import difference
from judge.domain.verdict import Verdict
from web.plot import plot_of

bp = Blueprint("components", __name__)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
BEFORE = {"app.py": "@app.get('/items')\ndef items():\n    return jsonify(all_items())\n", "models.py": "LIMIT = 50\n"}
AFTER = {
    "app.py": "@app.get('/items')\ndef items():\n    return jsonify(items=page_of_items())\n",
    "models.py": "LIMIT = 50\n",
}


@bp.get("/components")
def sheet() -> ResponseReturnValue:
    """The sheet, for designers and for the tests of accessibility."""
    cards = [_card(number, score) for number, score in enumerate((4, 9, 9, 15, 20))]
    return render_template("components.html", plot=plot_of(cards), files=difference(BEFORE, AFTER))


def _card(number: int, score: int) -> SubmissionCard:
    """A submission made up for the plot."""
    return SubmissionCard(
        id=f"made-up-{number}",
        slug="cursor-pagination",
        title="Cursor pagination",
        kind="submit",
        stack="python-flask",
        created_at=NOON + timedelta(hours=number),
        state="done",
        verdict=Verdict.PASSED if score == 20 else Verdict.FAILED,  # noqa: PLR2004 - all of the points
        label="Passed" if score == 20 else "Failed",  # noqa: PLR2004 - as above
        score=score,
        max_score=20,
        is_sealed=False,
    )

"""Points over submissions as a plot without scripts: where its marks stand, in shares of its width and height."""

from collections.abc import Sequence
from dataclasses import dataclass

from judge.cards import SubmissionCard

FEWEST = 2  # one point shows no course
EDGE = 4  # per cent of the width and height, so that a mark at the end is not cut in half
SPAN = 100 - 2 * EDGE


@dataclass(frozen=True, slots=True)
class Mark:
    """One submission. The places are per cent from the left and from the top."""

    x: float
    y: float
    card: SubmissionCard


@dataclass(frozen=True, slots=True)
class Plot:
    """The submissions in the order of time."""

    marks: tuple[Mark, ...]
    top: str  # what the upper line means
    description: str


def plot_of(cards: Sequence[SubmissionCard]) -> Plot | None:
    """The plot of a problem's submits, in whatever order they come; None when too few of them have points."""
    scored = sorted((card for card in cards if _has_points(card)), key=lambda card: (card.created_at, card.id))
    if len(scored) < FEWEST:
        return None
    step = SPAN / (len(scored) - 1)
    marks = tuple(
        Mark(round(EDGE + step * n, 2), round(EDGE + SPAN * (1 - _share(card)), 2), card)
        for n, card in enumerate(scored)
    )
    most = {card.max_score for card in scored}
    # Versions may differ in points: then shares are compared, as the best score is found.
    top = str(scored[-1].max_score) if len(most) == 1 else "all"
    first, last, best = scored[0], scored[-1], max(scored, key=_share)
    return Plot(marks, top, f"From {_points(first)} to {_points(last)}; the best has {_points(best)}.")


def _has_points(card: SubmissionCard) -> bool:
    return card.kind == "submit" and card.score is not None and bool(card.max_score)


def _share(card: SubmissionCard) -> float:
    return (card.score or 0) / (card.max_score or 1)


def _points(card: SubmissionCard) -> str:
    return f"{card.score} of {card.max_score}"

"""Plots without scripts: where points over submissions and the bars of a distribution stand, in shares of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from judge.analytics.figures import Bin, Distribution
from judge.cards import SubmissionCard

FEWEST = 2  # one point shows no course
EDGE = 4  # per cent of the width and height, so that a mark at the end is not cut in half
SPAN = 100 - 2 * EDGE
GAP = 0.08  # of a bar's place, on each side
HOUR = 60
DAY = 24 * HOUR


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


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin. Places and sizes are per cent of the width and height."""

    label: str
    count: int
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A distribution with its middle half in words."""

    bars: tuple[Bar, ...]
    top: int  # of the highest bar
    n: int
    description: str


def bars_of(spread: Distribution, kind: str) -> Bars | None:
    """The bars of a distribution of "percent", "minutes" or plain "number"; None when it has too few people."""
    if not spread.bins or spread.quartiles is None:
        return None
    top = max(found.count for found in spread.bins)
    step = 100 / len(spread.bins)
    bars = tuple(
        Bar(
            found.label,
            found.count,
            round(step * n + step * GAP, 2),
            round(step * (1 - 2 * GAP), 2),
            _height(found, top),
        )
        for n, found in enumerate(spread.bins)
    )
    middle = spread.quartiles
    low, median, high = (in_words(value, kind) for value in (middle.low, middle.median, middle.high))
    return Bars(bars, top, spread.n, f"The median is {median}; the middle half lies between {low} and {high}.")


def in_words(value: float, kind: str) -> str:
    """A value as people say it: "62 %", "1 h 20 min", "2.5"."""
    if kind == "percent":
        return f"{value:.0f} %"
    return duration(value) if kind == "minutes" else f"{value:.1f}".removesuffix(".0")


def duration(minutes: float) -> str:
    """A duration as people say it, coarser the longer it is."""
    if minutes < 1:
        return "under 1 min"
    whole = round(minutes)
    if whole < HOUR:
        return f"{whole} min"
    if whole < DAY:
        return f"{whole // HOUR} h {whole % HOUR} min".removesuffix(" 0 min")
    days = f"{minutes / DAY:.1f}".removesuffix(".0")
    return f"{days} day" if days == "1" else f"{days} days"


def _height(found: Bin, top: int) -> float:
    return round(SPAN * found.count / top, 2)


def _has_points(card: SubmissionCard) -> bool:
    return card.kind == "submit" and card.score is not None and bool(card.max_score)


def _share(card: SubmissionCard) -> float:
    return (card.score or 0) / (card.max_score or 1)


def _points(card: SubmissionCard) -> str:
    return f"{card.score} of {card.max_score}"

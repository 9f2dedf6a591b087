"""The numbers that analytics are made of: quartiles, histograms, and how well one test goes with the others."""

import statistics
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

FEWEST = 5  # people or judgings: of fewer, a distribution would tell about persons, and a correlation about chance


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The middle of some values and the bounds of their middle half."""

    n: int
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class ItemSums:
    """One test over many judgings: x is 1 where it passed and else 0, y the points of all the other tests.

    Whole numbers, so that a database can add them up and nothing is lost by rounding.
    """

    n: int
    x: int
    y: int
    yy: int
    xy: int


def quartiles(values: Iterable[float], *, fewest: int = FEWEST) -> Quartiles | None:
    """The quartiles, the values taken as the whole population; None of fewer than so many."""
    known = sorted(values)
    if len(known) < max(fewest, 2):
        return None
    low, median, high = statistics.quantiles(known, n=4, method="inclusive")
    return Quartiles(len(known), low, median, high)


def histogram(values: Iterable[float], edges: Sequence[float], *, fewest: int = FEWEST) -> tuple[int, ...] | None:
    """How many values lie in each bin, which begins at its edge and ends before the next; the last has no end.

    No value may be less than the first edge. None of fewer values than so many.
    """
    known = list(values)
    if len(known) < fewest:
        return None
    counts = [0] * len(edges)
    for value in known:
        counts[bisect_right(edges, value) - 1] += 1
    return tuple(counts)


def discrimination(sums: ItemSums) -> float | None:
    """The corrected item-total correlation: whether those who pass this test do well in the others.

    From -1 to 1. None where it would say nothing: of too few judgings, or where one side never varies.
    """
    if sums.n < FEWEST:
        return None
    of_x = sums.n * sums.x - sums.x * sums.x
    of_y = sums.n * sums.yy - sums.y * sums.y
    if of_x <= 0 or of_y <= 0:
        return None
    both = sums.n * sums.xy - sums.x * sums.y
    return max(-1.0, min(1.0, both / (sqrt(of_x) * sqrt(of_y))))

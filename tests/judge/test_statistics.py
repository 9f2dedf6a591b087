"""The numbers behind analytics: against the standard library, and as properties."""

import statistics
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.domain.statistics import FEWEST, ItemSums, discrimination, histogram, quartiles

JUDGINGS = st.lists(st.tuples(st.booleans(), st.integers(0, 5000)), max_size=60)
VARIED = JUDGINGS.filter(
    lambda found: len(found) >= FEWEST and len({x for x, _ in found}) == 2 and len({y for _, y in found}) > 1
)


def sums(judgings):
    """What a database would add up."""
    return ItemSums(
        n=len(judgings),
        x=sum(x for x, _ in judgings),
        y=sum(y for _, y in judgings),
        yy=sum(y * y for _, y in judgings),
        xy=sum(x * y for x, y in judgings),
    )


@given(VARIED)
def test_it_correlates_as_the_standard_library_does(judgings):
    expected = statistics.correlation([float(x) for x, _ in judgings], [float(y) for _, y in judgings])
    assert discrimination(sums(judgings)) == pytest.approx(expected, abs=1e-9)


@given(JUDGINGS)
def test_it_stays_between_minus_one_and_one_or_says_nothing(judgings):
    found = discrimination(sums(judgings))
    assert found is None or -1 <= found <= 1


@given(VARIED, st.integers(1, 50), st.integers(0, 1000))
def test_it_does_not_depend_on_the_scale_of_the_points(judgings, factor, shift):
    scaled = [(x, y * factor + shift) for x, y in judgings]
    assert discrimination(sums(scaled)) == pytest.approx(discrimination(sums(judgings)), abs=1e-9)


@given(VARIED)
def test_it_turns_round_when_passing_and_failing_do(judgings):
    turned = [(not x, y) for x, y in judgings]
    assert discrimination(sums(turned)) == pytest.approx(-discrimination(sums(judgings)), abs=1e-9)


@given(VARIED, st.randoms())
def test_it_does_not_depend_on_the_order(judgings, random):
    shuffled = list(judgings)
    random.shuffle(shuffled)
    assert discrimination(sums(shuffled)) == discrimination(sums(judgings))


def test_it_finds_a_test_that_goes_with_the_others_and_one_that_goes_against_them():
    assert discrimination(sums([(True, 10)] * 3 + [(False, 0)] * 3)) == 1
    assert discrimination(sums([(True, 0)] * 3 + [(False, 10)] * 3)) == -1


@pytest.mark.parametrize(
    "judgings",
    [
        [],
        [(True, 1), (False, 0), (True, 2), (False, 1)],  # too few
        [(True, n) for n in range(9)],  # never fails
        [(False, n) for n in range(9)],  # always fails
        [(n % 2 == 0, 7) for n in range(9)],  # the others never vary
    ],
)
def test_it_says_nothing_where_there_is_nothing_to_say(judgings):
    assert discrimination(sums(judgings)) is None


def test_it_gives_the_middle_and_the_bounds_of_the_middle_half():
    found = quartiles([5, 1, 3, 2, 4])
    assert (found.n, found.low, found.median, found.high) == (5, 2, 3, 4)


@pytest.mark.parametrize(("values", "fewest"), [([1, 2, 3, 4], FEWEST), ([], 0), ([1], 0)])
def test_it_gives_no_quartiles_of_too_few(values, fewest):
    assert quartiles(values, fewest=fewest) is None


@given(st.lists(st.floats(0, 1e6), min_size=FEWEST, max_size=50))
def test_it_keeps_the_quartiles_in_order_and_within_the_values(values):
    found = quartiles(values)
    course = [min(values), found.low, found.median, found.high, max(values)]
    assert all(one <= other + 1e-6 for one, other in pairwise(course))
    assert found.median == pytest.approx(statistics.median(values))


def test_it_puts_a_value_on_an_edge_into_the_bin_that_begins_there():
    assert histogram([0, 1, 1, 2, 9], (0, 1, 2)) == (1, 2, 2)


def test_it_draws_no_histogram_of_too_few():
    assert histogram([1, 2, 3, 4], (0, 1)) is None


@given(st.lists(st.floats(0, 1e9), min_size=FEWEST), st.lists(st.floats(0.1, 1e8), unique=True))
def test_it_loses_no_value(values, inner):
    edges = (0, *sorted(inner))
    counts = histogram(values, edges)
    assert sum(counts) == len(values)
    assert len(counts) == len(edges)

"""What a parcel costs: one fact about it per test."""

import pytest


@pytest.mark.sample
@pytest.mark.criterion("price")
@pytest.mark.points(1)
def test_it_prices_the_example(counter):
    """The statement's example costs what the statement says."""
    assert counter.quote(weight_grams=1700, zone="home") == (200, {"price_cents": 580})


@pytest.mark.criterion("price")
@pytest.mark.points(1)
@pytest.mark.hint("What does a parcel of two kilograms weigh that has not begun its third?")
def test_it_does_not_round_a_whole_kilogram_up(counter):
    """A parcel of whole kilograms pays for those and for no further one."""
    kilograms = counter.rng.randint(2, 18)
    expected = counter.costs(counter.price("home", kilograms))
    assert counter.quote(weight_grams=counter.grams(kilograms), zone="home") == expected


@pytest.mark.criterion("price")
@pytest.mark.points(1)
@pytest.mark.hint("A kilogram counts as soon as it is begun, not when it is nearly full.")
def test_it_counts_a_kilogram_that_is_hardly_begun(counter):
    """A few grams over a whole kilogram cost as much as a whole one."""
    kilograms = counter.rng.randint(2, 18)
    weight = counter.grams(kilograms, counter.rng.randint(1, 300))
    assert counter.quote(weight_grams=weight, zone="home") == counter.costs(counter.price("home", kilograms + 1))


@pytest.mark.criterion("price")
@pytest.mark.points(1)
@pytest.mark.hint("Each zone has a base and a step of its own.")
def test_it_knows_the_prices_of_both_zones(counter):
    """A parcel that goes abroad costs what the table says for it."""
    kilograms = counter.rng.randint(2, 18)
    weight = counter.grams(kilograms, counter.rng.randint(600, 900))
    assert counter.quote(weight_grams=weight, zone="abroad") == counter.costs(counter.price("abroad", kilograms + 1))


@pytest.mark.criterion("price")
@pytest.mark.points(1)
@pytest.mark.hint("What becomes of the half of an odd number of cents?")
def test_it_rounds_half_a_cent_of_express_up(counter):
    """Express on an odd price rounds half a cent up."""
    kilograms = 2 * counter.rng.randint(1, 9)
    weight = counter.grams(kilograms, counter.rng.randint(600, 900))
    price = counter.price("home", kilograms + 1)
    assert counter.quote(weight_grams=weight, zone="home", is_express=True) == counter.costs((3 * price + 1) // 2)


@pytest.mark.criterion("price")
@pytest.mark.points(1)
@pytest.mark.hint("An even number has a half without a rest.")
def test_it_adds_exactly_one_half_for_express(counter):
    """Express on an even price adds one half of it, and not a cent more."""
    kilograms = 2 * counter.rng.randint(1, 9) - 1
    weight = counter.grams(kilograms, counter.rng.randint(600, 900))
    price = counter.price("home", kilograms + 1)
    assert counter.quote(weight_grams=weight, zone="home", is_express=True) == counter.costs(3 * price // 2)

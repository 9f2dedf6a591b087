"""What makes no sense is refused, and what only looks odd is not."""

import pytest


@pytest.mark.sample
@pytest.mark.criterion("input")
@pytest.mark.points(1)
def test_it_names_the_member_that_is_missing(counter):
    """A parcel without a weight is refused, and the weight is named."""
    assert counter.quote(zone="home") == (422, {"error": "weight_grams"})


@pytest.mark.criterion("input")
@pytest.mark.points(1)
@pytest.mark.hint("Are both ends of the range allowed?")
def test_it_takes_the_lightest_and_the_heaviest(counter):
    """The ends of the range belong to it."""
    weights = (counter.lightest, counter.heaviest)
    assert [counter.quote(**counter.parcel(weight_grams=weight))[0] for weight in weights] == [200, 200]


@pytest.mark.criterion("input")
@pytest.mark.points(1)
@pytest.mark.hint("The range has two ends.")
def test_it_refuses_weights_out_of_range(counter):
    """Nothing weighs nothing or less, and nothing more than the heaviest parcel."""
    too_heavy = counter.heaviest + counter.rng.randint(1, 900)
    replies = [counter.quote(**counter.parcel(weight_grams=weight)) for weight in (0, -700, too_heavy)]
    assert replies == [counter.refuses("weight_grams")] * 3


@pytest.mark.criterion("input")
@pytest.mark.points(2)
@pytest.mark.hint("Which of JSON's values does your language take for a number that JSON does not?")
def test_it_refuses_weights_that_are_no_whole_numbers(counter):
    """A weight is a JSON number without a fraction, and nothing that could be made into one."""
    odd = (True, None, [], "7", 2.5)
    replies = [counter.quote(**counter.parcel(weight_grams=value)) for value in odd]
    assert replies == [counter.refuses("weight_grams")] * len(odd)


@pytest.mark.criterion("input")
@pytest.mark.points(1)
@pytest.mark.hint("There are exactly two zones.")
def test_it_refuses_zones_that_it_does_not_know(counter):
    """A zone that is not in the table is refused, whatever it is."""
    odd = ("Mars", "", None, 4, [])
    replies = [counter.quote(**counter.parcel(zone=value)) for value in odd]
    assert replies == [counter.refuses("zone")] * len(odd)


@pytest.mark.criterion("input")
@pytest.mark.points(1)
@pytest.mark.hint("Yes and no have two values in JSON, and no others.")
def test_it_refuses_an_express_that_is_neither_yes_nor_no(counter):
    """Only true and false say whether it is express."""
    odd = ("yes", 1, 0, None)
    replies = [counter.quote(**counter.parcel(is_express=value)) for value in odd]
    assert replies == [counter.refuses("is_express")] * len(odd)


@pytest.mark.criterion("input")
@pytest.mark.points(1)
@pytest.mark.hint("Your framework has an answer of its own to a body that it cannot read.")
def test_it_says_what_is_no_object(counter):
    """A body that is no JSON object is refused in the contract's words."""
    odd = ("{", "", "[]", '"parcel"', "12")
    assert [counter.raw(body) for body in odd] == [(400, {"error": "body"})] * len(odd)

"""Two samples and three hidden tests that read replies in the ways suites do: JSON, text, patterns, sets."""

import re

import pytest

CANARY = "canary-suite"  # replaced by a secret before use
TITLE = re.compile(r"(\w+ ?)+")  # careless: some texts take it years


def answered(app, path, **params):
    """A reply that says it is right."""
    reply = app.get(path, params=params)
    assert reply.status == 200
    return reply


@pytest.mark.sample
@pytest.mark.criterion("replies")
def test_a_small_number(app, rng):
    """A small number is doubled."""
    number = rng.randint(2, 99)
    assert answered(app, "/double", of=number).json() == {"double": 2 * number}


@pytest.mark.sample
@pytest.mark.criterion("replies")
def test_zero(app):
    """Zero stays zero."""
    assert answered(app, "/double", of=0).json() == {"double": 0}


@pytest.mark.criterion("replies")
@pytest.mark.points(3)
def test_a_large_number(app, rng):
    """A large number is doubled."""
    number, secret = rng.randint(10**9, 10**12), CANARY
    value = answered(app, "/double", of=number).json()
    assert (value, secret) == ({"double": 2 * number}, secret)


@pytest.mark.criterion("replies")
@pytest.mark.points(3)
def test_a_title(app):
    """A title consists of words."""
    assert TITLE.fullmatch(answered(app, "/title").text), CANARY


@pytest.mark.criterion("replies")
@pytest.mark.points(3)
def test_different_numbers(app, rng):
    """The numbers are as many as were asked for, and different."""
    wanted = rng.randint(20, 50)  # an object with a few keys has a length, too
    numbers = answered(app, "/numbers", of=wanted).json()
    assert (len(numbers), len(set(numbers)), CANARY) == (wanted, wanted, CANARY)

"""Two samples and three hidden tests; the canary stands wherever a suite can hold something."""

import pytest

CANARY = "canary-suite"  # replaced by a secret before use; in the source, in a constant, in locals, in comparisons


def doubled(app, number):
    """What the service says."""
    reply = app.get("/double", params={"of": str(number)})
    assert reply.status == 200
    return reply.json()


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_a_small_number(app, rng):
    """A small number is doubled."""
    number = rng.randint(2, 99)
    assert doubled(app, number) == {"double": 2 * number}


@pytest.mark.sample
@pytest.mark.criterion("arithmetic")
def test_zero(app):
    """Zero stays zero."""
    assert doubled(app, 0) == {"double": 0}


@pytest.mark.criterion("arithmetic")
@pytest.mark.points(3)
def test_a_large_number(app, rng):
    """A large number is doubled."""
    number, secret = rng.randint(10**9, 10**12), CANARY
    expected = {"double": 2 * number, "canary": secret}
    assert doubled(app, number) | {"canary": secret} == expected


@pytest.mark.criterion("arithmetic")
@pytest.mark.points(3)
def test_a_negative_number(app, rng):
    """A negative number is doubled."""
    number = -rng.randint(2, 10**6)
    assert (doubled(app, number), CANARY) == ({"double": 2 * number}, CANARY)


@pytest.mark.criterion("arithmetic")
@pytest.mark.points(3)
def test_what_is_no_number(app):
    """What is no number is refused."""
    assert app.get("/double", params={"of": "x"}).status == 400, CANARY

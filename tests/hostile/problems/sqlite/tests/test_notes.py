"""One sample and two hidden tests."""

import pytest

CANARY = "canary-suite"  # replaced by a secret before use


@pytest.mark.sample
@pytest.mark.criterion("storage")
def test_the_rule(app, rng):
    """A number is doubled by the stored rule."""
    number = rng.randint(2, 99)
    assert app.get("/double", params={"of": str(number)}).json() == {"double": 2 * number}


@pytest.mark.criterion("storage")
@pytest.mark.points(3)
def test_a_large_number(app, rng):
    """A large number is doubled."""
    number = rng.randint(10**9, 10**12)
    assert (app.get("/double", params={"of": str(number)}).json(), CANARY) == ({"double": 2 * number}, CANARY)


@pytest.mark.criterion("storage")
@pytest.mark.points(3)
def test_a_note(app, rng):
    """A note is stored."""
    text = f"note {rng.randint(10**9, 10**10)}"
    assert app.post("/notes", json={"text": text}).status == 201
    assert text in app.get("/notes").json()["notes"], CANARY

"""Two samples, and three hidden tests that send a canary of their own: as data, as a parameter and as a header."""

import pytest

CANARY = "canary-suite"  # replaced by a secret before use
INPUT = CANARY.replace("suite", "input")


def echoed(app, sent, **options):
    """What the service gives back."""
    reply = app.post("/echo", json=sent, **options)
    assert reply.status == 200
    return reply.json()


@pytest.mark.sample
@pytest.mark.criterion("echo")
def test_a_word(app, rng):
    """A word comes back."""
    sent = {"word": f"word {rng.randint(1, 10**6)}"}
    assert echoed(app, sent) == sent


@pytest.mark.sample
@pytest.mark.criterion("echo")
def test_a_list(app):
    """A list comes back."""
    assert echoed(app, [1, 2, 3]) == [1, 2, 3]


@pytest.mark.criterion("echo")
@pytest.mark.points(3)
def test_a_secret(app):
    """A secret comes back."""
    assert echoed(app, {"word": INPUT}) == {"word": INPUT}


@pytest.mark.criterion("echo")
@pytest.mark.points(3)
def test_an_address_with_a_secret(app):
    """Parameters change nothing."""
    assert echoed(app, {"word": "x"}, params={"secret": INPUT}) == {"word": "x"}


@pytest.mark.criterion("echo")
@pytest.mark.points(3)
def test_a_header_with_a_secret(app):
    """Headers change nothing."""
    assert echoed(app, {"word": "x"}, headers={"X-Secret": INPUT}) == {"word": "x"}

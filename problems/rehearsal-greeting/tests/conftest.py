"""Names that a test draws for itself, and the reply that most tests look for."""

import string

import pytest


class Greeter:
    """The service as a visitor meets it."""

    def __init__(self, app, rng):
        self.app, self.rng = app, rng

    def name(self, length=8):
        """A random name."""
        return "".join(self.rng.choices(string.ascii_lowercase, k=length)).title()

    def greeted(self, name):
        """What the service greets with when it is given this name."""
        reply = self.app.get("/greetings", params={"name": name})
        assert reply.status == 200
        return reply.json()


@pytest.fixture
def greeter(app, rng):
    """The visitor."""
    return Greeter(app, rng)

"""Names that a test draws for itself, and the reply that most tests look for."""

import string

import pytest


class Greeter:
    """The service as a visitor meets it."""

    def __init__(self, app, rng, variant):
        self.app, self.rng, self.word = app, rng, variant["word"]

    def name(self, length=8):
        """A random name."""
        return "".join(self.rng.choices(string.ascii_lowercase, k=length)).title()

    def greeting(self, name):
        """What the contract says for this name."""
        return {"greeting": f"{self.word}, {name}"}

    def greeted(self, name):
        """What the service greets with when it is given this name."""
        reply = self.app.get("/greetings", params={"name": name})
        assert reply.status == 200
        return reply.json()


@pytest.fixture
def greeter(app, rng, variant):
    """The visitor, who knows the word of this variant."""
    return Greeter(app, rng, variant)

"""Items that a test makes for itself, and the two replies that every test looks for."""

import string

import pytest

REQUIRED = ("sku", "name", "unit_price_cents")
DEFAULTS = {"description": None, "quantity": 0, "attributes": {}}
MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}


class Items:
    """The service as a back office uses it."""

    def __init__(self, app, rng):
        self.app, self.rng = app, rng

    def word(self, length, characters=string.ascii_lowercase):
        """A random word."""
        return "".join(self.rng.choices(characters, k=length))

    def sku(self, length=12):
        """A SKU that no other item has."""
        return self.word(length, string.ascii_uppercase + string.digits)

    def document(self, **changes):
        """A valid new item with every field set, some replaced."""
        return {
            "sku": self.sku(),
            "name": self.word(9).title(),
            "unit_price_cents": self.rng.randint(1, 90_000),
            "description": self.word(30),
            "quantity": self.rng.randint(1, 900),
            "attributes": {"colour": self.word(5), "size": self.word(2)},
        } | changes

    def create(self, **changes):
        """An item in the service, as it replied."""
        return self.accepted(self.app.post("/items", json=self.document(**changes)), 201)

    def read(self, item):
        """The item as the service has it now."""
        return self.accepted(self.app.get(f"/items/{item['id']}"))

    def patch(self, item, patch):
        """A merge patch to an item: the reply."""
        return self.app.patch(f"/items/{item['id']}", json=patch, headers=MERGE_PATCH)

    def accepted(self, reply, status=200):
        """The JSON body of a reply that has to be a success."""
        assert [reply.status, reply.content_type] == [status, "application/json"]
        return reply.json()

    def refused(self, reply, status, error, fields=None):
        """Asserts that a reply is an error in the documented envelope."""
        body = self.accepted(reply, status)
        message = body.get("message")
        is_sentence = isinstance(message, str) and message.strip() != ""
        expected = {"error": error, "message": message if is_sentence else "a sentence"}
        assert body == (expected if fields is None else {**expected, "fields": fields})

    def invalid(self, fields, **changes):
        """Asserts that a new item with these changes is refused for these fields."""
        self.refused(self.app.post("/items", json=self.document(**changes)), 422, "validation_failed", fields)


@pytest.fixture
def items(app, rng):
    """The back office's view of the service."""
    return Items(app, rng)

"""Parcels that a test draws for itself, and the counter that asks what they cost."""

import pytest

GRAMS = 1000
PRICES = {"home": (390, 95), "abroad": (890, 245)}


class Counter:
    """Asks the service, and knows the answer."""

    lightest, heaviest = 1, 20_000

    def __init__(self, app, rng):
        self.app, self.rng = app, rng

    def quote(self, **parcel):
        """Status and JSON of the reply for this parcel."""
        reply = self.app.post("/quotes", json=parcel)
        return reply.status, reply.json()

    def raw(self, body):
        """The same for any body that calls itself JSON."""
        reply = self.app.post("/quotes", data=body, headers={"Content-Type": "application/json"})
        return reply.status, reply.json()

    def price(self, zone, kilograms):
        """What so many kilograms cost, in cents, without express."""
        base, step = PRICES[zone]
        return base + step * kilograms

    def costs(self, cents):
        """The reply that names this price."""
        return 200, {"price_cents": cents}

    def refuses(self, member):
        """The reply that refuses this member."""
        return 422, {"error": member}

    def grams(self, kilograms, over=0):
        """The weight of so many whole kilograms, and some grams over."""
        return kilograms * GRAMS + over

    def parcel(self, **others):
        """A parcel that is well inside every limit, but for what is said otherwise."""
        weight = self.grams(self.rng.randint(2, 18), self.rng.randint(600, 900))
        return {"weight_grams": weight, "zone": self.rng.choice(list(PRICES))} | others


@pytest.fixture
def counter(app, rng):
    """The counter."""
    return Counter(app, rng)

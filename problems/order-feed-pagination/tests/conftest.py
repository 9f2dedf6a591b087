"""A shop of the test's own, the partner who reads its feed, and the feed as it should be."""

import string
from datetime import UTC, datetime, timedelta

import pytest

STATUSES = ("open", "paid", "shipped", "cancelled")
MOST_PAGES = 60


class Shop:
    """A shop whose every order the test knows."""

    def __init__(self, app, rng):
        self.app, self.rng = app, rng
        self.name = "".join(rng.choices(string.ascii_lowercase, k=16))
        self.path = f"/shops/{self.name}/orders"
        self.opened = datetime(rng.randint(2015, 2024), rng.randint(1, 12), rng.randint(1, 28), 12, tzinfo=UTC)
        self.orders = {}

    def push(self, minute, status="paid"):
        """Stores an order placed so many minutes after the shop's opening."""
        placed_at = (self.opened + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")
        order = {"status": status, "placed_at": placed_at, "total_cents": self.rng.randint(100, 99_999)}
        reply = self.app.post(self.path, json=order)
        stored = reply.json()
        assert [reply.status, stored] == [201, {"id": stored.get("id"), "shop": self.name, **order}]
        self.orders[stored["id"]] = stored
        return stored

    def minutes(self, count):
        """So many different minutes, ascending."""
        return sorted(self.rng.sample(range(0, 900, 7), count))

    def push_all(self, minutes):
        """Stores an order for each of the minutes, in their sequence."""
        return [self.push(minute) for minute in minutes]

    def delete(self, order):
        """Deletes an order."""
        assert self.app.delete(f"{self.path}/{order['id']}").status == 204
        del self.orders[order["id"]]

    def sequence(self, status=None):
        """The feed as it should be now."""
        chosen = [order for order in self.orders.values() if status in (None, order["status"])]
        return sorted(chosen, key=lambda order: (order["placed_at"], order["id"]), reverse=True)

    def ask(self, **params):
        """The reply to one request for the feed."""
        return self.app.get(self.path, params=params)

    def page(self, **params):
        """One page of the feed."""
        reply = self.ask(**params)
        page = reply.json()
        cursor = page.get("next_cursor", "missing")
        is_cursor = cursor is None or isinstance(cursor, str)
        expected = {"orders": page.get("orders"), "next_cursor": cursor if is_cursor else "a text or null"}
        assert [reply.status, page] == [200, expected]
        return page

    def pages(self, *, limit, meanwhile=None, **params):
        """The orders of each page of a whole reading; `meanwhile` is called with every page but the last."""
        pages, cursor = [], {}
        while len(pages) < MOST_PAGES:
            page = self.page(limit=limit, **params, **cursor)
            pages.append(page["orders"])
            if page["next_cursor"] is None:
                return pages
            if meanwhile:
                meanwhile(page["orders"])
            cursor = {"cursor": page["next_cursor"]}
        pytest.fail("the feed does not end: next_cursor is never null")

    def read(self, **options):
        """The ids that a whole reading gives, in their sequence."""
        return [order["id"] for page in self.pages(**options) for order in page]

    def refuses(self, error, **params):
        """Asserts that a request is refused with this error."""
        reply = self.ask(**params)
        assert [reply.status, reply.json()] == [400, {"error": error}]


def ids(orders):
    """The ids of orders."""
    return [order["id"] for order in orders]


@pytest.fixture
def shop(app, rng):
    """An empty shop."""
    return Shop(app, rng)


@pytest.fixture
def other_shop(app, rng, shop):  # noqa: ARG001 - made after the other one, so that their names differ
    """Another empty shop."""
    return Shop(app, rng)


@pytest.fixture
def ids_of():
    """A function that gives the ids of orders."""
    return ids

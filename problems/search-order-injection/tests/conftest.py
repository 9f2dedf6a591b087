"""A stock of products that the tests know, and the questions an attacker would ask about the partners' keys."""

from datetime import date, timedelta

import pytest

FIRST_WORDS = ("blue", "Brass", "copper", "Green", "heavy", "Long", "plain", "Round", "small", "Steel")
SECOND_WORDS = ("bolt", "Bracket", "clamp", "Gasket", "hinge", "Lever", "nozzle", "Pulley", "socket", "Valve")


class Stock:
    """Products in Python first, then in the database; and what a search over them should say."""

    def __init__(self, rng, db, app):
        self.rng, self.db, self.app = rng, db, app
        self.products = []
        self.ids = iter(rng.sample(range(1, 9999), 100))
        db.execute("TRUNCATE products, partners")

    def add(self, names, *, few_values=False):
        """Adds a product for each name, with other numbers than any other product's unless few values are asked for."""
        count, rng = len(names), self.rng
        ids = [next(self.ids) for _ in names]
        spread = 3 if few_values else 5000

        def numbers():
            return [rng.randrange(spread) for _ in range(count)] if few_values else rng.sample(range(spread), count)

        columns = zip(names, ids, numbers(), numbers(), numbers(), numbers(), strict=True)
        rows = [
            {
                "id": number,
                "sku": f"P-{number:05}",
                "name": name,
                "price_cents": 100 + price,
                "stock": stock,
                "added_on": date(2010, 1, 1) + timedelta(days=days),
                "cost_cents": 50 + cost,
            }
            for name, number, price, stock, days, cost in columns
        ]
        self.products += rows
        self.db.insert("products", rows)

    def names(self, count):
        """Names that differ, of two words and a number."""
        numbers = self.rng.sample(range(100, 999), count)
        return [f"{self.rng.choice(FIRST_WORDS)} {self.rng.choice(SECOND_WORDS)} {number}" for number in numbers]

    def reply(self, **params):
        """Status and data of a search."""
        reply = self.app.get("/products", params=params)
        return [reply.status, reply.json()]

    def expected(self, *, q="", sort="name", direction="asc", limit=20, offset=0):
        """Status and data that the contract asks for."""
        found = [p for p in self.products if q.lower() in p["name"].lower() or q.lower() in p["sku"].lower()]
        found.sort(key=lambda product: product["id"])
        found.sort(key=lambda product: product[sort], reverse=direction == "desc")
        shown = ("id", "sku", "name", "price_cents", "stock")
        items = [
            {key: product[key] for key in shown} | {"added_on": product["added_on"].isoformat()}
            for product in found[offset : offset + limit]
        ]
        return [200, {"total": len(found), "items": items}]


class Attacker:
    """Asks yes-or-no questions about a partner's secret key by way of the search's parameters."""

    def __init__(self, rng, db, app):
        self.rng, self.app = rng, app
        self.key = "".join(rng.choices("0123456789abcdef", k=32))
        self.id = rng.randint(1, 9999)
        db.insert("partners", [{"id": self.id, "name": "Harbour Supplies", "api_key": self.key}])

    def questions(self):
        """Two conditions of one shape; by the key, one is true and the other is false. In either order."""
        place = self.rng.randrange(32)
        wrong = self.rng.choice([digit for digit in "0123456789abcdef" if digit != self.key[place]])
        conditions = [f"substr(api_key,{place + 1},1)='{digit}'" for digit in (self.key[place], wrong)]
        self.rng.shuffle(conditions)
        return conditions

    def learns(self, **params):
        """What the replies to two such questions give away; COUNT is 1 where the answer is yes, and 0 for no."""
        replies = []
        for condition in self.questions():
            count = f"(SELECT count(*) FROM partners WHERE id={self.id} AND {condition})"
            quoted = condition.replace("'", "''")
            filled = {
                name: value.replace("COUNT", count).replace("QUOTED", quoted).replace("PARTNER", str(self.id))
                for name, value in params.items()
            }
            reply = self.app.get("/products", params=filled)
            replies.append((reply.status, reply.text))
        if any(self.key in text for _, text in replies):
            return "a partner's key"
        if any(status >= 500 for status, _ in replies):
            return "that its text reaches the database"
        return "nothing" if replies[0] == replies[1] else "the answer to its question"


@pytest.fixture
def stock(rng, db, app):
    """No products, and no partners."""
    return Stock(rng, db, app)


@pytest.fixture
def attacker(stock, rng, db, app):
    """An attacker who knows the schema, one partner's id, and fifteen products that share few values."""
    stock.add(stock.names(15), few_values=True)
    return Attacker(rng, db, app)

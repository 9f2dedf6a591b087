"""A shop whose every order is known, and the report that follows from it, counted in plain Python."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

COLUMNS = ("month", "rank", "customer_id", "customer_name", "revenue_cents")
FIRST_WORDS = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Juniper", "Larch", "Maple", "Rowan", "Willow")
SECOND_WORDS = ("Books", "Cycles", "Dairy", "Glass", "Kitchen", "Lamps", "Paper", "Tools", "Toys", "Wool")


def month_of(instant):
    """The first day of an instant's month in Berlin: two hours ahead at the starts of April to October, else one."""
    ahead = 2 if 4 <= (instant + timedelta(hours=2)).month <= 10 else 1
    return (instant + timedelta(hours=ahead)).date().replace(day=1)


def month_after(month, count=1):
    """The first day of the month that comes `count` months later."""
    years, months = divmod(month.month - 1 + count, 12)
    return date(month.year + years, months + 1, 1)


def ranking(month, revenues, names):
    """The report's rows of one month: everybody whose rank, one more than the number of those above, is at most 3."""
    earners = {customer: cents for customer, cents in revenues.items() if cents > 0}
    if not earners:
        return [[month.isoformat(), None, None, None, None]]
    best = sorted(earners.values(), reverse=True)
    listed = sorted((-cents, customer) for customer, cents in earners.items() if cents >= best[:3][-1])
    return [[month.isoformat(), 1 + best.index(-c), customer, names[customer], -c] for c, customer in listed]


def full_report(revenues, names):
    """The whole report from the revenue by month and customer of all counted orders."""
    rows = []
    month = min(revenues, default=None)
    while month is not None and month <= max(revenues):
        rows += ranking(month, revenues.get(month, {}), names)
        month = month_after(month)
    return rows


def plain(value):
    """A cell as JSON has it."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


class Shop:
    """Customers, orders and refunds in Python first, then in the database."""

    after = staticmethod(month_after)
    full_report = staticmethod(full_report)

    def __init__(self, rng, db, answer):
        self.rng, self.db, self.answer = rng, db, answer
        self.names, self.orders, self.refunds = {}, [], []
        self.order_ids = iter(rng.sample(range(1000, 100_000), 3000))

    def customers(self, count, name=None):
        """Adds customers and gives their ids, in no order; names differ unless one is given."""
        ids = self.rng.sample([i for i in range(10, 900) if i not in self.names], count)
        for customer in ids:
            words = f"{self.rng.choice(FIRST_WORDS)} {self.rng.choice(SECOND_WORDS)}"
            self.names[customer] = name or f"{words} {customer}"
        return ids

    def month(self):
        """A month drawn from some years."""
        return date(self.rng.randint(2019, 2024), self.rng.randint(1, 12), 1)

    def day_in(self, month):
        """An instant well inside a month, whatever the zone."""
        return datetime(month.year, month.month, 1, tzinfo=UTC) + timedelta(minutes=self.rng.randint(3000, 36_000))

    def last_evening(self, month, hour):
        """An instant within an hour of UTC on the last day of a month."""
        end = month_after(month)
        start = datetime(end.year, end.month, 1, tzinfo=UTC) - timedelta(hours=24 - hour)
        return start + timedelta(seconds=self.rng.randint(1, 3500))

    def order(self, customer, cents, at, *, status="paid", discount=0, refunds=()):
        """Adds an order of `cents` before its discount; refunds are amounts, or (amount, instant) pairs."""
        order = next(self.order_ids)
        self.orders.append((order, customer, status, at, cents, discount))
        for refund in refunds:
            amount, when = refund if isinstance(refund, tuple) else (refund, at + timedelta(hours=1))
            self.refunds.append((order, amount, when))

    def split(self, customer, cents, month, parts=3, **order):
        """Adds orders on several days of a month that come to `cents` together."""
        cuts = sorted(self.rng.sample(range(1, cents), parts - 1))
        for start, end in zip([0, *cuts], [*cuts, cents], strict=True):
            self.order(customer, end - start, self.day_in(month), **order)

    def store(self):
        """Writes everything to the database, in no order."""
        self.db.load("schema.sql")
        customers = [{"id": i, "name": name} for i, name in self.names.items()]
        fields = ("id", "customer_id", "status", "placed_at", "total_cents", "discount_cents")
        orders = [dict(zip(fields, order, strict=True)) for order in self.orders]
        refunds = [
            {"id": i, "order_id": order, "amount_cents": amount, "refunded_at": when}
            for i, (order, amount, when) in enumerate(self.refunds, 1)
        ]
        for table, rows in (("customers", customers), ("orders", orders), ("refunds", refunds)):
            self.rng.shuffle(rows)
            if rows:
                self.db.insert(table, rows)
        self.db.execute("ANALYZE customers, orders, refunds")

    def store_many(self, orders, people, factors, starts):
        """Writes paid orders made by arithmetic on their ids, every eighth with a refund of 700."""
        step, leap, price = factors
        self.db.load("schema.sql")
        self.db.execute("INSERT INTO customers SELECT i, 'Customer ' || i FROM generate_series(0, %s - 1) i", [people])
        self.db.execute(
            "INSERT INTO orders SELECT i, i * %s %% %s, 'paid',"
            " to_timestamp((%s::bigint[])[1 + i %% 24] + i * %s %% 1900000), 1000 + i * %s %% 99999989, 0"
            " FROM generate_series(1::bigint, %s) i",
            [step, people, starts, leap, price, orders],
        )
        self.db.execute(
            "INSERT INTO refunds SELECT id, id, %s, placed_at + interval '1 day' FROM orders WHERE id %% 8 = 0", [700]
        )
        self.db.execute("ANALYZE customers, orders, refunds")

    def report(self):
        """What the candidate's query says, cell by cell."""
        rows = self.answer.rows("query.sql")
        assert tuple(rows.columns) == COLUMNS
        return [[plain(cell) for cell in row] for row in rows.rows]

    def got(self):
        """Stores the shop, then asks the query."""
        self.store()
        return self.report()

    def expected(self):
        """What the report should say."""
        returned = defaultdict(int)
        for order, amount, _ in self.refunds:
            returned[order] += amount
        revenues = defaultdict(lambda: defaultdict(int))
        for order, customer, status, at, cents, discount in self.orders:
            if status in ("paid", "shipped") and customer is not None:
                revenues[month_of(at)][customer] += cents - (discount or 0) - returned[order]
        return full_report(revenues, self.names)


@pytest.fixture
def shop(rng, db, answer):
    """An empty shop."""
    return Shop(rng, db, answer)

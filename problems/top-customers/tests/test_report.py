"""The monthly report of top customers: one fact about it per test."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest


def five_sums(rng):
    """Five different sums of cents, highest first."""
    return sorted(rng.sample(range(10_000, 90_000), 5), reverse=True)


@pytest.mark.sample
@pytest.mark.criterion("ranking")
@pytest.mark.points(1)
@pytest.mark.hint("Add up the orders of each customer, then rank the sums from the highest down.")
def test_example_of_the_statement(shop):
    """The example of the statement gives the rows shown there."""
    shop.names = {1: "Ada", 2: "Ben", 3: "Cleo", 4: "Ben"}
    shop.order(1, 8000, datetime(2024, 1, 10, 9, tzinfo=UTC))
    shop.order(2, 5000, datetime(2024, 1, 12, 9, tzinfo=UTC), status="shipped")
    shop.order(3, 6000, datetime(2024, 1, 15, 9, tzinfo=UTC), discount=1000)
    shop.order(4, 9000, datetime(2024, 1, 31, 23, 30, tzinfo=UTC), refunds=[1500, 500])
    shop.order(1, 700, datetime(2024, 2, 5, 9, tzinfo=UTC), status="cancelled")
    shop.order(2, 4200, datetime(2024, 4, 2, 9, tzinfo=UTC), discount=None)
    assert shop.got() == [
        ["2024-01-01", 1, 1, "Ada", 8000],
        ["2024-01-01", 2, 2, "Ben", 5000],
        ["2024-01-01", 2, 3, "Cleo", 5000],
        ["2024-02-01", 1, 4, "Ben", 7000],
        ["2024-03-01", None, None, None, None],
        ["2024-04-01", 1, 2, "Ben", 4200],
    ]


@pytest.mark.sample
@pytest.mark.criterion("ranking")
@pytest.mark.points(1)
@pytest.mark.hint("Add up the orders of each customer, then rank the sums from the highest down.")
def test_one_month(shop):
    """A month lists its three best customers, highest revenue first."""
    month = shop.month()
    for customer, cents in zip(shop.customers(5), five_sums(shop.rng), strict=True):
        shop.split(customer, cents, month)
    assert shop.got() == shop.expected()


@pytest.mark.sample
@pytest.mark.criterion("revenue")
@pytest.mark.points(1)
@pytest.mark.hint("Name the states that count; do not list those that do not.")
def test_states_of_an_order(shop):
    """Only paid and shipped orders count."""
    month = shop.month()
    for customer, cents in zip(shop.customers(4), five_sums(shop.rng)[:4], strict=True):
        shop.split(customer, cents, month, status=shop.rng.choice(["paid", "shipped"]))
        shop.split(customer, shop.rng.randint(20_000, 90_000), month, status="pending")
        shop.split(customer, shop.rng.randint(20_000, 90_000), month, status="cancelled")
    assert shop.got() == shop.expected()


@pytest.mark.sample
@pytest.mark.criterion("ranking")
@pytest.mark.points(1)
@pytest.mark.hint("Three is the highest rank in the report, not the number of its rows.")
def test_level_with_the_third(shop):
    """Everybody level with the third place is listed, by id."""
    month = shop.month()
    first, second, third, fourth, _ = five_sums(shop.rng)
    for customer, cents in zip(shop.customers(7), [first, second, *[third] * 4, fourth], strict=True):
        shop.split(customer, cents, month)
    assert shop.got() == shop.expected()


@pytest.mark.criterion("ranking")
@pytest.mark.points(2)
@pytest.mark.hint("A rank is one more than the number of customers above. What follows two firsts?")
def test_level_at_the_top(shop):
    """Customers level at the top use up the ranks that follow."""
    shared = shop.month()
    alone = shop.after(shared)
    first, second, third, fourth, _ = five_sums(shop.rng)
    for customer, cents in zip(shop.customers(5), [first, first, second, third, fourth], strict=True):
        shop.split(customer, cents, shared)
    for customer, cents in zip(shop.customers(5), [first, second, second, second, third], strict=True):
        shop.split(customer, cents, alone)
    assert shop.got() == shop.expected()


@pytest.mark.criterion("ranking")
@pytest.mark.points(2)
@pytest.mark.hint("What makes two customers the same customer?")
def test_customers_of_one_name(shop):
    """Customers who share a name are ranked one by one."""
    month = shop.month()
    namesakes = shop.customers(3, name="Hill & Sons")
    for customer, cents in zip([*namesakes, *shop.customers(2)], five_sums(shop.rng), strict=True):
        shop.split(customer, cents, month)
    assert shop.got() == shop.expected()


@pytest.mark.criterion("ranking")
@pytest.mark.points(1)
@pytest.mark.hint("Read again who is ranked in a month at all.")
def test_revenue_of_nothing(shop):
    """A customer who got everything back is not ranked in that month, one who left a cent is."""
    month = shop.month()
    kept, scant, returned = shop.customers(3)
    shop.split(kept, shop.rng.randint(5000, 9000), month)
    shop.order(scant, 5000, shop.day_in(month), refunds=[4999])
    for _ in range(2):
        cents = shop.rng.randint(2000, 9000)
        shop.order(returned, cents, shop.day_in(month), refunds=[cents])
    assert shop.got() == shop.expected()


@pytest.mark.criterion("revenue")
@pytest.mark.points(1)
@pytest.mark.hint("What is a number minus NULL?")
def test_order_without_discount(shop):
    """An order without a discount counts in full."""
    month = shop.month()
    for customer, cents in zip(shop.customers(4), five_sums(shop.rng)[:4], strict=True):
        shop.split(customer, cents, month, discount=None)
        shop.split(customer, shop.rng.randint(1000, 9000), month, parts=2, discount=0)
    assert shop.got() == shop.expected()


@pytest.mark.criterion("revenue")
@pytest.mark.points(2)
@pytest.mark.hint("How many rows does an order become when a table with several rows for it is joined?")
def test_several_refunds(shop):
    """An order with several refunds counts once, less all of them."""
    month = shop.month()
    for customer, cents in zip(shop.customers(4), five_sums(shop.rng)[:4], strict=True):
        shop.order(customer, cents, shop.day_in(month), refunds=shop.rng.sample(range(100, 2000), 3))
        shop.order(customer, cents // 2, shop.day_in(month), discount=shop.rng.randint(1, 900))
    assert shop.got() == shop.expected()


@pytest.mark.criterion("revenue")
@pytest.mark.points(1)
@pytest.mark.hint("Which of the two dates decides the month of a refund?")
def test_refund_of_a_later_month(shop):
    """A refund lowers the month of its order, however late it comes."""
    month = shop.month()
    sums = zip(five_sums(shop.rng)[:3], five_sums(shop.rng)[:3], strict=True)
    for customer, (kept, later) in zip(shop.customers(3), sums, strict=True):
        late = shop.day_in(shop.after(month, shop.rng.randint(1, 2)))
        shop.order(customer, 30_000 + kept, shop.day_in(month), refunds=[(30_000, late)])
        shop.split(customer, 40_000 + later, shop.after(month))
    assert shop.got() == shop.expected()


@pytest.mark.criterion("revenue")
@pytest.mark.points(1)
@pytest.mark.hint("Some orders belong to no customer.")
def test_guests(shop):
    """Orders of guests are ranked for nobody."""
    month = shop.month()
    for customer, cents in zip(shop.customers(4), five_sums(shop.rng)[:4], strict=True):
        shop.split(customer, cents, month)
    shop.split(None, shop.rng.randint(90_000, 200_000), month)
    assert shop.got() == shop.expected()


@pytest.mark.criterion("revenue")
@pytest.mark.points(1)
@pytest.mark.hint("Some customers are wholesalers. Which type holds their sums?")
def test_large_sums(shop):
    """Revenue of any size is exact to the cent."""
    month = shop.month()
    for customer in shop.customers(3):
        for _ in range(3):
            shop.order(customer, shop.rng.randint(2_000_000_000, 9_000_000_000_000), shop.day_in(month))
    assert shop.got() == shop.expected()


@pytest.mark.criterion("calendar")
@pytest.mark.points(2)
@pytest.mark.hint("An instant has no month until a place is chosen.")
def test_month_end_in_winter(shop):
    """An order of a winter month's last night falls into the month that Berlin has."""
    month = date(shop.rng.randint(2019, 2024), shop.rng.choice([1, 2, 11, 12]), 1)
    for customer, cents in zip(shop.customers(3), five_sums(shop.rng)[:3], strict=True):
        shop.order(customer, cents, shop.last_evening(month, 22))
        shop.order(customer, shop.rng.randint(100, 9000), shop.last_evening(month, 23))
    assert shop.got() == shop.expected()


@pytest.mark.criterion("calendar")
@pytest.mark.points(2)
@pytest.mark.hint("Is Berlin always as far from UTC?")
def test_month_end_in_summer(shop):
    """An order of a summer month's last night falls into the month that Berlin has."""
    month = date(shop.rng.randint(2019, 2024), shop.rng.choice([4, 5, 6, 7, 8, 9]), 1)
    for customer, cents in zip(shop.customers(3), five_sums(shop.rng)[:3], strict=True):
        shop.order(customer, cents, shop.last_evening(month, 21))
        shop.order(customer, shop.rng.randint(100, 9000), shop.last_evening(month, 22))
    assert shop.got() == shop.expected()


@pytest.mark.criterion("calendar")
@pytest.mark.points(2)
@pytest.mark.hint("A month that sold nothing gives no rows to group.")
def test_months_without_orders(shop):
    """A month between two others has a row even when nobody is ranked in it."""
    first = date(shop.rng.randint(2019, 2023), shop.rng.randint(9, 11), 1)
    later = shop.after(first, shop.rng.randint(4, 6))
    for month in (first, later, shop.after(later, 2)):
        for customer, cents in zip(shop.customers(2), five_sums(shop.rng)[:2], strict=True):
            shop.split(customer, cents, month)
    assert shop.got() == shop.expected()


@pytest.mark.criterion("calendar")
@pytest.mark.points(2)
@pytest.mark.hint("Which orders decide where the report starts and ends, and which sums do not?")
def test_first_and_last_month(shop):
    """The report runs from the first counted order to the last, whatever was refunded."""
    first = shop.month()
    last = shop.after(first, 3)
    one, other = shop.customers(2)
    shop.split(one, shop.rng.randint(5000, 9000), shop.after(first))
    for month in (first, last):
        cents = shop.rng.randint(2000, 9000)
        shop.order(other, cents, shop.day_in(month), refunds=[cents])
    shop.split(one, 3000, shop.after(first, -2), status="cancelled")
    shop.split(other, 3000, shop.after(last, 2), status="pending")
    assert shop.got() == shop.expected()


@pytest.mark.criterion("calendar")
@pytest.mark.points(1)
@pytest.mark.hint("Try your query on orders that do not count.")
def test_no_counted_orders(shop):
    """Without a counted order the report has no rows."""
    month = shop.month()
    for customer in shop.customers(2):
        shop.split(customer, shop.rng.randint(1000, 9000), month, status="cancelled")
        shop.split(customer, shop.rng.randint(1000, 9000), shop.after(month), status="pending")
    assert shop.got() == []


@pytest.mark.criterion("volume")
@pytest.mark.points(2)
@pytest.mark.hint("Everything at once: the other tests tell which rule is missed.")
def test_busy_years(shop):
    """Two years of mixed orders are reported right."""
    rng, start = shop.rng, date(shop.rng.randint(2019, 2022), shop.rng.randint(1, 12), 1)
    people = [*shop.customers(9), *shop.customers(3, name="Hill & Sons"), None]
    for edge in (shop.after(start, -1), shop.after(start, 24)):
        some = (*people[:2], *people[9:11], people[2], None)
        for customer, cents in zip(some, (9000, 9000, 8000, 7000, 6000, 9500), strict=True):
            shop.split(customer, cents, edge)
    for month in [shop.after(start, i) for i in range(24) if i not in (5, 11, 12)]:
        for customer in rng.sample(people, rng.choice([2, 6, 10])):
            at = rng.choice([shop.day_in(month), shop.last_evening(shop.after(month, -1), rng.choice([21, 22, 23]))])
            cents, discount = rng.choice([4000, 6000, 8000]), rng.choice([None, 0, 1000])
            status = rng.choice(["paid", "shipped", "paid", "shipped", "pending", "cancelled"])
            late = at + timedelta(days=rng.randint(1, 60))
            refunds = rng.choice([(), (), [(500, late), (500, late)], [(cents - (discount or 0), late)]])
            shop.order(customer, cents, at, status=status, discount=discount, refunds=refunds)
    assert shop.got() == shop.expected()


@pytest.mark.criterion("volume")
@pytest.mark.points(3)
@pytest.mark.hint("Count how often your query reads each table. Once per row is too often.")
def test_large_tables(shop):
    """A report over 40,000 orders comes within the time limit."""
    rng, orders, people = shop.rng, 40_000, 12_007
    step, leap, price = rng.randint(1001, 9999), rng.randint(100_001, 999_999), rng.randint(1_000_001, 9_999_999)
    months = [shop.after(date(2022, 1, 1), i) for i in range(24)]
    starts = [int(datetime(month.year, month.month, 4, tzinfo=UTC).timestamp()) for month in months]
    shop.names = {customer: f"Customer {customer}" for customer in range(people)}
    shop.store_many(orders, people, (step, leap, price), starts)
    revenues = defaultdict(lambda: defaultdict(int))
    for i in range(1, orders + 1):
        cents = 1000 + i * price % 99_999_989 - (700 if i % 8 == 0 else 0)
        revenues[months[i % 24]][i * step % people] += cents
    assert shop.report() == shop.full_report(revenues, shop.names)

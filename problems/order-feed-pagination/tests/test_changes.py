"""Reading while orders come and go."""

import pytest


@pytest.mark.criterion("changes")
@pytest.mark.points(2)
@pytest.mark.hint("A new order at the top moves every row that is found by counting.")
def test_new_orders_do_not_shift_the_pages(shop, ids_of):
    """Orders that are stored meanwhile, before the place reached, make no other order come twice."""
    shop.push_all(shop.minutes(11))
    before = ids_of(shop.sequence())

    def newer(_page):
        shop.push_all([1000, 1000 + shop.rng.randint(1, 90)])

    assert shop.read(limit=3, meanwhile=newer) == before


@pytest.mark.criterion("changes")
@pytest.mark.points(2)
@pytest.mark.hint("Where an order stands in the sequence is not told by when it was stored.")
def test_late_orders_come_in_their_place(shop, ids_of):
    """Orders that are stored meanwhile, after the place reached, are read in their place."""
    shop.push_all(range(100, 0, -10))
    first = shop.page(limit=3)
    late = [shop.rng.randint(51, 59), shop.rng.randint(21, 29), 40, 10, shop.rng.randint(-90, -1)]
    shop.push_all(late)
    follow, cursor = [], first["next_cursor"]
    while cursor is not None and len(follow) < 20:
        page = shop.page(limit=3, cursor=cursor)
        follow += ids_of(page["orders"])
        cursor = page["next_cursor"]
    assert ids_of(first["orders"]) + follow == ids_of(shop.sequence())


@pytest.mark.criterion("changes")
@pytest.mark.points(2)
@pytest.mark.hint("Compare a whole pair of values, as the sequence does, not one after the other.")
def test_a_new_order_of_the_same_second_keeps_its_place(shop, ids_of):
    """An order stored meanwhile for the very second that the cursor stands in neither comes back nor hides another."""
    shop.push_all([60, 50, *[40] * 6, 30, 20])
    before = ids_of(shop.sequence())

    def same_second(page):
        if page[-1]["placed_at"] == shop.orders[before[4]]["placed_at"]:
            shop.push(40)

    assert shop.read(limit=4, meanwhile=same_second) == before


@pytest.mark.criterion("changes")
@pytest.mark.points(2)
@pytest.mark.hint("After a deletion everything that is found by counting moves up.")
def test_deleted_orders_do_not_make_the_reader_skip(shop):
    """When orders disappear meanwhile, read or not yet read, every other one is still read once."""
    shop.push_all(shop.minutes(14))
    before = shop.sequence()
    doomed = [[before[0], before[2], before[6]], [before[9]]]

    def delete(_page):
        for order in doomed.pop(0) if doomed else ():
            shop.delete(order)

    expected = [order["id"] for order in before if order not in (before[6], before[9])]
    assert shop.read(limit=4, meanwhile=delete) == expected


@pytest.mark.criterion("changes")
@pytest.mark.points(2)
@pytest.mark.hint("What does a cursor still know when the order it came from is gone?")
def test_the_last_order_read_may_be_deleted(shop, ids_of):
    """A reading goes on in its place when the last order of the page, or the whole page, was deleted."""
    shop.push_all(shop.minutes(10))
    before = ids_of(shop.sequence())
    first = shop.read(limit=3, meanwhile=lambda page: shop.delete(page[-1]))
    left = ids_of(shop.sequence())

    def delete_page(page):
        for order in page:
            shop.delete(order)

    second = shop.read(limit=2, meanwhile=delete_page)
    assert [first, second] == [before, left]

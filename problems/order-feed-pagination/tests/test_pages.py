"""The sequence and how it is cut into pages."""

import pytest


@pytest.mark.sample
@pytest.mark.criterion("paging")
@pytest.mark.points(1)
def test_orders_come_newest_first(shop):
    """Orders come newest first, and by descending id where the time is equal."""
    shop.push_all([30, 10, 20, 10, 40, 30, 10])
    assert shop.page(limit=50) == {"orders": shop.sequence(), "next_cursor": None}


@pytest.mark.sample
@pytest.mark.criterion("paging")
@pytest.mark.points(1)
def test_following_the_cursor_reads_everything_once(shop):
    """Following the cursor reads every order once, in pages of the wanted size."""
    shop.push_all([50, 10, 70, 20, 60, 30, 40])
    orders = shop.sequence()
    assert shop.pages(limit=3) == [orders[:3], orders[3:6], orders[6:]]


@pytest.mark.criterion("paging")
@pytest.mark.points(2)
@pytest.mark.hint("A busy shop places many orders in one second, and a page can end between any two of them.")
def test_equal_times_may_fall_on_different_pages(shop, ids_of):
    """Orders of the same second are read once each, wherever the pages are cut."""
    rush = shop.rng.randint(9, 12)
    shop.push_all([20, *[15] * rush, 10, 5, 5, 5, 30, 15])
    for limit in (1, 2, shop.rng.randint(3, 5), shop.rng.randint(6, 8)):
        assert shop.read(limit=limit) == ids_of(shop.sequence())


@pytest.mark.criterion("paging")
@pytest.mark.points(2)
@pytest.mark.hint("Ask whether the number of orders on a page says that another page follows.")
def test_the_last_page_says_so(shop):
    """The last page has no cursor, also when it is full, when it became empty, and when there never was an order."""
    empty = shop.page()
    limit = shop.rng.randint(2, 5)
    shop.push_all(range(2 * limit))
    orders = shop.sequence()
    assert [shop.pages(limit=2 * limit), shop.pages(limit=limit)] == [[orders], [orders[:limit], orders[limit:]]]
    first = shop.page(limit=limit)
    for order in orders[limit:]:
        shop.delete(order)
    emptied = shop.page(limit=limit, cursor=first["next_cursor"])
    assert [empty, emptied] == [{"orders": [], "next_cursor": None}] * 2


@pytest.mark.criterion("paging")
@pytest.mark.points(1)
@pytest.mark.hint("Look up the size of a page in the contract.")
def test_a_page_has_its_default_size(shop):
    """Without a limit, a page has the size that the contract names."""
    shop.push_all(range(23))
    orders, first, longer = shop.sequence(), shop.page(), shop.page(limit=22)
    rest = shop.page(cursor=first["next_cursor"])
    assert [page["orders"] for page in (first, rest, longer)] == [orders[:20], orders[20:], orders[:22]]

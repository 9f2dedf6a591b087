"""Limit and status."""

import pytest


@pytest.mark.sample
@pytest.mark.criterion("parameters")
@pytest.mark.points(1)
def test_a_limit_out_of_bounds_is_refused(shop):
    """A limit below 1 or above 100 is refused, not mended."""
    shop.push_all(range(3))
    for limit in (0, 101, 1000, -1):
        shop.refuses("bad_limit", limit=limit)


@pytest.mark.criterion("parameters")
@pytest.mark.points(1)
@pytest.mark.hint("Many texts can be read as a number. The contract takes one way to write it.")
def test_a_limit_is_written_in_digits(shop):
    """A limit is written in plain digits; its bounds belong to it."""
    shop.push_all(range(3))
    for limit in ("ten", "1.5", "1e1", "+5", " 5", "5 ", "1_0", "0x10", "٣", "５", "5;"):  # noqa: RUF001 - that is the point
        shop.refuses("bad_limit", limit=limit)
    for limit in (1, 100):
        assert shop.page(limit=limit)["orders"] == shop.sequence()[:limit]


@pytest.mark.criterion("parameters")
@pytest.mark.points(1)
@pytest.mark.hint("An empty feed and a question that makes no sense are different answers.")
def test_an_unknown_status_is_refused(shop):
    """A status that the contract does not name is refused."""
    shop.push_all(range(3))
    for status in ("lost", "PAID", "Paid", "paid,open", "%", "".join(shop.rng.choices("abcdefgh", k=6))):
        shop.refuses("bad_status", status=status)
    for status in ("open", "shipped", "cancelled"):
        assert shop.page(status=status) == {"orders": [], "next_cursor": None}


@pytest.mark.criterion("parameters")
@pytest.mark.points(2)
@pytest.mark.hint("Look at where the filter works: before or after the page is cut.")
def test_a_filtered_feed_has_full_pages(shop):
    """A feed of one status has only its orders, all of them, on full pages."""
    statuses = ["paid", "open", "shipped", "cancelled"] * 5
    shop.rng.shuffle(statuses)
    for minute, status in enumerate(["open"] * 5 + statuses + ["paid"] * 6):
        shop.push(minute // 2, status)
    for status, total in (("paid", 11), ("open", 10), ("shipped", 5)):
        orders = shop.sequence(status)
        assert shop.pages(limit=4, status=status) == [orders[start : start + 4] for start in range(0, total, 4)]

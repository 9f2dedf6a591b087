"""What a cursor can do, and what it cannot be made to do."""

import re
import string

import pytest

SAFE = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


@pytest.mark.sample
@pytest.mark.criterion("cursors")
@pytest.mark.points(1)
def test_an_invented_cursor_is_refused(shop):
    """A cursor that the service did not issue is refused."""
    shop.push_all(range(4))
    for cursor in ("2", "abc", "".join(shop.rng.choices(SAFE, k=40)), "%", "ключ"):
        shop.refuses("bad_cursor", cursor=cursor)


@pytest.mark.criterion("cursors")
@pytest.mark.points(1)
@pytest.mark.hint("Partners paste cursors into URLs without a second thought. Look at every character that can occur.")
def test_a_cursor_fits_into_a_url(shop):
    """Every cursor is short and has only characters that a URL takes as they are."""
    shop.push_all(range(25))
    cursors = [shop.page(limit=limit)["next_cursor"] for limit in range(1, 25)]
    cursors += [shop.page(limit=limit, status="paid")["next_cursor"] for limit in range(1, 9)]
    for cursor in cursors:
        assert re.fullmatch("[A-Za-z0-9_.~-]{1,300}", cursor)


@pytest.mark.criterion("cursors")
@pytest.mark.points(1)
@pytest.mark.hint("A partner that lost a reply asks again.")
def test_a_page_can_be_asked_for_again(shop):
    """The same cursor gives the same page as often as it is used."""
    shop.push_all(range(9))
    first = shop.page(limit=4)
    again = [shop.page(limit=4, cursor=first["next_cursor"]) for _ in range(3)]
    pages = [first, *again, shop.page(limit=4), shop.page(limit=4, cursor=again[0]["next_cursor"])]
    orders = shop.sequence()
    assert [page["orders"] for page in pages] == [orders[:4], *[orders[4:8]] * 3, orders[:4], orders[8:]]


@pytest.mark.criterion("cursors")
@pytest.mark.points(1)
@pytest.mark.hint("A cursor says where to go on, not how far.")
def test_the_page_size_may_change_on_the_way(shop):
    """A cursor works with another limit than that of the page it came from."""
    shop.push_all(shop.minutes(15))
    left, read, expected, cursor = shop.sequence(), [], [], {}
    for limit in shop.rng.sample([1, 2, 3, 4], 4):
        page = shop.page(limit=limit, **cursor)
        read.append(page["orders"])
        expected.append(left[:limit])
        left, cursor = left[limit:], {"cursor": page["next_cursor"]}
    assert [*read, shop.page(**cursor)["orders"]] == [*expected, left]


@pytest.mark.criterion("cursors")
@pytest.mark.points(2)
@pytest.mark.hint("A cursor belongs to everything that decides which orders a feed has.")
def test_a_cursor_belongs_to_its_feed(shop, other_shop):
    """A cursor is refused by the feed of another shop or of another status, and still works in its own."""
    for place in (shop, other_shop):
        for minute in range(8):
            place.push(2 * minute, "paid")
            place.push(2 * minute + 1, "open")
    of_all = shop.page(limit=3)["next_cursor"]
    of_paid = shop.page(limit=3, status="paid")["next_cursor"]
    other_shop.refuses("bad_cursor", cursor=of_all)
    other_shop.refuses("bad_cursor", cursor=of_paid, status="paid")
    shop.refuses("bad_cursor", cursor=of_all, status="paid")
    shop.refuses("bad_cursor", cursor=of_paid, status="open")
    shop.refuses("bad_cursor", cursor=of_paid)
    own = shop.page(limit=3, cursor=of_all), shop.page(limit=3, cursor=of_paid, status="paid")
    assert [page["orders"] for page in own] == [shop.sequence()[3:6], shop.sequence("paid")[3:6]]


@pytest.mark.criterion("cursors")
@pytest.mark.points(2)
@pytest.mark.hint("A text that nobody can read can still be changed. How would the service notice?")
def test_an_altered_cursor_is_refused(shop):
    """A cursor with a character replaced, or a piece missing or added, is refused."""
    shop.push_all(shop.minutes(6))
    cursor = shop.page(limit=3)["next_cursor"]
    for place, character in enumerate(cursor[:-1]):
        neighbour = SAFE[SAFE.index(character) ^ 1] if character in SAFE else "A"
        shop.refuses("bad_cursor", cursor=cursor[:place] + neighbour + cursor[place + 1 :])
    half = len(cursor) // 2
    for altered in (cursor[:half], cursor[half:], cursor[:-4], cursor + cursor[:8], cursor * 2):
        shop.refuses("bad_cursor", cursor=altered)
    assert shop.page(limit=3, cursor=cursor)["orders"] == shop.sequence()[3:]

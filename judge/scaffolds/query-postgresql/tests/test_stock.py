"""What lies in a warehouse: one fact about it per test."""

import pytest


@pytest.mark.sample
@pytest.mark.criterion("stock")
@pytest.mark.points(1)
@pytest.mark.hint("First the stock of each item in each warehouse, then the sum over its items.")
def test_it_gives_the_rows_of_the_example(books):
    """The example of the statement gives the rows shown there."""
    books.names = {1: "North", 2: "South"}
    books.movements = [(1, "bolt", 40, False), (1, "bolt", -15, False), (1, "nut", 5, False), (2, "bolt", 60, False)]
    assert books.got() == [
        ("warehouse_id", "warehouse_name", "items", "units"),
        [2, "South", 1, 60],
        [1, "North", 2, 30],
    ]


@pytest.mark.sample
@pytest.mark.criterion("stock")
@pytest.mark.points(1)
@pytest.mark.hint("What left a warehouse lies there no longer.")
def test_it_takes_off_what_left(books):
    """What left is taken off what came."""
    warehouse, item, came = books.warehouse(), books.item(), books.some()
    books.move(warehouse, item, came)
    books.move(warehouse, item, -books.rng.randint(1, came - 1))
    assert books.got() == books.expected()


@pytest.mark.criterion("stock")
@pytest.mark.points(1)
@pytest.mark.hint("What is the stock of an item that has all been sold?")
def test_it_leaves_out_what_is_used_up(books):
    """An item of which nothing is left is not counted."""
    warehouse, gone, came = books.warehouse(), books.item(), books.some()
    books.move(warehouse, gone, came)
    books.move(warehouse, gone, -came)
    books.move(warehouse, books.item(), books.some())
    assert books.got() == books.expected()


@pytest.mark.criterion("stock")
@pytest.mark.points(2)
@pytest.mark.hint("Can one item's mistake make another item's units fewer?")
def test_it_does_not_subtract_mistakes(books):
    """A stock below zero takes nothing off the other items of its warehouse."""
    warehouse, missing = books.warehouse(), books.item()
    books.move(warehouse, missing, -books.some())
    books.move(warehouse, books.item(), books.some())
    books.move(warehouse, books.item(), books.some())
    assert books.got() == books.expected()


@pytest.mark.criterion("stock")
@pytest.mark.points(1)
@pytest.mark.hint("How many rows of movements may an item have in one warehouse?")
def test_it_counts_an_item_once(books):
    """An item that came several times is one item."""
    warehouse, item = books.warehouse(), books.item()
    for _ in range(books.rng.randint(3, 6)):
        books.move(warehouse, item, books.some())
    assert books.got() == books.expected()


@pytest.mark.criterion("stock")
@pytest.mark.points(2)
@pytest.mark.hint("May a stock of one warehouse make up for another's?")
def test_it_keeps_the_warehouses_apart(books):
    """The same item has a stock in each warehouse by itself."""
    fuller, other = sorted(books.warehouse() for _ in range(2))
    item, units = books.item(), books.some()
    books.move(other, item, units)
    books.move(fuller, item, -2 * units)
    books.move(fuller, books.item(), 3 * units)
    assert books.got() == books.expected()


@pytest.mark.criterion("stock")
@pytest.mark.points(1)
@pytest.mark.hint("Some movements have been taken back.")
def test_it_ignores_what_was_cancelled(books):
    """Cancelled movements count for nothing, whichever way they went."""
    warehouse, item = books.warehouse(), books.item()
    books.move(warehouse, item, 2 * books.some())
    books.move(warehouse, item, books.some(), is_cancelled=True)
    books.move(warehouse, books.item(), books.some(), is_cancelled=True)
    assert books.got() == books.expected()


@pytest.mark.criterion("stock")
@pytest.mark.points(1)
@pytest.mark.hint("What does a condition do with a value that is not known?")
def test_it_counts_old_movements(books):
    """Movements that nobody has marked count."""
    warehouse = books.warehouse()
    books.move(warehouse, books.item(), books.some(), is_cancelled=None)
    books.move(warehouse, books.item(), books.some())
    assert books.got() == books.expected()

"""Which rows the report has, and in which order."""

import pytest


@pytest.mark.criterion("report")
@pytest.mark.points(1)
@pytest.mark.hint("Which kind of join keeps a row that has no partner?")
def test_it_lists_empty_warehouses(books):
    """A warehouse without any movement has its row."""
    books.warehouse()
    books.move(books.warehouse(), books.item(), books.some())
    assert books.got() == books.expected()


@pytest.mark.criterion("report")
@pytest.mark.points(1)
@pytest.mark.hint("What tells two warehouses apart?")
def test_it_tells_namesakes_apart(books):
    """Two warehouses of the same name have a row each."""
    first, second = sorted(books.warehouse("Harbour") for _ in range(2))
    units = books.some()
    books.move(first, books.item(), 2 * units)
    books.move(second, books.item(), units)
    assert books.got() == books.expected()


@pytest.mark.criterion("report")
@pytest.mark.points(1)
@pytest.mark.hint("Most units first.")
def test_it_puts_the_fullest_first(books):
    """The warehouse with the most units comes first, whatever its id and however many items it has."""
    first, second, third = sorted(books.warehouse() for _ in range(3))
    units = books.some()
    books.move(second, books.item(), 9 * units)
    for _ in range(2):
        books.move(first, books.item(), units)
    for _ in range(3):
        books.move(third, books.item(), units)
    assert books.got() == books.expected()


@pytest.mark.criterion("report")
@pytest.mark.points(1)
@pytest.mark.hint("In which order are two warehouses with the same number of units?")
def test_it_orders_equals_by_id(books):
    """Warehouses with as many units as another are in the order of their ids."""
    units = books.some()
    for _ in range(6):
        books.move(books.warehouse(), books.item(), units)
    assert books.got() == books.expected()

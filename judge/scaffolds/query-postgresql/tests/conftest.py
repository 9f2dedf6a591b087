"""Warehouses whose every movement is known, and the report that follows from them, counted in plain Python."""

from collections import defaultdict

import pytest

COLUMNS = ("warehouse_id", "warehouse_name", "items", "units")


class Books:
    """Warehouses and movements in Python first, then in the database."""

    def __init__(self, rng, db, answer):
        self.rng, self.db, self.answer = rng, db, answer
        self.names, self.movements = {}, []

    def warehouse(self, name=None):
        """A new warehouse; gives its id. The name is drawn unless one is given."""
        number = self.rng.choice([i for i in range(100, 1000) if i not in self.names])
        self.names[number] = name or f"Warehouse {number}"
        return number

    def item(self):
        """A new item's name."""
        return f"item-{len(self.movements)}-{self.rng.randint(1000, 9999)}"

    def some(self):
        """A number of units that can be taken from and added to."""
        return self.rng.randint(50, 500)

    def move(self, warehouse, item, units, *, is_cancelled=False):
        """Writes down what came or left."""
        self.movements.append((warehouse, item, units, is_cancelled))

    def store(self):
        """Writes everything to the database, in no order."""
        self.db.load("schema.sql")
        warehouses = [{"id": number, "name": name} for number, name in self.names.items()]
        fields = ("id", "warehouse_id", "item", "units", "is_cancelled")
        movements = [dict(zip(fields, (i, *one), strict=True)) for i, one in enumerate(self.movements, 1)]
        for table, rows in (("warehouses", warehouses), ("movements", movements)):
            self.rng.shuffle(rows)
            self.db.insert(table, rows)

    def got(self):
        """Stores the books, then asks the query: its columns, and its rows cell by cell."""
        self.store()
        found = self.answer.rows("query.sql")
        return [tuple(found.columns), *map(list, found.rows)]

    def expected(self):
        """What the report should say."""
        stock = defaultdict(int)
        for warehouse, item, units, is_cancelled in self.movements:
            if not is_cancelled:
                stock[warehouse, item] += units
        rows = []
        for number, name in self.names.items():
            lying = [units for (warehouse, _), units in stock.items() if warehouse == number and units > 0]
            rows.append([number, name, len(lying), sum(lying)])
        return [COLUMNS, *sorted(rows, key=lambda row: (-row[3], row[0]))]


@pytest.fixture
def books(rng, db, answer):
    """Empty books."""
    return Books(rng, db, answer)

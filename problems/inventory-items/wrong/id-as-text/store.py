"""Items in the database."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import db

Item = dict[str, Any]

LARGEST_ID = 2**63 - 1  # SQLite holds no larger integer; to ask for one is an error of the driver, not an empty answer

_INSERT = """
    INSERT INTO items (sku, name, description, unit_price_cents, quantity, attributes)
    VALUES (:sku, :name, :description, :unit_price_cents, :quantity, :attributes)
    RETURNING *
"""
_UPDATE = """
    UPDATE items
    SET sku = :sku, name = :name, description = :description,
        unit_price_cents = :unit_price_cents, quantity = :quantity, attributes = :attributes
    WHERE id = :id
    RETURNING *
"""


class SkuTaken(Exception):
    """Another item has this SKU."""

    def __init__(self, sku: str) -> None:
        super().__init__(f"Another item has the SKU {sku}.")


def add(item: Item) -> Item:
    """Stores a new item; gives it with its id."""
    with db.writing() as link:
        return _write(link, _INSERT, item)


def change(item_id: int, how: Callable[[Item], Item]) -> Item | None:
    """Replaces an item by what `how` makes of it. Read and written in one transaction, so no other patch is lost."""
    with db.writing() as link:
        item = _one(link, item_id)
        return _write(link, _UPDATE, how(item) | {"id": item_id}) if item else None


def find(item_id: int) -> Item | None:
    """The item with this id, if there is one."""
    with db.reading() as link:
        return _one(link, item_id)


def everything() -> list[Item]:
    """All items, by id."""
    with db.reading() as link:
        return [_item(row) for row in link.execute("SELECT * FROM items ORDER BY id")]


def _write(link: sqlite3.Connection, statement: str, item: Item) -> Item:
    # The unique index decides: to look first and write later would let two requests through at once.
    try:
        row = link.execute(statement, item | {"attributes": json.dumps(item["attributes"])}).fetchone()
    except sqlite3.IntegrityError as error:
        raise SkuTaken(item["sku"]) from error
    return _item(row)


def _one(link: sqlite3.Connection, item_id: int) -> Item | None:
    if item_id > LARGEST_ID:
        return None
    row = link.execute("SELECT * FROM items WHERE id = ?", [item_id]).fetchone()
    return _item(row) if row else None


def _item(row: sqlite3.Row) -> Item:
    return dict(row) | {"id": str(row["id"]), "attributes": json.loads(row["attributes"])}

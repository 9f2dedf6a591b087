"""Items in the database."""

import json
import sqlite3
from typing import Any

import db


def add(item: dict[str, Any]) -> dict[str, Any]:
    """Stores a new item; gives it with its id."""
    with db.writing() as link:
        row = link.execute(
            "INSERT INTO items (sku, name, description, unit_price_cents, quantity, attributes)"
            " VALUES (:sku, :name, :description, :unit_price_cents, :quantity, :attributes) RETURNING *",
            item | {"attributes": json.dumps(item["attributes"])},
        ).fetchone()
    return _item(row)


def find(item_id: int) -> dict[str, Any] | None:
    """The item with this id, if there is one."""
    with db.reading() as link:
        row = link.execute("SELECT * FROM items WHERE id = ?", [item_id]).fetchone()
    return _item(row) if row else None


def everything() -> list[dict[str, Any]]:
    """All items."""
    with db.reading() as link:
        return [_item(row) for row in link.execute("SELECT * FROM items")]


def _item(row: sqlite3.Row) -> dict[str, Any]:
    return dict(row) | {"attributes": json.loads(row["attributes"])}

"""Orders in the database."""

from typing import Any

import db

Order = dict[str, Any]


def add(shop: str, order: Order) -> Order:
    """Stores an order; gives it with its id."""
    with db.writing() as link:
        row = link.execute(
            "INSERT INTO orders (shop, status, placed_at, total_cents)"
            " VALUES (:shop, :status, :placed_at, :total_cents) RETURNING *",
            order | {"shop": shop},
        ).fetchone()
    return dict(row)


def delete(shop: str, order_id: int) -> None:
    """Deletes an order of a shop, if it is there."""
    with db.writing() as link:
        link.execute("DELETE FROM orders WHERE shop = ? AND id = ?", [shop, order_id])


def page(shop: str, status: str | None, offset: int, limit: int) -> list[Order]:
    """Some of a shop's orders, newest first."""
    with db.reading() as link:
        rows = link.execute(
            "SELECT * FROM orders WHERE shop = :shop AND (:status IS NULL OR status = :status)"
            " ORDER BY placed_at DESC LIMIT :limit OFFSET :offset",
            {"shop": shop, "status": status, "limit": limit, "offset": offset},
        )
        return [dict(row) for row in rows]

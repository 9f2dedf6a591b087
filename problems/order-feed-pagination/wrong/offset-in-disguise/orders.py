"""Orders in the database, and the sequence in which a feed has them."""

from typing import Any, NamedTuple

import db

Order = dict[str, Any]

STATUSES = frozenset({"open", "paid", "shipped", "cancelled"})


class Feed(NamedTuple):
    """What a partner reads: a shop's orders, perhaps of one status only."""

    shop: str
    status: str | None


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


def page(feed: Feed, offset: int, most: int) -> list[Order]:
    """Some orders of a feed, newest first."""
    conditions = ["shop = ?"]
    values: list[str | int] = [feed.shop]
    if feed.status is not None:
        conditions.append("status = ?")
        values.append(feed.status)
    statement = (
        f"SELECT * FROM orders WHERE {' AND '.join(conditions)} ORDER BY placed_at DESC, id DESC LIMIT ? OFFSET ?"
    )
    with db.reading() as link:
        return [dict(row) for row in link.execute(statement, [*values, most, offset])]

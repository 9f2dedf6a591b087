"""Finds products by name or SKU."""

COLUMNS = "id, sku, name, price_cents, stock, added_on"


def find_products(connection, args):
    sort = args.get("sort", "name")
    direction = args.get("direction", "asc")
    limit = args.get("limit", "20")
    offset = args.get("offset", "0")
    term = "%" + args.get("q", "") + "%"
    matching = "FROM products WHERE name ILIKE %(term)s OR sku ILIKE %(term)s"
    total = connection.execute(f"SELECT count(*) AS n {matching}", {"term": term}).fetchone()["n"]
    items = connection.execute(
        f"SELECT {COLUMNS} {matching} ORDER BY {sort} {direction}, id LIMIT {limit} OFFSET {offset}", {"term": term}
    ).fetchall()
    for item in items:
        item["added_on"] = item["added_on"].isoformat()
    return {"total": total, "items": items}

"""Finds products by name or SKU. What becomes SQL is chosen from constants; what is a value is bound."""

from dataclasses import dataclass

from psycopg import sql

SORTS = {name: sql.Identifier(name) for name in ("name", "price_cents", "stock", "added_on")}
DIRECTIONS = {"asc": sql.SQL("ASC"), "desc": sql.SQL("DESC")}

COUNT = "SELECT count(*) AS n FROM products WHERE name ILIKE %(term)s"
PAGE = sql.SQL("""
    SELECT id, sku, name, price_cents, stock, added_on
    FROM products
    WHERE name ILIKE %(term)s
    ORDER BY {sort} {direction}, id
    LIMIT %(limit)s OFFSET %(offset)s
""")


class InvalidParameter(Exception):
    """A parameter has a value outside the contract."""

    def __init__(self, parameter):
        super().__init__(parameter)
        self.parameter = parameter


@dataclass(frozen=True)
class Search:
    """What was asked for, checked."""

    term: str
    sort: sql.Identifier
    direction: sql.SQL
    limit: int
    offset: int

    @classmethod
    def from_args(cls, args):
        return cls(
            term=text(args, "q", 100),
            sort=choice(args, "sort", SORTS, "name"),
            direction=choice(args, "direction", DIRECTIONS, "asc"),
            limit=number(args, "limit", 1, 100, 20),
            offset=number(args, "offset", 0, 100_000, 0),
        )


def text(args, parameter, longest):
    value = args.get(parameter, "")
    if len(value) > longest or "\0" in value:
        raise InvalidParameter(parameter)
    return value


def choice(args, parameter, choices, default):
    try:
        return choices[args.get(parameter, default)]
    except KeyError:
        raise InvalidParameter(parameter) from None


def number(args, parameter, least, most, default):
    value = args.get(parameter, str(default))
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and least <= int(value) <= most):
        raise InvalidParameter(parameter)
    return int(value)


def literal(term):
    """A LIKE pattern that finds the term itself: the backslash first, or it would escape the escapes."""
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def find_products(connection, search):
    values = {"term": literal(search.term), "limit": search.limit, "offset": search.offset}
    page = PAGE.format(sort=search.sort, direction=search.direction)
    total = connection.execute(COUNT, values).fetchone()["n"]
    items = connection.execute(page, values).fetchall()
    for item in items:
        item["added_on"] = item["added_on"].isoformat()
    return {"total": total, "items": items}

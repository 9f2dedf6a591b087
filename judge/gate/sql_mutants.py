"""Mechanical changes to SQL: a condition, a join, an order or a distinction that is forgotten, one at a time."""

from collections.abc import Callable, Iterator
from itertools import islice

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from judge.domain.brief import brief
from judge.gate.python_mutants import SHOWN_CHARACTERS, Change, Place

DIALECT = "postgres"
_SWAPPED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.And: exp.Or,
    exp.Or: exp.And,
    exp.Min: exp.Max,
    exp.Max: exp.Min,
    exp.Rank: exp.DenseRank,
    exp.DenseRank: exp.Rank,
    exp.RowNumber: exp.Rank,
}

Way = Callable[[exp.Expr], exp.Expr | None]
"""How one node is changed, in a tree of its own: what stands there then."""


def sql_places(source: str) -> list[Place]:
    """Every place of one statement, in the order of its lines; none of what cannot be read."""
    try:
        tree = sqlglot.parse_one(source, dialect=DIALECT)
        lines = _lines(tree)
        return sorted((lines[id(node)], number) for number, (node, _) in enumerate(_all_ways(tree)))
    except (SqlglotError, RecursionError):
        return []


def sql_change(source: str, number: int) -> Change | None:
    """The change at the place of this number; None where it cannot be written: nested too deeply, too long a number."""
    try:
        tree = sqlglot.parse_one(source, dialect=DIALECT)
        there, way = next(islice(_all_ways(tree), number, None))
        line, before = _lines(tree)[id(there)], _brief(there)
        then = way(there)
        told = f"`{before}` was taken out" if then is None else f"`{before}` became `{_brief(then)}`"
        return Change(line, told, _written(tree))
    except (SqlglotError, RecursionError, ValueError):
        return None


def rewritten(source: str) -> str | None:
    """The statement as it is written without a change; if it is judged otherwise, no change to it means anything."""
    try:
        return _written(sqlglot.parse_one(source, dialect=DIALECT))
    except (SqlglotError, RecursionError):
        return None


def _all_ways(tree: exp.Expr) -> Iterator[tuple[exp.Expr, Way]]:
    """Each node that can be changed with each of its ways, always in the same order."""
    for node in tree.walk():
        for way in _ways(node):
            yield node, way


def _ways(node: exp.Expr) -> Iterator[Way]:
    """What can be done to a node."""
    if type(node) in _SWAPPED:
        yield _swap
    for kinds, ways in _RULES:
        if isinstance(node, kinds) and not isinstance(node.parent, exp.Filter):  # a filter goes as a whole
            yield from ways
    if isinstance(node, exp.Join) and node.args.get("kind") != "CROSS":
        yield _swap_join
    if isinstance(node, exp.Count) and isinstance(node.this, exp.Distinct):
        yield _count_all
    if isinstance(node, exp.Distinct) and not isinstance(node.parent, exp.Count):
        yield _take_out
    if isinstance(node, exp.Literal) and node.is_int:
        yield _one_more


def _swap(there: exp.Expr) -> exp.Expr:
    """Another operator or function on the same operands."""
    other = _SWAPPED[type(there)](**there.args)
    there.replace(other)
    return other


def _keep(there: exp.Expr, part: str) -> exp.Expr:
    kept: exp.Expr = there.args[part]
    there.replace(kept)
    return kept


def _set(there: exp.Expr, name: str, value: object) -> exp.Expr:
    there.set(name, value)
    return there


def _take_out(there: exp.Expr) -> None:
    there.pop()


def _swap_join(there: exp.Expr) -> exp.Expr:
    """An outer join loses its side, an inner one gets one."""
    return _set(there, "side", None if there.args.get("side") else "LEFT")


def _turn(there: exp.Expr) -> exp.Expr:
    """The other direction, with missing values where PostgreSQL has them then."""
    is_descending = not there.args.get("desc")
    there.set("nulls_first", is_descending)
    return _set(there, "desc", is_descending)


def _count_all(there: exp.Expr) -> exp.Expr:
    return _set(there, "this", there.this.expressions[0])


def _one_more(there: exp.Expr) -> exp.Expr:
    return _set(there, "this", str(int(there.this) + 1))


_RULES: tuple[tuple[tuple[type[exp.Expr], ...], tuple[Way, ...]], ...] = (
    ((exp.And,), (lambda there: _keep(there, "this"), lambda there: _keep(there, "expression"))),
    ((exp.Where, exp.Having, exp.Limit, exp.Offset), (_take_out,)),
    ((exp.Ordered,), (_turn,)),
    ((exp.Union,), (lambda there: _set(there, "distinct", not there.args.get("distinct")),)),
    ((exp.Coalesce, exp.Filter), (lambda there: _keep(there, "this"),)),
)


def _written(tree: exp.Expr) -> str:
    return tree.sql(dialect=DIALECT, pretty=True) + ";\n"


def _lines(tree: exp.Expr) -> dict[int, int]:
    """Where each node stands, by its id: as far as the names in it tell, or those around it."""
    nodes = list(tree.walk())  # what is around a node comes before it
    own: dict[int, int] = {}
    for node in reversed(nodes):
        lines = [own[id(part)] for part in node.iter_expressions() if id(part) in own]
        lines += [node.meta["line"]] if "line" in node.meta else []
        if lines:
            own[id(node)] = min(lines)
    for node in nodes:
        own.setdefault(id(node), own[id(node.parent)] if node.parent is not None else 1)
    return own


def _brief(node: exp.Expr) -> str:
    if isinstance(node, exp.Union):
        return "UNION" if node.args.get("distinct") else "UNION ALL"
    return brief(node.sql(dialect=DIALECT, comments=False), SHOWN_CHARACTERS)

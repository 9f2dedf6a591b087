"""Mechanical changes to Python source: the slips that tests exist for, one at a time.

Written on the standard library's ast: the libraries for it run whole test suites of their own and change installed
packages, while a gate needs no more than changed texts.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from judge.domain.brief import brief

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
SHOWN_CHARACTERS = 80

Place = tuple[int, int]
"""Where something can be changed: the line, and which of all changes of the source it is."""
Make = Callable[[], ast.AST]
"""Makes what a node can become: most of them are never drawn."""


@dataclass(frozen=True, slots=True)
class Change:
    """A source in which one thing is other than it was."""

    line: int
    text: str
    source: str


def python_places(source: str) -> list[Place]:
    """Every place of a source, in the order of its lines; none of one that cannot be read."""
    try:
        ways = enumerate(_ways(ast.parse(source)))
        return sorted((getattr(node, "lineno", 1), number) for number, (node, _) in ways)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def python_change(source: str, number: int) -> Change | None:
    """The change at the place of this number; None where it cannot be written: nested too deeply, too long a number."""
    try:
        tree = ast.parse(source)
        node, make = next(islice(_ways(tree), number, None))
        variant = make()
        told = _told(node, variant)
        changed = _Replacing(node, variant).visit(tree)
        return Change(getattr(node, "lineno", 1), told, ast.unparse(ast.fix_missing_locations(changed)) + "\n")
    except (RecursionError, ValueError):
        return None


def _ways(tree: ast.AST) -> Iterator[tuple[ast.AST, Make]]:
    """Each node that can be changed with each of its ways, always in the same order."""
    for node in _walk(tree):
        for make in _of(node):
            yield node, make


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes from the outside in; what is text, type or decoration is left out."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"} or isinstance(node, ast.JoinedStr):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child)


def _of(node: ast.AST) -> Iterator[Make]:
    """The ways in which one node can be changed."""
    rule = _RULES.get(type(node))
    if rule is not None:
        yield from rule(node)


def _compare(node: ast.Compare) -> Iterator[Make]:
    for at in range(len(node.ops)):
        yield partial(_compared, node, at)


def _compared(node: ast.Compare, at: int) -> ast.AST:
    other = copy.copy(node)
    other.ops = [*node.ops[:at], _COMPARED[type(node.ops[at])](), *node.ops[at + 1 :]]
    return other


def _either(node: ast.BoolOp) -> Iterator[Make]:
    yield lambda: ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _negation(node: ast.UnaryOp) -> Iterator[Make]:
    if isinstance(node.op, ast.Not):
        yield lambda: node.operand


def _arithmetic(node: ast.BinOp) -> Iterator[Make]:
    texts = any(isinstance(side, ast.JoinedStr) or _is_text(side) for side in (node.left, node.right))
    if isinstance(node.op, ast.Add | ast.Sub) and not texts:
        yield lambda: ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)


def _constant(node: ast.Constant) -> Iterator[Make]:
    value = node.value
    if isinstance(value, bool):
        yield lambda: ast.Constant(not value)
    elif isinstance(value, int):
        yield lambda: ast.Constant(value + 1)


def _statement(node: ast.stmt) -> Iterator[Make]:
    """A call, a raise, a step or an end that is forgotten."""
    if isinstance(node, ast.Return):
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield lambda: ast.Return(ast.Constant(None))
    elif not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call):
        yield ast.Pass


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


_RULES: dict[type[ast.AST], Callable[..., Iterator[Make]]] = {
    ast.Compare: _compare,
    ast.BoolOp: _either,
    ast.UnaryOp: _negation,
    ast.BinOp: _arithmetic,
    ast.Constant: _constant,
    **dict.fromkeys((ast.Expr, ast.AugAssign, ast.Raise, ast.Break, ast.Continue, ast.Return), _statement),
}


class _Replacing(ast.NodeTransformer):
    """Puts what a node becomes in its place."""

    def __init__(self, node: ast.AST, variant: ast.AST) -> None:
        self._node = node
        self._variant = variant

    def visit(self, node: ast.AST) -> ast.AST:
        """The variant for its node; anything else as it is, with its parts visited."""
        return self._variant if node is self._node else self.generic_visit(node)


def _told(node: ast.AST, variant: ast.AST) -> str:
    if isinstance(variant, ast.Pass):
        return f"`{_brief(node)}` was taken out"
    return f"`{_brief(node)}` became `{_brief(ast.fix_missing_locations(variant))}`"


def _brief(node: ast.AST) -> str:
    return brief(ast.unparse(node), SHOWN_CHARACTERS)

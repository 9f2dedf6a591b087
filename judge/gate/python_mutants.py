"""Mechanical changes to Python source: the slips that tests exist for, one at a time.

Written on the standard library's ast: the libraries for it run whole test suites of their own and change installed
packages, while a gate needs no more than changed texts.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Change:
    """A source in which one thing is other than it was."""

    line: int
    text: str
    source: str


def python_changes(source: str) -> list[Change]:
    """Every change to a source, in the order of its lines; none to one that cannot be read."""
    try:
        return sorted(_changes(source), key=lambda change: change.line)
    except (SyntaxError, ValueError, RecursionError):
        return []


def _changes(source: str) -> Iterator[Change]:
    for number, (node, variant) in enumerate(_variants(ast.parse(source))):
        changed = _Replacing(number).applied(source)
        yield Change(getattr(node, "lineno", 1), _told(node, variant), changed)


def _variants(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Each node that can be changed with what it can become, in the order in which `_Replacing` counts."""
    for node in _walk(tree):
        for variant in _of(node):
            yield node, variant


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes from the outside in; what is text, type or decoration is left out."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"} or isinstance(node, ast.JoinedStr):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child)


def _of(node: ast.AST) -> Iterator[ast.AST]:
    """What one node can become."""
    rule = _RULES.get(type(node))
    if rule is not None:
        yield from rule(node)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for at, operator in enumerate(node.ops):
        other = copy.copy(node)
        other.ops = [*node.ops[:at], _COMPARED[type(operator)](), *node.ops[at + 1 :]]
        yield other


def _either(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _negation(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not):
        yield node.operand


def _arithmetic(node: ast.BinOp) -> Iterator[ast.AST]:
    texts = any(isinstance(side, ast.JoinedStr) or _is_text(side) for side in (node.left, node.right))
    if isinstance(node.op, ast.Add | ast.Sub) and not texts:
        yield ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)


def _statement(node: ast.stmt) -> Iterator[ast.AST]:
    """A call, a raise, a step or an end that is forgotten."""
    if isinstance(node, ast.Return):
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ast.Return(ast.Constant(None))
    elif not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call):
        yield ast.Pass()


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


_RULES: dict[type[ast.AST], Callable[..., Iterator[ast.AST]]] = {
    ast.Compare: _compare,
    ast.BoolOp: _either,
    ast.UnaryOp: _negation,
    ast.BinOp: _arithmetic,
    ast.Constant: _constant,
    **dict.fromkeys((ast.Expr, ast.AugAssign, ast.Raise, ast.Break, ast.Continue, ast.Return), _statement),
}


class _Replacing(ast.NodeTransformer):
    """Puts the variant of one number in its node's place."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._wanted: tuple[ast.AST, ast.AST] | None = None

    def applied(self, source: str) -> str:
        """The source with this one change."""
        tree = ast.parse(source)
        self._wanted = next(pair for number, pair in enumerate(_variants(tree)) if number == self._number)
        self.visit(tree)
        return ast.unparse(ast.fix_missing_locations(tree)) + "\n"

    def visit(self, node: ast.AST) -> ast.AST:
        """The variant for its node; anything else as it is, with its parts visited."""
        if self._wanted is not None and node is self._wanted[0]:
            return self._wanted[1]
        return self.generic_visit(node)


def _told(node: ast.AST, variant: ast.AST) -> str:
    if isinstance(variant, ast.Pass):
        return f"`{_brief(node)}` was taken out"
    return f"`{_brief(node)}` became `{_brief(ast.fix_missing_locations(variant))}`"


def _brief(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"

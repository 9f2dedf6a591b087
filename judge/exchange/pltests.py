"""Tests of PrairieLearn's Python autograder, read from their source without running it.

There a test gives a share of its points; here it is passed or failed, so all of its checks are needed.
"""

import ast
import math
from collections.abc import Collection

from judge.errors import Invalid
from judge.exchange.cases import Check, Found, How
from judge.exchange.plain import Ask, Reader, is_changed
from judge.exchange.statements import Statements, title_of

RELATIVE, ABSOLUTE = 1e-05, 1e-08  # how near a number must be, unless a test says otherwise
_CHECKS: dict[str, How] = {
    "check_scalar": "close",
    "check_list": "length",
    "check_dict": "equal",
    "check_tuple": "equal",
}
_SCORING = frozenset({"set_score", "set_percent", "add_feedback", "set_points", "add_iteration_prefix"})
_SIDES = 3  # a name, the reference's value, the answer's
_MAX_POINTS = 100


def read_pltests(tree: ast.Module, names: Collection[str]) -> Found:
    """Every test of a file; `names` are what the reference has at its top."""
    found = Found()
    outer = _Method(found, _finder(names), {}, frozenset())
    outer.read([node for node in tree.body if isinstance(node, ast.Assign)])
    for group in tree.body:
        if not isinstance(group, ast.ClassDef):
            continue
        for node in group.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                _read_method(found, outer, node)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.leave_out(node.lineno, f'"{node.name}" is more than a test')
    return found


def _finder(known: Collection[str]) -> Reader:
    """A reader that knows the answer as self.st and the reference as self.ref."""

    def find(node: ast.expr) -> tuple[str, bool] | None:
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Attribute):
            return None
        owner = node.value
        if not isinstance(owner.value, ast.Name) or owner.value.id != "self" or owner.attr not in ("st", "ref"):
            return None
        return (node.attr, owner.attr == "ref") if node.attr in known else None

    return Reader(find)


def _read_method(found: Found, outer: "_Method", node: ast.FunctionDef) -> None:
    title, points = title_of(node.name), 1.0
    for decorator in node.decorator_list:
        given = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
        value = given.value if isinstance(given, ast.Constant) else None
        name = ast.unparse(decorator).split("(")[0].split(".")[-1]
        if name == "name" and isinstance(value, str):
            title = " ".join(value.split()) or title
        elif name == "points" and isinstance(value, int | float):
            points = value
    added = frozenset(
        inner.target.id
        for inner in ast.walk(node)
        if isinstance(inner, ast.AugAssign) and isinstance(inner.target, ast.Name)
    )
    method = _Method(found, outer.reader, dict(outer.names), added)
    method.read(node.body)
    is_finite = isinstance(points, int) or math.isfinite(points)
    found.add(title, method.checks, min(_MAX_POINTS, max(1, math.ceil(points))) if is_finite else 1)


class _Method(Statements):
    """Reads the statements of one test."""

    def __init__(self, found: Found, reader: Reader, names: dict[str, object], scores: frozenset[str]) -> None:
        super().__init__(found, reader, names)
        self.scores = scores  # the names that points are added to
        self.verdicts: set[str] = set()  # the names that hold what a check said

    def own(self, node: ast.stmt) -> bool:
        """Checks, the branches that depend on them, and scores."""
        if isinstance(node, ast.If):
            self._branch(node)
            return True
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _feedback(node.value):
            self._check(node.value)
            self.verdicts |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            return True
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _feedback(node.value) in _CHECKS:
            self._check(node.value)
            return True
        return self._is_scoring(node)

    def _is_scoring(self, node: ast.stmt) -> bool:
        """Whether a statement does nothing but count points or tell the candidate something."""
        if isinstance(node, ast.AugAssign):
            return isinstance(node.target, ast.Name) and node.target.id in self.scores
        if isinstance(node, ast.Assign):
            return all(isinstance(target, ast.Name) and target.id in self.scores for target in node.targets)
        if isinstance(node, ast.Return):
            return node.value is None
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            return _feedback(node.value) in _SCORING
        return isinstance(node, ast.Pass)

    def _branch(self, node: ast.If) -> None:
        """What a branch depends on is needed, and what the good side checks; the other side must only count points."""
        used = {inner.id for inner in ast.walk(node.test) if isinstance(inner, ast.Name)}
        if used and used <= self.scores and all(map(self._is_scoring, [*node.body, *node.orelse])):
            return
        is_negated = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
        condition = node.test.operand if isinstance(node.test, ast.UnaryOp) and is_negated else node.test
        good, bad = (node.orelse, node.body) if is_negated else (node.body, node.orelse)
        if not all(map(self._is_scoring, bad)):
            raise Invalid("checks something else where a check fails")
        self._condition(condition)
        self.read(good)

    def _condition(self, node: ast.expr) -> None:
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            for part in node.values:
                self._condition(part)
        elif isinstance(node, ast.Call) and _feedback(node):
            self._check(node)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            self._add("equal", node.left, node.comparators[0])
        elif not (isinstance(node, ast.Name) and node.id in self.verdicts):
            raise Invalid(f"depends on something that is not read here: {ast.unparse(node)[:80]}")

    def _check(self, call: ast.Call) -> None:
        verb = _feedback(call)
        given = {keyword.arg or "": keyword.value for keyword in call.keywords}
        sides = dict(zip(("name", "ref", "data"), call.args[:_SIDES], strict=False)) | given
        if verb not in _CHECKS or "ref" not in sides or "data" not in sides or "only_keys" in given:
            raise Invalid(f"Feedback.{verb} is not read here")
        if verb == "check_list" and (len(call.args) > _SIDES or "entry_type" in given):
            self.found.leave_out(call.lineno, "check_list: the type of the entries is not looked at")
        relative, absolute = (
            self._number(given.get(key), low) for key, low in (("rtol", RELATIVE), ("atol", ABSOLUTE))
        )
        self._add(_CHECKS[verb], sides["ref"], sides["data"], (relative, absolute))

    def _number(self, node: ast.expr | None, otherwise: float) -> float:
        value = otherwise if node is None else self.reader.value(node, self.names)
        if not isinstance(value, int | float):
            raise Invalid("compares with a precision that is not written out")
        return float(value)

    def _add(self, how: How, one: ast.expr, other: ast.expr, near: tuple[float, float] | None = None) -> None:
        sides = [self.reader.value(one, self.names), self.reader.value(other, self.names)]
        answers = [side for side in sides if isinstance(side, Ask) and not side.is_of_reference]
        if len(answers) != 1:
            raise Invalid("does not compare one thing of the answer's with something else")
        expected = sides[0] if sides[1] is answers[0] else sides[1]
        if not isinstance(expected, Ask):
            written = self.reader.plain(expected)
            self.found.is_changed |= is_changed(expected)
            expected = written
        relative, absolute = near if near and how == "close" else (0.0, 0.0)
        self.checks.append(Check(answers[0], how, expected, relative, absolute, is_never_none=near is not None))


def _feedback(call: ast.Call) -> str:
    """`check_scalar` of Feedback.check_scalar(...); empty for any other call, and for what asks the answer."""
    function = call.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return ""
    return function.attr if function.value.id.lower() == "feedback" and function.attr != "call_user" else ""

"""Expressions of a stranger's tests, computed as far as they are data: nothing is ever called but a handful of our own.

What a test asks of the answer becomes an `Ask`; all else is a value that JSON can carry, or Invalid with the reason.
"""

import ast
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from judge.errors import Invalid

MAX_STEPS = 50_000  # of one file: loops are written out
MAX_LENGTH = 10_000  # of a text or list that is put together
MAX_ITEMS = 2 * MAX_LENGTH  # of a list that is written out, with the lists that are spread in it
MAX_NUMBER = 10**1000
MAX_OPERAND = 10**100  # of a sum or product
MAX_DEPTH = 40
MAX_VALUES = 100_000  # of all that one file's tests say, written out; a long text or number counts as several
_UNIT = 32  # characters of a text, and bits of a number, that count as one value


@dataclass(frozen=True, slots=True)
class Ask:
    """What a test asks of the answer's module, or of the reference that lies beside the suite."""

    name: str
    args: tuple[Any, ...] | None = ()  # None: the name's value, without a call
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    is_of_reference: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a name stands for when it could not be computed, and why."""

    reason: str


Names = Mapping[str, object]
Find = Callable[[ast.expr], tuple[str, bool] | None]  # the name that is asked for, and whether of the reference


class Reader:
    """Computes expressions; `find` tells what of them is the answer's."""

    def __init__(self, find: Find) -> None:
        self.find = find
        self.steps = 0
        self.values = 0

    def value(self, node: ast.expr, names: Names, depth: int = 0) -> object:
        """An expression's value or Ask; raises Invalid with the reason why it is neither."""
        self.steps += 1
        if self.steps > MAX_STEPS or depth > MAX_DEPTH:
            raise Invalid("is too much to be read")
        found = self.find(node)
        if found is not None:
            return Ask(found[0], None, is_of_reference=found[1])
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return _named(node.id, names)
        if isinstance(node, ast.Call):
            return self._call(node, names, depth)
        return self._composed(node, names, depth)

    def plain(self, value: object, *, is_argument: bool = False) -> Any:
        """The value as JSON has it, as `plain`; raises Invalid also when all of them together are too much."""
        self.values += _size(value, MAX_VALUES - self.values)
        return plain(value, is_argument=is_argument)

    def _composed(self, node: ast.expr, names: Names, depth: int) -> object:
        if isinstance(node, ast.List | ast.Tuple):
            items = self._items(node.elts, names, depth)
            return items if isinstance(node, ast.List) else tuple(items)
        if isinstance(node, ast.Dict):
            return self._dict(node, names, depth)
        return self._operation(node, names, depth)

    def _items(self, nodes: Iterable[ast.expr], names: Names, depth: int) -> list[object]:
        items: list[object] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                items += _listed(self.value(node.value, names, depth + 1))
            else:
                items.append(self.value(node, names, depth + 1))
            if len(items) > MAX_ITEMS:
                raise Invalid("puts together a list that is too long")
        return items

    def _dict(self, node: ast.Dict, names: Names, depth: int) -> dict[object, object]:
        found: dict[object, object] = {}
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            key = self.value(key_node, names, depth + 1) if key_node is not None else node
            if not isinstance(key, str | int | float | None):
                raise Invalid("a dict has keys that JSON does not have")
            found[key] = self.value(value_node, names, depth + 1)
        return found

    def _call(self, node: ast.Call, names: Names, depth: int) -> object:
        """A call of the answer's, or one of the few that only arrange data."""
        function, arguments = node.func, node.args
        if isinstance(function, ast.Attribute) and function.attr == "call_user" and arguments:
            function, arguments = arguments[0], arguments[1:]
        found = self.find(function)
        args = self._items(arguments, names, depth)
        kwargs = {key.arg or "": self.value(key.value, names, depth + 1) for key in node.keywords}
        if found is None:
            return _arranged(function, args, kwargs)
        if "" in kwargs:
            raise Invalid("arguments are spread out of a dict")
        sent = {name: self.plain(value, is_argument=True) for name, value in kwargs.items()}
        return Ask(found[0], tuple(self.plain(arg, is_argument=True) for arg in args), sent, is_of_reference=found[1])

    def _operation(self, node: ast.expr, names: Names, depth: int) -> object:
        if isinstance(node, ast.UnaryOp):
            value = self.value(node.operand, names, depth + 1)
            if isinstance(value, int | float) and isinstance(node.op, ast.USub | ast.UAdd):
                return -value if isinstance(node.op, ast.USub) else value
        elif isinstance(node, ast.BinOp):
            left, right = (self.value(side, names, depth + 1) for side in (node.left, node.right))
            return _computed(node.op, left, right)
        raise Invalid(_REASONS.get(type(node), f"has something that is no plain value: {type(node).__name__}"))


_REASONS: dict[type[ast.expr], str] = {
    ast.JoinedStr: "has a text that is put together when it runs",
    ast.Set: "has a set, and JSON has none",
    ast.Lambda: "hands over a function",
    ast.Attribute: "looks into an object",
    ast.ListComp: "computes a list",
    ast.GeneratorExp: "computes its values",
}


def _named(name: str, names: Names) -> object:
    found = names.get(name, Unknown(f'uses "{name}", whose value is not written out'))
    if isinstance(found, Unknown):
        raise Invalid(found.reason)
    return found


def _listed(value: object) -> list[object]:
    if not isinstance(value, list | tuple):
        raise Invalid("goes through something that is no list")
    return list(value)


def _arranged(function: ast.expr, args: list[object], kwargs: dict[str, object]) -> object:
    """The calls that only arrange data: what loops over cases are made of."""
    name = function.id if isinstance(function, ast.Name) else ""
    if name == "enumerate" and len(args) == 1 and set(kwargs) <= {"start"}:
        start = kwargs.get("start", 0)
        if isinstance(start, int):
            return [(number, item) for number, item in enumerate(_listed(args[0]), start)]
    if name == "zip" and set(kwargs) <= {"strict"}:
        return list(zip(*map(_listed, args), strict=False))
    if name == "range" and all(isinstance(arg, int) for arg in args) and 1 <= len(args) <= 2 and not kwargs:  # noqa: PLR2004 - start and stop
        ends = [arg for arg in args if isinstance(arg, int)]
        if all(abs(end) <= MAX_LENGTH for end in ends):
            return list(range(*ends))
    if name in ("list", "tuple") and len(args) == 1 and not kwargs:
        items = _listed(args[0])
        return items if name == "list" else tuple(items)
    raise Invalid(f"calls {ast.unparse(function)[:60]}, which is no function of the solution")


def _computed(operator: ast.operator, left: object, right: object) -> object:
    """Sums of texts, lists and numbers, and repeated texts and lists, within bounds."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        numbers: dict[type[ast.operator], Callable[[], float]] = {
            ast.Add: lambda: left + right,
            ast.Sub: lambda: left - right,
            ast.Mult: lambda: left * right,
        }
        if type(operator) in numbers and all(abs(number) < MAX_OPERAND for number in (left, right)):
            return numbers[type(operator)]()
    is_small = isinstance(right, int) and 0 <= right <= MAX_LENGTH
    if isinstance(operator, ast.Mult) and isinstance(left, str | list) and is_small:
        times = right if isinstance(right, int) else 0
        if len(left) * times <= MAX_LENGTH:
            return left * times
    if isinstance(operator, ast.Add):
        if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= MAX_LENGTH:
            return left + right
        if isinstance(left, list) and isinstance(right, list) and len(left) + len(right) <= MAX_LENGTH:
            return left + right
    raise Invalid("computes something")


def plain(value: object, *, is_argument: bool = False, depth: int = 0) -> Any:
    """The value as JSON has it; raises Invalid when it has none, or when an argument would arrive as something else."""
    if not depth:
        _size(value, MAX_VALUES)
    if depth > MAX_DEPTH:
        raise Invalid("is nested too deeply")
    if isinstance(value, list | tuple):
        if is_argument and isinstance(value, tuple):
            raise Invalid("hands over a tuple, which arrives as a list")
        return [plain(item, is_argument=is_argument, depth=depth + 1) for item in value]
    if isinstance(value, dict):
        if is_argument and not all(isinstance(key, str) for key in value):
            raise Invalid("hands over a dict whose keys are no texts")
        items = {_key(key): plain(item, is_argument=is_argument, depth=depth + 1) for key, item in value.items()}
        if len(items) < len(value):
            raise Invalid("has a dict in which two keys are one in JSON")
        return items
    return _single(value)


def _size(value: object, most: int) -> int:
    """How many values are in one; raises Invalid when there are more than `most`.

    A list that stands in another one a thousand times is one object, and a thousand once it is written out.
    """
    waiting, found = [value], 0
    while waiting:
        inner = waiting.pop()
        found += 1 + _length(inner) // _UNIT
        if isinstance(inner, dict):
            waiting += [*inner, *inner.values()]
        elif isinstance(inner, list | tuple):
            waiting += inner
        if found > most or len(waiting) > most:
            raise Invalid("has more values than are read")
    return found


def _length(value: object) -> int:
    """Of a text in characters, of a number in bits."""
    if isinstance(value, str):
        return len(value)
    return value.bit_length() if isinstance(value, int) else 0


def _single(value: object) -> str | float | None:
    """A value that holds no others."""
    if isinstance(value, float) and not math.isfinite(value):
        raise Invalid("has a number that JSON does not have")
    if isinstance(value, int) and abs(value) >= MAX_NUMBER:
        raise Invalid("has a number of a thousand digits")
    if value is None or isinstance(value, str | int | float):
        return value
    raise Invalid(f"has a value that JSON does not have: {type(value).__name__}")


def is_changed(value: object) -> bool:
    """Whether a value is another one after its way through JSON: tuples, and keys that are no texts."""
    if isinstance(value, dict):
        return any(not isinstance(key, str) or is_changed(item) for key, item in value.items())
    return isinstance(value, tuple) or (isinstance(value, list) and any(map(is_changed, value)))


def _key(key: object) -> str:
    """How a key that is no text is written in JSON."""
    return key if isinstance(key, str) else json.dumps(key)

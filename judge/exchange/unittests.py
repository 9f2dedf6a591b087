"""Tests of Python's unittest, read from their source without running it: which calls they make and what must come."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from judge.errors import Invalid
from judge.exchange.cases import Check, Found, How
from judge.exchange.plain import Ask, Reader, is_changed
from judge.exchange.statements import Statements, title_of

_EQUAL: dict[str, How] = {
    "assertEqual": "equal",
    "assertEquals": "equal",
    "assertListEqual": "equal",
    "assertDictEqual": "equal",
    "assertTupleEqual": "equal",
    "assertSequenceEqual": "equal",
    "assertMultiLineEqual": "equal",
    "assertNotEqual": "different",
    "assertIs": "same",
    "assertCountEqual": "any order",
    "assertIn": "in",
    "assertNotIn": "not in",
    "assertAlmostEqual": "close",
}
_SINGLE: dict[str, tuple[How, object]] = {
    "assertTrue": ("true", None),
    "assertFalse": ("false", None),
    "assertIsNone": ("equal", None),
    "assertIsNotNone": ("different", None),
}
_TURNED: dict[How, How] = {"in": "holds", "not in": "lacks"}
_PAIR = 2
_RAISES = ("assertRaises", "assertRaisesRegex", "assertRaisesWithMessage")
_PLACES = 7  # decimal places, when assertAlmostEqual is given none


def read_unittests(tree: ast.Module, module: str, functions: Collection[str], values: Collection[str]) -> Found:
    """Every test method of a file; `functions` and `values` are what the answer's module has at its top."""
    found = Found()
    outer = _Method(found, _finder(tree, module, functions, values), {})
    outer.read([node for node in tree.body if isinstance(node, ast.Assign)])
    for group in tree.body:
        if isinstance(group, ast.ClassDef):
            for node in group.body:
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                    _read_method(found, outer, node)
                elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    found.leave_out(node.lineno, f'"{node.name}" is more than a test')
        elif isinstance(group, ast.FunctionDef) and group.name.startswith("test"):
            _read_method(found, outer, group)
    return found


def _read_method(found: Found, outer: "_Method", node: ast.FunctionDef) -> None:
    if any("skip" in ast.unparse(decorator) for decorator in node.decorator_list):
        found.leave_out(node.lineno, f'"{node.name}" is skipped')
        return
    method = _Method(found, outer.reader, dict(outer.names))
    method.read(node.body)
    found.add(title_of(node.name), method.checks)


def _finder(tree: ast.Module, module: str, functions: Collection[str], values: Collection[str]) -> Reader:
    """A reader that knows by which names the file calls the answer's functions and values."""
    names: dict[str, str] = {}
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            for alias in node.names:
                every = {name: name for name in (*functions, *values)}
                names |= every if alias.name == "*" else {alias.asname or alias.name: alias.name}
        elif isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name for alias in node.names if alias.name == module}
    known = {*functions, *values}

    def find(node: ast.expr) -> tuple[str, bool] | None:
        name = ""
        if isinstance(node, ast.Name):
            name = names.get(node.id, "")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            name = node.attr
        return (name, False) if name in known else None

    return Reader(find)


class _Method(Statements):
    """Reads the statements of one test."""

    def __init__(self, found: Found, reader: Reader, names: dict[str, object]) -> None:
        super().__init__(found, reader, names)
        self.errors: dict[str, int] = {}  # name of a caught error -> its check

    def own(self, node: ast.stmt) -> bool:
        """Assertions, and what stands below a `with`."""
        if isinstance(node, ast.With):
            self._with(node)
            return True
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _verb(node.value):
            self._assertion(node.value)
            return True
        return False

    def _with(self, node: ast.With) -> None:
        call = node.items[0].context_expr
        verb = _verb(call) if isinstance(call, ast.Call) else ""
        if len(node.items) == 1 and verb == "subTest":
            self.read(node.body)
        elif isinstance(call, ast.Call) and len(node.items) == 1 and verb in _RAISES:
            if len(node.body) != 1 or not isinstance(node.body[0], ast.Expr | ast.Assign):
                raise Invalid("expects an error of more than one call")
            self._error(call, node.body[0].value, verb)
            name = node.items[0].optional_vars
            if isinstance(name, ast.Name):
                self.errors[name.id] = len(self.checks) - 1
        else:
            raise Invalid("is a with that is not read here")

    def _assertion(self, call: ast.Call) -> None:
        verb, args = _verb(call), call.args
        if verb in _RAISES and len(args) > 1:
            arranged = args[2:] if verb == "assertRaisesRegex" else args[1:]
            if not arranged:
                raise Invalid("expects an error of nothing")
            made = ast.copy_location(ast.Call(func=arranged[0], args=arranged[1:], keywords=call.keywords), call)
            self._error(call, made, verb)
        elif verb in _EQUAL and len(args) >= _PAIR:
            if not self._of_error(args[0], args[1]):
                self._comparison(_EQUAL[verb], args[0], args[1], _options(call))
        elif verb in _SINGLE and args:
            how, expected = _SINGLE[verb]
            self.checks.append(Check(self._ask(args[0]), how, expected))
        else:
            raise Invalid(f"{ast.unparse(call.func)[:60]} is not read here")

    def _ask(self, node: ast.expr) -> Ask:
        value = self.reader.value(node, self.names)
        if not isinstance(value, Ask):
            raise Invalid("asks the answer for nothing")
        return value

    def _comparison(self, how: How, one: ast.expr, other: ast.expr, options: dict[str, ast.expr]) -> None:
        got, expected = self.reader.value(one, self.names), self.reader.value(other, self.names)
        if not isinstance(got, Ask):
            got, expected = expected, got
            how = _TURNED.get(how, how)
        if not isinstance(got, Ask):
            raise Invalid("compares nothing of the answer's")
        if not isinstance(expected, Ask):
            written = self.reader.plain(expected)
            self.found.is_changed |= is_changed(expected)
            expected = written
        self.checks.append(Check(got, how, expected, absolute=self._tolerance(how, options)))

    def _tolerance(self, how: How, options: dict[str, ast.expr]) -> float:
        if how != "close":
            return 0.0
        read = {name: self.reader.value(node, self.names) for name, node in options.items() if name != "msg"}
        delta, places = read.get("delta"), read.get("places", _PLACES)
        if isinstance(delta, int | float):
            return float(delta)
        if not isinstance(places, int) or not 0 <= places <= 15:  # noqa: PLR2004 - what a float has
            raise Invalid("compares with a precision that is not written out")
        return 0.5 * 10.0**-places

    def _error(self, call: ast.Call, made: ast.expr, verb: str) -> None:
        if not call.args or not isinstance(call.args[0], ast.Name | ast.Attribute):
            raise Invalid("expects one of several errors")
        known: dict[str, Any] = {"kind": ast.unparse(call.args[0]).split(".")[-1]}
        if verb == "assertRaisesRegex":
            pattern = self.reader.value(call.args[1], self.names) if len(call.args) > 1 else None
            if not isinstance(pattern, str):
                raise Invalid("expects a message that is not written out")
            known["pattern"] = pattern
        ask = self._ask(made)
        if ask.args is None:
            raise Invalid("expects an error without a call")
        self.checks.append(Check(ask, "error", known))

    def _of_error(self, one: ast.expr, other: ast.expr) -> bool:
        """Whether a comparison is about an error that was caught above; then the error's check knows more."""
        for name, place in self.errors.items():
            forms = _forms(name)
            for left, right in ((one, other), (other, one)):
                key = forms.get(ast.unparse(left))
                if key:
                    known = self.checks[place].expected
                    found = ast.unparse(right).split(".")[-1] if key == "kind" else self._words(right)
                    self.checks[place] = replace(self.checks[place], expected={**known, key: found})
                    return True
        return False

    def _words(self, node: ast.expr) -> str:
        value = self.reader.value(node, self.names)
        if not isinstance(value, str):
            raise Invalid("expects a message that is not written out")
        return value


def _forms(name: str) -> dict[str, str]:
    """How tests look at a caught error, and what they look at."""
    return {
        f"type({name}.exception)": "kind",
        f"{name}.exception.args[0]": "message",
        f"str({name}.exception.args[0])": "message",
        f"str({name}.exception)": "text",
    }


def _options(call: ast.Call) -> dict[str, ast.expr]:
    """What is given beside the two sides, by name."""
    places = {"places": call.args[_PAIR]} if len(call.args) > _PAIR and _verb(call) == "assertAlmostEqual" else {}
    return places | {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def _verb(call: ast.Call) -> str:
    """`assertEqual` of self.assertEqual(...); empty for what is no method of the test."""
    function = call.func
    is_own = (
        isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "self"
    )
    return function.attr if is_own and isinstance(function, ast.Attribute) else ""


def top_names(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """What a module has at its top: each name, and whether it is a function. Classes are left out."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, True
        elif isinstance(node, ast.Assign):
            yield from ((target.id, False) for target in node.targets if isinstance(target, ast.Name))

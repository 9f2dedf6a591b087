"""The statements of a stranger's test, one after the other: names, loops that are written out, and what is left out."""

import ast

from judge.errors import Invalid
from judge.exchange.cases import MAX_CHECKS, Check, Found
from judge.exchange.plain import Reader, Unknown


class Statements:
    """Follows a test's source. Each format says which of its statements are checks."""

    def __init__(self, found: Found, reader: Reader, names: dict[str, object]) -> None:
        self.found = found
        self.reader = reader
        self.names = names
        self.checks: list[Check] = []

    def read(self, body: list[ast.stmt]) -> None:
        """Takes what it understands; the rest is left out with its line."""
        for node in body:
            try:
                self._statement(node)
            except Invalid as error:
                self.found.leave_out(node.lineno, str(error))

    def own(self, node: ast.stmt) -> bool:
        """Takes a statement of the format; false when it is none."""
        raise NotImplementedError

    def _statement(self, node: ast.stmt) -> None:
        if len(self.checks) > MAX_CHECKS:
            raise Invalid("makes more checks than are read")
        if self.own(node) or isinstance(node, ast.Pass) or _is_docstring(node):
            return
        if isinstance(node, ast.Assign):
            self._assign(node)
        elif isinstance(node, ast.For) and not node.orelse:
            self._loop(node)
        else:
            self._forget(node)
            raise Invalid(f"is not read here: {ast.unparse(node).splitlines()[0][:80]}")

    def _forget(self, node: ast.stmt) -> None:
        """What a statement that was not read may have changed is not known any more."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and inner.id in self.names:
                self.names[inner.id] = Unknown(f'uses "{inner.id}", which something above may have changed')

    def _assign(self, node: ast.Assign) -> None:
        """A name gets a value; one that cannot be computed matters only where the name is used."""
        value: object
        try:
            value = self.reader.value(node.value, self.names)
        except Invalid as error:
            value = Unknown(str(error))
        for target in node.targets:
            self._bind(target, value)

    def _bind(self, target: ast.expr, value: object) -> None:
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            parts = list(value) if isinstance(value, list | tuple) else []
            fits = len(parts) == len(target.elts)
            for place, inner in enumerate(target.elts):
                self._bind(inner, parts[place] if fits else Unknown("uses parts of something that is not written out"))
        else:
            raise Invalid("changes something in place")

    def _loop(self, node: ast.For) -> None:
        items = self.reader.value(node.iter, self.names)
        if not isinstance(items, list | tuple):
            raise Invalid("goes through something that is no list")
        for item in items:
            self._bind(node.target, item)
            self.read(node.body)
            if len(self.checks) > MAX_CHECKS:
                raise Invalid("makes more checks than are read")


def title_of(method: str) -> str:
    """The title that a method's name makes."""
    words = method.removeprefix("test").strip("_").replace("_", " ").capitalize()
    return f"Case {words}" if not words or words.isdigit() else words


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)

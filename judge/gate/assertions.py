"""Which assertions of a suite are needed: without which of them would a wrong solution pass a test that it must fail.

Taking out one assertion after the other and judging every wrong solution again would take hours. Instead, each wrong
solution meets a suite in which a failing assertion is noted and the test goes on, as it would if that one were not
there. A test that noted one assertion only, and raised nothing afterwards, would pass without it: it is needed.

What an assertion calls belongs to it. If `assert items.create()["sku"] == sku` fails inside `create`, taking out the
assertion takes out that failure too, but taking out the one in `create` leaves a body without "sku". So each failure is
noted with the assertions that were being evaluated, and needed is what is common to all failures of a test.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from judge.domain.brief import brief
from judge.errors import Invalid

NOTES = "judge_noted"  # the module that the rewritten suite notes in; it holds the fixture that tells
CONFTEST = "tests/conftest.py"
_TOLD = "noted:"
_SHOWN_CHARACTERS = 160

_SOURCE = f"""
import threading

import pytest

_STACK = threading.local()
_LOCK = threading.Lock()
_NOTED = []


class at:
    def __init__(self, number):
        self.number = number

    def __enter__(self):
        _stack().append(self.number)

    def __exit__(self, kind, _error, _traceback):
        is_failure = kind is not None and issubclass(kind, (Exception, pytest.fail.Exception))
        if is_failure:
            with _LOCK:
                _NOTED[:] = [_NOTED[0] & set(_stack())] if _NOTED else [set(_stack())]
        _stack().pop()
        return is_failure


def _stack():
    if not hasattr(_STACK, "numbers"):
        _STACK.numbers = []
    return _STACK.numbers


@pytest.fixture(autouse=True)
def {NOTES}_turn():
    _NOTED.clear()
    _stack().clear()
    yield
    if _NOTED:
        pytest.fail("{_TOLD}" + ",".join(map(str, sorted(_NOTED[0]))))
"""


@dataclass(frozen=True, slots=True)
class Assertion:
    """One assertion of a suite: an `assert`, or a call of `pytest.fail`."""

    file: str
    line: int
    column: int
    text: str


def assertions(suite: Mapping[str, bytes]) -> tuple[Assertion, ...]:
    """Every assertion in the order of files and lines; evidence names them by their place in it."""
    return tuple(
        Assertion(file, node.lineno, node.col_offset, _shown(node))
        for file, tree in _trees(suite)
        for node in _asserting(tree)
    )


def noting(suite: Mapping[str, bytes]) -> dict[str, bytes]:
    """The suite in which an assertion that fails is noted instead; a test's message is then its evidence.

    Raises Invalid for a source that is nested so deeply that it cannot be rewritten.
    """
    try:
        return _noting(suite)
    except RecursionError:
        raise Invalid("the suite is nested too deeply to be rewritten", "tests") from None


def _noting(suite: Mapping[str, bytes]) -> dict[str, bytes]:
    numbers = {(one.file, one.line, one.column): number for number, one in enumerate(assertions(suite))}
    noted = dict(suite)
    for file, tree in _trees(suite):
        places = {place[1:]: number for place, number in numbers.items() if place[0] == file}
        _Noting(places).visit(tree)
        _insert(tree, f"import {NOTES}")
        if file == CONFTEST:
            _insert(tree, f"from {NOTES} import {NOTES}_turn")
        noted[file] = ast.unparse(tree).encode()
    noted.setdefault(CONFTEST, f"from {NOTES} import {NOTES}_turn\n".encode())
    return noted | {f"tests/{NOTES}.py": _SOURCE.encode()}


def without(suite: Mapping[str, bytes], one: Assertion) -> dict[str, bytes]:
    """The suite with this assertion really taken out."""
    tree = ast.parse(suite[one.file])
    _Removing(one).visit(tree)
    return dict(suite) | {one.file: ast.unparse(tree).encode()}


def evidence(message: str) -> frozenset[int]:
    """The assertions without any one of which the test that failed with this message would pass."""
    first = message.partition("\n")[0]
    if not first.startswith(_TOLD):
        return frozenset()
    return frozenset(int(number) for number in first.removeprefix(_TOLD).split(",") if number)


def unneeded(suite: Mapping[str, bytes], messages: Iterable[str]) -> tuple[Assertion, ...]:
    """The assertions that no message gives evidence for. The messages are those of tests that had to fail."""
    needed = frozenset[int]().union(*map(evidence, messages))
    return tuple(one for number, one in enumerate(assertions(suite)) if number not in needed)


def _trees(suite: Mapping[str, bytes]) -> Iterator[tuple[str, ast.Module]]:
    """Each Python file of the suite that can be read; what cannot has been refused before."""
    for path, body in sorted(suite.items()):
        if path.startswith("tests/") and path.endswith(".py"):
            yield path, ast.parse(body)


def _asserting(tree: ast.Module) -> list[ast.stmt]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _is_assertion(node)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _is_assertion(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return ast.unparse(node.value.func) in {"pytest.fail", "fail"}
    return isinstance(node, ast.Assert)


def _shown(node: ast.stmt) -> str:
    return brief(ast.unparse(node), _SHOWN_CHARACTERS)


def _insert(tree: ast.Module, line: str) -> None:
    """Puts an import after the docstring and what is imported from the future."""
    at = 1 if ast.get_docstring(tree, clean=False) is not None else 0
    while at < len(tree.body) and isinstance(node := tree.body[at], ast.ImportFrom) and node.module == "__future__":
        at += 1
    tree.body[at:at] = ast.parse(line).body


class _Noting(ast.NodeTransformer):
    """Puts each assertion into a block that notes its failure and goes on."""

    def __init__(self, numbers: Mapping[tuple[int, int], int]) -> None:
        self._numbers = numbers

    def visit(self, node: ast.AST) -> ast.AST:
        """A block for an assertion; anything else as it is, with its parts visited."""
        if not isinstance(node, ast.stmt) or not _is_assertion(node):
            return self.generic_visit(node)
        number = self._numbers[node.lineno, node.col_offset]
        block = ast.parse(f"with {NOTES}.at({number}):\n    pass").body[0]
        assert isinstance(block, ast.With)  # noqa: S101 - it stands in the line above
        block.body = [node]
        return block


class _Removing(ast.NodeTransformer):
    """Puts `pass` in the place of one assertion."""

    def __init__(self, one: Assertion) -> None:
        self._place = (one.line, one.column)

    def visit(self, node: ast.AST) -> ast.AST:
        """`pass` for the assertion; anything else as it is, with its parts visited."""
        if isinstance(node, ast.stmt) and _is_assertion(node) and (node.lineno, node.col_offset) == self._place:
            return ast.Pass()
        return self.generic_visit(node)

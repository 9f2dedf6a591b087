"""Wrong solutions that can be made without knowing the task: only those of which it is certain what they fail.

Nothing is run to find out. So the function that is changed must be used by nothing else in the reference, and where an
expected value is not written out, none is made.
"""

import ast
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from judge.exchange.cases import Case, Check
from judge.exchange.material import FUNCTIONS
from judge.exchange.plain import Ask

MAX_WRONG = 16
_MAX_NAME = 60  # of a folder may have 80, with what is wrong behind it
_OPAQUE = frozenset({"eval", "exec", "globals", "locals", "vars", "getattr", "setattr", "import_module", "__import__"})

Predict = Callable[[Check], bool | None]  # whether a check passes; None when nobody can know


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong solution: its module, what it fails, and why."""

    name: str
    source: str
    fails: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class _Change:
    """One way to break a function: what is added to the module, and what becomes of each check."""

    name: str
    why: str
    code: str
    predict: Predict


def wrong_solutions(reference: str, tree: ast.Module, cases: Sequence[Case]) -> list[Wrong]:
    """Those that are certain, function by function; none when the module does what cannot be seen through."""
    made: list[tuple[int, Wrong]] = []
    functions = list(dict.fromkeys(check.got.name for case in cases for check in case.checks))
    for function, folder in zip(functions, _folders(functions), strict=True):
        if not _stands_alone(function, tree):
            continue
        for rank, change in enumerate(_changes(function, cases)):
            fails = _failed(function, change, cases)
            if fails:
                source = f"{reference.rstrip()}\n\n\n{change.code}"
                made.append((rank, Wrong(f"{folder}-{change.name}", source, tuple(fails), change.why)))
    return [wrong for _, wrong in sorted(made, key=lambda ranked: ranked[0])][:MAX_WRONG]  # of each function, then more


def _folders(functions: Sequence[str]) -> list[str]:
    """The functions' names as those of folders: unique, and what no folder may have in its name becomes a hyphen."""
    found: list[str] = []
    for function in functions:
        stem = re.sub(r"[^a-z0-9]+", "-", function.lower())[:_MAX_NAME].strip("-") or "function"
        names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        found.append(next(name for name in names if name not in found))
    return found


def _stands_alone(function: str, tree: ast.Module) -> bool:
    """Whether a function is defined once and nothing else of the module can reach it."""
    defined = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == function:
            defined += 1
        names = {getattr(node, "id", ""), getattr(node, "attr", "")}
        if isinstance(node, ast.alias):
            names |= {node.name, node.asname or ""}
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
        if function in names or names & _OPAQUE or "*" in names:
            return False
    return defined == 1


def _failed(function: str, change: _Change, cases: Sequence[Case]) -> list[str]:
    """The tests that the change makes fail; empty when that is not certain of every test."""
    failed = []
    for case in cases:
        touched = [check for check in case.checks if any(_is_of(ask, function) for ask in check.asks)]
        passes = [change.predict(check) if _is_of(check.got, function) else None for check in touched]
        if any(passed is False for passed in passes):
            failed.append(case.id)
        elif any(passed is None for passed in passes):
            return []
    return failed


def _is_of(ask: Ask, function: str) -> bool:
    return ask.name == function and not ask.is_of_reference


def _changes(function: str, cases: Sequence[Case]) -> list[_Change]:
    none = "Made by the import: gives nothing back."
    changes = [_Change("gives-none", none, _giving(function, None), _gives(lambda _: None))]
    known = _known(function, cases)
    if known:
        first = next(iter(known.values()))
        one = "Made by the import: gives the first sample's result, whatever it is asked."
        table = "Made by the import: knows the samples by heart, and nothing else."
        changes.append(_Change("gives-one-result", one, _giving(function, first), _gives(lambda _: first)))
        changes.append(
            _Change("knows-the-samples", table, _table(function, known), _gives(lambda ask: known.get(_asked(ask))))
        )
    errors = "Made by the import: gives nothing back where it should raise an error."
    words = "Made by the import: raises the right errors without their words."
    changes.append(_Change("raises-nothing", errors, _wrapped(function, "raises_nothing"), lambda c: c.how != "error"))
    changes.append(_Change("says-nothing", words, _wrapped(function, "says_nothing"), _passes_wordless))
    return changes


def _known(function: str, cases: Sequence[Case]) -> dict[str, Any]:
    """What the samples say of a function: arguments -> result."""
    return {
        _asked(check.got): check.expected
        for case in cases
        for check in case.checks
        if case.is_sample and _is_of(check.got, function) and check.how in ("equal", "same")
        if check.got.args is not None and not isinstance(check.expected, Ask) and check.expected is not None
    }


def _asked(ask: Ask) -> str:
    return json.dumps([list(ask.args or ()), dict(ask.kwargs)], sort_keys=True)


def _giving(function: str, value: object) -> str:
    return f"def {function}(*args, **kwargs):\n    return {value!r}\n"


def _table(function: str, known: Mapping[str, Any]) -> str:
    look = "_json.dumps([list(args), kwargs], sort_keys=True)"
    return f"import json as _json\n\n\ndef {function}(*args, **kwargs):\n    return {dict(known)!r}.get({look})\n"


def _wrapped(function: str, how: str) -> str:
    """What is put around the function, out of the file of this name."""
    return (FUNCTIONS / "wrong" / f"{how}.py").read_text(encoding="utf-8").replace("asked_function", function)


def _passes_wordless(check: Check) -> bool | None:
    """Whether a check passes when the error has no words; what comes of its first argument is certain, no more."""
    if check.how != "error" or not {"message", "text", "pattern"} & set(check.expected):
        return True
    return None if "message" not in check.expected else check.expected["message"] == ""


_HELD: dict[str, Callable[[Any, Any], bool]] = {
    "equal": lambda value, expected: bool(value == expected),
    "different": lambda value, expected: bool(value != expected),
    "same": lambda value, expected: bool(value is expected if _is_single(expected) else value == expected),
    "true": lambda value, _: bool(value),
    "false": lambda value, _: not value,
}


def _gives(result: Callable[[Ask], Any]) -> Predict:
    """What becomes of a check when the function gives this."""

    def predict(check: Check) -> bool | None:
        if check.how == "error":
            return False
        value, expected = result(check.got), check.expected
        if isinstance(expected, Ask):
            return False if value is None and check.is_never_none else None
        if check.how in _HELD:
            return _HELD[check.how](value, expected)
        if check.how in ("in", "not in"):
            return _is_one(check.how == "in", value, expected)
        if value is not None and check.how in ("holds", "lacks"):
            return _is_one(check.how == "holds", expected, value)
        return False if value is None else None

    return predict


def _is_one(is_meant: bool, item: object, of: object) -> bool | None:  # noqa: FBT001 - private, two callers
    """Whether an item is in a list or text as it is meant to be; None for what is neither."""
    is_known = isinstance(of, list) or (isinstance(of, str) and isinstance(item, str))
    return (item in of) is is_meant if is_known and isinstance(of, list | str) else None


def _is_single(value: object) -> bool:
    return value is None or isinstance(value, bool)

"""Tests of another system as ours: what each checks, arranged to a suite of the right size, and written as pytest."""

import pprint
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from judge.catalogue.manifest import MAX_TITLE
from judge.exchange.plain import Ask, plain

LEAST, MOST = 10, 20  # tests of a suite, as the gate wants them
MAX_SAMPLES = 3
MAX_CHECKS = 2_000  # of a test
MAX_CASES = 500  # of a file
MAX_LEFT_OUT = 500
RESULTS, ERRORS = "results", "errors"  # the criteria

_WIDTH = 100
_MAX_NAME = 70
_MAX_WORDS = MAX_TITLE - 10  # of a title, with room for a number and a full stop

How = Literal[
    "equal", "different", "same", "true", "false", "close", "in", "not in", "holds", "lacks", "any order", "length"
]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a test looks at: what was asked for, and what it is held against."""

    got: Ask
    how: How | Literal["error"]
    expected: Any = None  # a plain value or an Ask; for an error what is known of it: kind, message, text, pattern
    relative: float = 0.0
    absolute: float = 0.0
    is_never_none: bool = False  # whether None is refused even where the expected value is not known

    @property
    def asks(self) -> list[Ask]:
        """What of the answer or the reference it needs."""
        return [self.got, self.expected] if isinstance(self.expected, Ask) else [self.got]


@dataclass(frozen=True, slots=True)
class Case:
    """One test."""

    title: str
    checks: tuple[Check, ...]
    points: int = 1
    id: str = ""
    is_sample: bool = False

    @property
    def criterion(self) -> str:
        """The line of the score that it belongs to."""
        return ERRORS if all(check.how == "error" for check in self.checks) else RESULTS

    @property
    def about(self) -> tuple[str, str]:
        """The function that it asks for, and the criterion: what can be put together."""
        return self.checks[0].got.name, self.criterion


@dataclass(slots=True)
class Found:
    """The cases that were found, and the places of what was left out."""

    cases: list[Case] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    is_changed: bool = False  # whether an expected value is another one in JSON

    def add(self, title: str, checks: Sequence[Check], points: int = 1) -> None:
        """One more test, when anything of it was understood."""
        if checks and len(self.cases) < MAX_CASES:
            self.cases.append(Case(title, tuple(checks), points))
        elif checks:
            self.leave_out(1, f"has more than {MAX_CASES} tests")

    def leave_out(self, line: int, reason: str) -> None:
        """Something that does not come in; each is told once."""
        if len(self.left_out) < MAX_LEFT_OUT and (line, reason) not in self.left_out:
            self.left_out.append((line, reason))


def arrange(cases: Iterable[Case]) -> list[Case]:
    """As many tests as a suite has, where there are enough: neighbours put together, or large ones divided."""
    arranged = list(cases)
    while len(arranged) < LEAST and any(len(case.checks) > 1 for case in arranged):
        largest = max(range(len(arranged)), key=lambda place: len(arranged[place].checks))
        arranged[largest : largest + 1] = _halves(arranged[largest])
    while len(arranged) > MOST:
        place = _to_join(arranged)
        arranged[place : place + 2] = [_joined(arranged[place], arranged[place + 1])]
    return _with_samples(_named(arranged))


def _halves(case: Case) -> list[Case]:
    middle = len(case.checks) // 2
    points = max(1, case.points // 2)
    return [replace(case, checks=part, points=points) for part in (case.checks[:middle], case.checks[middle:])]


def _to_join(cases: Sequence[Case]) -> int:
    """The first of the two neighbours that make the smallest test, of one function where there are such."""

    def size(place: int) -> tuple[bool, int]:
        one, other = cases[place], cases[place + 1]
        return one.about != other.about, len(one.checks) + len(other.checks)

    return min(range(len(cases) - 1), key=size)


def _joined(one: Case, other: Case) -> Case:
    title = f"{one.title}; {other.title}" if one.title != other.title else one.title
    return Case(title, one.checks + other.checks, min(100, one.points + other.points))


def _named(cases: Sequence[Case]) -> list[Case]:
    """With ids that are unique and titles that are short enough."""
    named: list[Case] = []
    taken: set[str] = set()
    for case in cases:
        stem = re.sub(r"[^a-z0-9]+", "_", case.title.split(";")[0].lower()).strip("_")[:_MAX_NAME] or "case"
        name, number = f"test_{stem}", 1
        while name in taken:
            name, number = f"test_{stem}_{number + 1}", number + 1
        taken.add(name)
        title = case.title if len(case.title) <= _MAX_WORDS else f"{case.title[: _MAX_WORDS - 4]} ..."
        title = title if number == 1 else f"{title} ({number})"
        named.append(replace(case, id=name, title=title))
    return named


def _with_samples(cases: Sequence[Case]) -> list[Case]:
    """The first test of each function is a sample, of three functions at most and of no more than a fourth of all."""
    most = max(1, min(MAX_SAMPLES, len(cases) // 4))
    firsts: dict[tuple[str, str], str] = {}
    for case in cases:
        firsts.setdefault(case.about, case.id)
    chosen = set(list(firsts.values())[:most])
    return [replace(case, is_sample=case.id in chosen) for case in cases]


def suite_of(cases: Sequence[Case], about: str) -> str:
    """The file of tests."""
    needed = sorted(_modules(cases))
    lines = [f'"""{about}"""', ""]
    lines += [f"import {module}" for module in needed if module != "reference"] + ["import pytest"]
    lines += ["import reference"] if "reference" in needed else []
    for case in cases:
        lines += ["", "", *_test(case)]
    return "\n".join(lines) + "\n"


def _modules(cases: Sequence[Case]) -> set[str]:
    checks = [check for case in cases for check in case.checks]
    found = {"reference" for check in checks for ask in check.asks if ask.is_of_reference}
    return found | {"re" for check in checks if check.how == "error" and "pattern" in check.expected}


def _test(case: Case) -> list[str]:
    lines = ["@pytest.mark.sample"] if case.is_sample else []
    lines += [f'@pytest.mark.criterion("{case.criterion}")', f"@pytest.mark.points({case.points})"]
    lines += [f"def {case.id}(functions):", f"    {_docstring(case.title)}"]
    for check in case.checks:
        lines += [f"    {line}" for line in _assertions(check)]
    return lines


def _docstring(title: str) -> str:
    sentence = title if title.endswith((".", "...")) else f"{title}."
    is_safe = '"' not in sentence and "\\" not in sentence and sentence.isprintable()
    return f'"""{sentence}"""' if is_safe else repr(sentence)


def _assertions(check: Check) -> list[str]:
    if check.how == "error":
        return _error_assertions(check)
    got, expected = _asked(check.got), _written(check.expected)
    if check.how == "same":
        is_one = check.expected is None or isinstance(check.expected, bool)
        return [f"assert {got} {'is' if is_one else '=='} {expected}"]
    tolerance = f"rel={check.relative!r}, abs={check.absolute!r}"
    forms: dict[str, str] = {
        "equal": f"assert {got} == {expected}" if check.expected is not None else f"assert {got} is None",
        "different": f"assert {got} != {expected}" if check.expected is not None else f"assert {got} is not None",
        "true": f"assert {got}",
        "false": f"assert not {got}",
        "close": f"assert {got} == pytest.approx({expected}, {tolerance})",
        "in": f"assert {got} in {expected}",
        "not in": f"assert {got} not in {expected}",
        "holds": f"assert {expected} in {got}",
        "lacks": f"assert {expected} not in {got}",
        "any order": f"assert functions.sorted({got}) == functions.sorted({expected})",
        "length": f"assert len({got}) == len({expected})",
    }
    return [forms[check.how]]


def _error_assertions(check: Check) -> list[str]:
    known = check.expected
    lines = [f"error = {_asked(check.got, 'error')}", f'assert {known["kind"]!r} in error["kinds"]']
    lines += [f'assert error["{key}"] == {_written(known[key])}' for key in ("message", "text") if key in known]
    if "pattern" in known:
        lines.append(f'assert re.search({known["pattern"]!r}, error["text"])')
    return lines


def _written(value: object) -> str:
    return _asked(value) if isinstance(value, Ask) else literal(value)


def _asked(ask: Ask, verb: str = "result") -> str:
    """The source of what asks the answer, or the reference beside the suite."""
    args = [literal(arg) for arg in ask.args or ()] + [f"{name}={literal(arg)}" for name, arg in ask.kwargs.items()]
    if ask.is_of_reference:
        called = "" if ask.args is None else f"({', '.join(args)})"
        return f"functions.plain(reference.{ask.name}{called})"
    if ask.args is None:
        return f'functions.value("{ask.name}")'
    name = f'"{ask.name}"'
    return f"functions.{verb}({', '.join([name, *args])})"


def literal(value: object) -> str:
    """A plain value as Python writes it, over several lines when it is long."""
    written = repr(plain(value))
    return written if len(written) <= _WIDTH else f"({pprint.pformat(value, width=_WIDTH, sort_dicts=False)})"

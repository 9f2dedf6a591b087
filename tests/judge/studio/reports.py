"""Reports as a gate would make them."""

from typing import Any

from judge.errors import Finding
from judge.gate.report import GateReport, GateTest, GateWrong, Strength, StrengthPart

FINDING = Finding("tests/test_echo.py", 12, "no wrong solution fails test_size: what is it there for?")


def report(content_hash: str = "", **changes: Any) -> GateReport:
    """One that has passed, with a little matrix."""
    known: dict[str, Any] = {
        "slug": "echo",
        "content_hash": content_hash,
        "images": {"tester": "sha256:1"},
        "findings": (),
        "matrix": {"no-0": {"test_greets": "passed", "test_size": "failed"}},
        "milliseconds": {"solution/python-flask": 7},
        "tests": (
            GateTest("test_greets", "It greets.", "voice", True, "tests/test_echo.py", 8),
            GateTest("test_size", "Right with size.", "manners", False, "tests/test_echo.py", 12),
        ),
        "wrong": (GateWrong("no-0", "python-flask", "forgets the size", ("test_size",)),),
        "repeats": 5,
        "strength": Strength(80, (StrengthPart("columns of their own", 4, 5),), "the mean of all parts"),
    }
    return GateReport(**known | changes)

"""How a test's exception becomes an outcome and a message that its reader understands."""

import linecache
import re
from pathlib import Path

import pytest

from sandbox.inside.tester.errors import AnswerError, DeadlinePassed
from sandbox.inside.tester.shown import cut

MESSAGE_CHARACTERS = 4096
OUTCOMES = ("passed", "failed", "too_slow", "bad_response", "no_answer")

Excinfo = pytest.ExceptionInfo[BaseException]


def outcome_of(failure: Excinfo | None) -> str:
    """One of OUTCOMES."""
    if failure is None:
        return "passed"
    if isinstance(failure.value, DeadlinePassed):
        return "too_slow"
    return failure.value.outcome if isinstance(failure.value, AnswerError) else "failed"


def message_of(failure: Excinfo | None, suite: Path, seconds: float) -> str:
    """What went wrong and where in the suite; empty for a test that passed."""
    if failure is None:
        return ""
    if isinstance(failure.value, DeadlinePassed):
        text = f"the test took longer than {seconds:g} s"
    elif isinstance(failure.value, (AssertionError, AnswerError, pytest.fail.Exception, pytest.skip.Exception)):
        text = _without_advice(str(failure.value)) or "the assertion failed"
    else:
        text = failure.exconly()
    return cut(f"{cut(text, MESSAGE_CHARACTERS - 400)}{_place(failure, suite)}", MESSAGE_CHARACTERS)


def _without_advice(text: str) -> str:
    """An explanation without pytest's hints on its own options, which the reader cannot set."""
    return re.sub(r"^ *Use -v+ to .*\n?|, use '?-v+'? to show$", "", text, flags=re.MULTILINE).rstrip()


def _place(failure: Excinfo, suite: Path) -> str:
    """File, line and source of the suite's innermost frame; empty when the suite has no part in it."""
    for entry in reversed(failure.traceback):
        path = Path(entry.path)
        if path.is_relative_to(suite):
            source = linecache.getline(str(path), entry.lineno + 1).strip()
            return cut(f"\n{path.relative_to(suite)}:{entry.lineno + 1}: {source}", 390)
    return ""

"""Judgements as grading would give them."""

from typing import Any

from judge.domain.verdict import Verdict
from judge.grading.judgement import JudgedTest, Judgement


def a_judged_test(test_id: str = "test_adds", **changes: Any) -> JudgedTest:
    values: dict[str, Any] = {
        "id": test_id,
        "title": "adds two numbers",
        "criterion": "correct",
        "is_sample": False,
        "outcome": "passed",
        "points": 2,
        "possible": 2,
        "milliseconds": 7,
        "message": "",
        "exchanges": (),
        "comparison": None,
    }
    return JudgedTest(**values | changes)


def a_judgement(**changes: Any) -> Judgement:
    values: dict[str, Any] = {
        "verdict": Verdict.PASSED,
        "score": 4,
        "max_score": 4,
        "tests": (a_judged_test("test_z"), a_judged_test("test_a")),
        "log": "listening",
        "phases": {"starting": 120, "running": 80},
        "images": {"tester": "sha256:1"},
        "reason": "",
        "is_retryable": False,
    }
    return Judgement(**values | changes)

"""What the worker's tests share: a stand-in for grading, and the settings of a quick worker."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from judge.domain.verdict import Verdict
from judge.grading.judgement import JudgedTest, Judgement
from judge.settings import Settings

PATIENCE = 20  # seconds until a test that waits gives up; none of them needs more than a fraction

PASSED = Judgement(
    verdict=Verdict.PASSED,
    score=10,
    max_score=10,
    tests=(
        JudgedTest("test_lists", "lists items", "correct", True, "passed", 2, 2, 7),
        JudgedTest("test_refuses", "refuses text", "robust", False, "passed", 8, 8, 9),
    ),
)
TESTER_LOST = Judgement(
    verdict=Verdict.JUDGE_ERROR, score=None, max_score=10, tests=(), reason="the tester was lost", is_retryable=True
)

Deed = Callable[..., Judgement]


class Grader:
    """Stands in for grading: remembers what it was asked and does what it was told, run after run."""

    def __init__(self, *deeds: Judgement | Exception | Deed) -> None:
        self.deeds = list(deeds)
        self.calls: list[dict[str, Any]] = []
        self.started = threading.Event()

    def __call__(self, engine: Any, loaded: Any, **run: Any) -> Judgement:
        self.calls.append({"engine": engine, "loaded": loaded, **run})
        self.started.set()
        deed = self.deeds.pop(0) if self.deeds else PASSED
        if isinstance(deed, Exception):
            raise deed
        return deed if isinstance(deed, Judgement) else deed(**run)

    @property
    def runs(self) -> list[str]:
        return [call["run_id"] for call in self.calls]


def until(is_true: Callable[[], object]) -> None:
    """Waits for what another thread or process brings about."""
    pause = threading.Event()
    for _ in range(PATIENCE * 100):
        if is_true():
            return
        pause.wait(0.01)
    pytest.fail("it did not happen")


def quick_settings(state_dir: Path, **changes: Any) -> Settings:
    """Nothing waits long, nothing is read from the environment's files."""
    values: dict[str, Any] = {
        "state_dir": state_dir,
        "lease_seconds": 30,
        "poll_seconds": 0.01,
        "grace_seconds": 60,
        "min_free_mib": 1,
        "instance": "tests",
    }
    return Settings(_env_file=None, **values | changes)

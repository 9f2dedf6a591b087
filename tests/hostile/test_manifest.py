"""A tester that leaves a test out: nobody can make one do that, and if somebody could, the result would be no pass."""

import contextlib
import json
from collections.abc import Iterator

import pytest

from judge.doctor.case import TARGET, starter, with_canary
from judge.domain.verdict import Verdict
from judge.grading.grade import grade
from sandbox.base import Box, BoxSpec, Sink
from sandbox.docker import DockerEngine

STACK = "python-flask"
LEFT_OUT = "test_what_is_no_number"

pytestmark = pytest.mark.engine


class Omitting:
    """Takes one test out of everything that a tester writes, so that the rest is whole and in order."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._kept = b""

    def __call__(self, name: str, data: bytes) -> None:
        if name != "stdout":
            self._sink(name, data)
            return
        *lines, self._kept = (self._kept + data).split(b"\n")
        for line in lines:
            if record := self._without(json.loads(line)):
                self._sink(name, json.dumps(record).encode() + b"\n")

    def _without(self, record: dict[str, object]) -> dict[str, object] | None:
        match record:
            case {"id": test} if test == LEFT_OUT:
                return None
            case {"type": "header", "tests": tests}:
                return record | {"tests": [test for test in tests if test != LEFT_OUT]}
            case {"type": "final"}:
                return record | {"counts": {"passed": 4}}
        return record


class LyingEngine(DockerEngine):
    """The real engine, with a tester that leaves a test out."""

    def create(self, spec: BoxSpec, sink: Sink) -> Box:
        return super().create(spec, Omitting(sink) if spec.role == "tester" else sink)


@pytest.fixture
def engine() -> Iterator[LyingEngine]:
    with contextlib.closing(LyingEngine()) as engine:
        yield engine


def test_it_is_never_green_with_fewer_tests_than_the_manifest(engine: LyingEngine):
    """The answer is wrong in exactly the test that is left out."""
    target = with_canary(TARGET, "canary-suite-of-this-test")
    solution = target.bundle.solution(STACK)["app.py"].decode()
    files = starter(target, STACK) | {"app.py": solution.replace("abort(400)", "return jsonify(double=0)")}
    judgement = grade(
        engine, target, files=files, stack=STACK, seed=1, run_id="omitting", instance="manifest-tests", slot=920
    )
    assert judgement.verdict is Verdict.JUDGE_ERROR
    assert judgement.score is None
    assert judgement.is_retryable
    assert "other tests than the manifest has" in judgement.reason

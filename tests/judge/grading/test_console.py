"""Files in, a console, and what its end means, with the engine's twin between."""

import threading
from typing import Any

import pytest

from judge.domain.verdict import Verdict
from judge.errors import Invalid
from judge.grading import grade
from judge.grading.console import serve_console
from judge.grading.judgement import Judgement
from sandbox.fake import FakeEngine
from tests.judge.catalogue.folders import a_problem, load


class Closing:
    """One command; then the console is closed."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self.answers: list[dict[str, Any]] = []

    def next(self) -> dict[str, Any] | None:
        if self.answers:
            self.closed.set()
            return None
        return {"number": 1, "type": "request", "method": "GET", "path": "/", "headers": {}, "body": ""}

    def answer(self, number: int, answer: dict[str, Any]) -> None:
        self.answers.append({"number": number, **answer})


def serve(engine: FakeEngine, commands: Closing, **changes: Any) -> Judgement:
    usual = {
        "files": {"app.py": "app = None\n"},
        "stack": "python-flask",
        "run_id": "run-9",
        "lease": 4,
        "listener": grade.deaf,
        "commands": commands,
        "instance": "here",
        "slot": 5,
        "cancelled": commands.closed,
    }
    judgement = serve_console(engine, load(a_problem()), **usual | changes)
    assert not engine.left
    return judgement


def test_it_serves_and_ends_without_a_score():
    commands = Closing()
    judgement = serve(FakeEngine.console(log=b"boot\n"), commands)
    assert [(answer["number"], answer["status"]) for answer in commands.answers] == [(1, 200)]
    assert (judgement.verdict, judgement.score, judgement.tests) == (Verdict.ENDED, None, ())
    assert judgement.log == "boot\n"
    assert not judgement.is_retryable


def test_it_carries_run_lease_instance_and_slot_to_every_box_and_no_test_to_any():
    engine = FakeEngine.console()
    serve(engine, Closing())
    for box in engine.boxes:
        labels = box.spec.labels
        assert (labels.run_id, labels.lease, labels.instance, box.spec.slot) == ("run-9", 4, "here", 5)
        assert not any(path.startswith("suite/") for path in box.sent.files)


def test_it_says_that_a_service_does_not_start():
    assert serve(FakeEngine.exiting(1), Closing()).verdict is Verdict.DID_NOT_START


@pytest.mark.parametrize("change", [{"stack": "postgresql"}, {"files": {"other.py": ""}}])
def test_it_refuses_what_can_never_be_started(change: dict[str, Any]):
    with pytest.raises(Invalid):
        serve(FakeEngine.console(), Closing(), **change)


def test_it_refuses_a_stack_that_this_installation_does_not_have(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(grade, "load_stacks", dict)
    with pytest.raises(Invalid, match="this installation has no stack"):
        serve(FakeEngine.console(), Closing())

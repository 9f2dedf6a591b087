"""Files in, judgement out, with the engine's twin between."""

import threading
from collections.abc import Iterator

import pytest

from judge.catalogue.load import LoadedProblem
from judge.domain.verdict import Verdict
from judge.errors import Invalid
from judge.grading import grade as grading
from judge.grading.grade import grade, grade_until_judged
from judge.grading.judgement import Judgement
from sandbox.errors import EngineUnavailable
from sandbox.fake import FakeEngine
from sandbox.scripts import Sent, Step, line
from sandbox.stacks import load_stacks
from tests.judge.catalogue.folders import HIDDEN, SAMPLES, a_problem, load, obedient_engine


@pytest.fixture
def loaded() -> LoadedProblem:
    return load(a_problem())


def run(engine: FakeEngine, loaded: LoadedProblem, answer: str = "", **options: object) -> Judgement:
    usual = {"files": {"app.py": answer}, "stack": "python-flask", "seed": 1, "run_id": "r", "instance": "tests"}
    judgement = grade(engine, loaded, **usual | options)
    assert not engine.left
    return judgement


def test_it_passes_a_right_answer(loaded: LoadedProblem):
    judgement = run(obedient_engine(), loaded)
    assert (judgement.verdict, judgement.score, judgement.max_score) == (Verdict.PASSED, 18, 18)
    assert set(judgement.images) == {"tester", "submission"}


def test_it_names_the_tests_that_an_answer_fails(loaded: LoadedProblem):
    judgement = run(obedient_engine(), loaded, "test_size=failed\ntest_greets=too_slow\n")
    assert judgement.verdict is Verdict.FAILED
    missed = {test.id: test.outcome for test in judgement.tests if test.outcome != "passed"}
    assert missed == {"test_size": "failed", "test_greets": "too_slow"}
    assert judgement.score == 18 - 1 - 2


def test_it_judges_samples_alone(loaded: LoadedProblem):
    judgement = run(obedient_engine(), loaded, "test_size=failed\n", is_sample_run=True)
    assert judgement.verdict is Verdict.PASSED
    assert [test.id for test in judgement.tests] == list(SAMPLES)


def test_it_tells_an_answer_that_does_not_start(loaded: LoadedProblem):
    judgement = run(FakeEngine.exiting(1, log=b"NameError: app\n"), loaded)
    assert judgement.verdict is Verdict.DID_NOT_START
    assert judgement.log == "NameError: app\n"
    assert {test.outcome for test in judgement.tests} == {"not_run"}


def test_it_tells_an_answer_that_is_silent(loaded: LoadedProblem):
    assert run(FakeEngine.silent(), loaded).verdict is Verdict.DID_NOT_START


def test_it_tells_what_happens_while_it_happens(loaded: LoadedProblem):
    heard = []
    run(obedient_engine(), loaded, listener=lambda kind, data: heard.append((kind, *data.values())))
    assert [event for event in heard if event[0] == "phase"] == [
        ("phase", "preparing"),
        ("phase", "starting"),
        ("phase", "running"),
    ]
    assert [event[1] for event in heard if event[0] == "test"] == [*SAMPLES, *HIDDEN]


def test_it_carries_run_lease_instance_and_slot_to_every_box(loaded: LoadedProblem):
    engine = obedient_engine()
    run(engine, loaded, run_id="run-9", lease=4, instance="here", slot=5)
    for box in engine.boxes:
        labels = box.spec.labels
        assert (labels.run_id, labels.lease, labels.instance, box.spec.slot) == ("run-9", 4, "here", 5)


def test_it_ends_when_it_is_cancelled(loaded: LoadedProblem):
    cancelled = threading.Event()
    cancelled.set()
    judgement = run(obedient_engine(), loaded, cancelled=cancelled)
    assert judgement.verdict is Verdict.JUDGE_ERROR
    assert judgement.is_retryable


def test_it_lets_the_engines_errors_through(loaded: LoadedProblem):
    engine = obedient_engine()
    engine.faults["create", "tester"] = EngineUnavailable("no engine")
    with pytest.raises(EngineUnavailable):
        run(engine, loaded)


def test_it_refuses_what_could_never_run(loaded: LoadedProblem, monkeypatch: pytest.MonkeyPatch):
    engine = obedient_engine()
    with pytest.raises(Invalid, match="no stack"):
        run(engine, loaded, stack="go")
    monkeypatch.setattr(grading, "load_stacks", dict)
    with pytest.raises(Invalid, match="this installation has no stack"):
        run(engine, loaded)
    query = load_stacks()["postgresql"]
    monkeypatch.setattr(grading, "load_stacks", lambda: {"python-flask": query})
    with pytest.raises(Invalid, match='for problems of kind "query", not "service"'):
        run(engine, loaded)
    assert not engine.boxes


class Unreliable:
    """A tester that breaks as often as it is told to, then works."""

    def __init__(self, breaks: int) -> None:
        self.breaks = breaks
        self.runs: list[str] = []
        self.engine = FakeEngine.judging()
        self.working = self.engine._scripts["tester"]
        self.engine._scripts["tester"] = self.script

    def script(self, sent: Sent) -> Iterator[Step]:
        self.runs.append(sent.job["run"])
        if len(self.runs) <= self.breaks:
            return iter([line(type="problem", reason="bad day")])
        return self.working(sent)


@pytest.mark.parametrize(
    ("breaks", "verdict", "runs"),
    [
        (0, Verdict.PASSED, ["r"]),
        (2, Verdict.PASSED, ["r", "r-2", "r-3"]),
        (9, Verdict.JUDGE_ERROR, ["r", "r-2", "r-3"]),
    ],
)
def test_it_tries_again_while_the_fault_is_ours(loaded: LoadedProblem, breaks: int, verdict: Verdict, runs: list[str]):
    unreliable = Unreliable(breaks)
    judgement = grade_until_judged(
        unreliable.engine,
        loaded,
        files={"app.py": ""},
        stack="python-flask",
        seed=1,
        run_id="r",
        instance="tests",
    )
    assert judgement.verdict is verdict
    assert unreliable.runs == runs


def test_it_does_not_try_again_when_the_fault_is_the_answers(loaded: LoadedProblem):
    engine = obedient_engine()
    grade_until_judged(
        engine,
        loaded,
        files={"app.py": "test_size=failed"},
        stack="python-flask",
        seed=1,
        run_id="r",
        instance="tests",
    )
    assert len(engine.boxes) == 2


def test_it_does_not_try_again_when_it_is_told_to_stop(loaded: LoadedProblem):
    unreliable, cancelled = Unreliable(9), threading.Event()
    cancelled.set()
    judgement = grade_until_judged(
        unreliable.engine,
        loaded,
        files={"app.py": ""},
        stack="python-flask",
        seed=1,
        run_id="r",
        instance="tests",
        cancelled=cancelled,
    )
    assert judgement.is_retryable
    assert len({box.spec.labels.run_id for box in unreliable.engine.boxes}) == 1

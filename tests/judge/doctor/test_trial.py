"""The trial of the doctor's cases, with a stand-in for the boxes."""

import threading
from typing import Any

import pytest

from judge.catalogue.load import LoadedProblem
from judge.doctor import trial
from judge.doctor.case import CASES, Case, load_case
from judge.doctor.check import Check, State
from judge.domain.verdict import Verdict
from judge.grading.judgement import JudgedTest, Judgement
from sandbox.errors import EngineRefused
from sandbox.fake import FakeEngine

FOLDERS = sorted(path.parent for path in CASES.glob("*/case.toml"))
FIRST = load_case(FOLDERS[0])


def as_expected(case: Case, **changes: Any) -> Judgement:
    """What judging a case comes to where its promise holds."""
    verdict = case.verdicts[0]
    score = case.points if case.points is not None else 11 if verdict is Verdict.PASSED else 0
    known: dict[str, Any] = {
        "verdict": verdict,
        "score": score,
        "max_score": 11,
        "tests": (),
        "log": " ".join(case.says),
    }
    return Judgement(**known | changes)


class Grades:
    """Grades every case as it should be, but for the first, which comes to what a test says."""

    def __init__(self) -> None:
        self.changes: dict[str, Any] = {}
        self.error: Exception | None = None
        self.says_canary = False
        self.runs: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def __call__(self, _engine: object, loaded: LoadedProblem, **run: Any) -> Judgement:
        with self._lock:
            self.runs.append(run)
        case = FIRST if run["slot"] == trial.FIRST_SLOT else load_case(FOLDERS[run["slot"] - trial.FIRST_SLOT])
        if case is not FIRST:
            return as_expected(case)
        if self.error:
            raise self.error
        if self.says_canary:
            suite = loaded.bundle.suite()["tests/test_double.py"].decode()
            self.changes["log"] = suite[suite.index("canary-") :][:40]
        return as_expected(case, **self.changes)


@pytest.fixture
def grades(monkeypatch: pytest.MonkeyPatch) -> Grades:
    made = Grades()
    monkeypatch.setattr(trial, "grade_until_judged", made)
    return made


def first() -> Check:
    checks = trial.try_cases(FakeEngine({}), "i", threading.Event())
    assert len(checks) == len(FOLDERS) == 10
    assert {check.state for check in checks[1:]} == {State.OK}
    return checks[0]


def test_it_tries_every_case_under_ids_of_its_own(grades: Grades):
    assert first() == Check(FIRST.promise, State.OK, "held")
    assert sorted(run["slot"] for run in grades.runs) == list(range(trial.FIRST_SLOT, trial.FIRST_SLOT + 10))
    assert len({run["run_id"] for run in grades.runs}) == 10
    assert all(
        run["files"].keys() == {"app.py", "conftest.py", "pytest.ini", "sitecustomize.py"} for run in grades.runs
    )


def test_it_says_which_promise_is_broken_and_how_to_mend_it(grades: Grades):
    wrong = Verdict.PASSED if Verdict.PASSED not in FIRST.verdicts else Verdict.FAILED
    grades.changes = {"verdict": wrong, "log": "a hole"}
    check = first()
    assert (check.name, check.state, check.mend) == (FIRST.promise, State.BROKEN, FIRST.mend)
    assert f"the verdict is {wrong}: a hole" in check.detail


def test_it_names_the_hole_in_one_short_line(grades: Grades):
    wrong = Verdict.PASSED if Verdict.PASSED not in FIRST.verdicts else Verdict.FAILED
    grades.changes = {
        "verdict": wrong,
        "log": "much\nbefore " * 99 + '"breached": ["interface eth0",\n "route"]' + "x" * 999,
    }
    said = first().detail.split("; ")[0]
    assert said.startswith(f'the verdict is {wrong}: breached": ["interface eth0", "route"]xxx')
    assert len(said) < 300


def test_it_does_not_take_a_leak_for_a_kept_promise(grades: Grades):
    grades.says_canary = True
    assert "found the secret" in first().detail


@pytest.mark.parametrize("where", ["log", "replies"])
def test_it_looks_for_the_leak_wherever_a_submission_speaks(grades: Grades, where: str):
    test = JudgedTest("t", "t", "c", False, "failed", 0, 1, 5, exchanges=({"reply": {"body": "said"}},))
    judgement = as_expected(FIRST, tests=(test,), log="printed")
    assert {"log": "printed", "replies": "said"}[where] in trial._told(judgement)


def test_it_is_no_kept_promise_when_a_case_could_not_be_tried(grades: Grades):
    grades.error = EngineRefused("no such option")
    check = first()
    assert (check.state, check.mend) == (State.BROKEN, trial.NOT_TRIED)
    assert "no such option" in check.detail


def test_it_is_no_kept_promise_when_the_judge_failed(grades: Grades):
    grades.changes = {"is_retryable": True, "reason": "the tester was lost"}
    assert first().detail == "could not be tried: the tester was lost"


@pytest.mark.parametrize(("slow_runs", "state"), [(1, State.OK), (2, State.OK), (9, State.BROKEN)])
def test_it_does_not_take_a_busy_host_for_a_broken_promise(
    grades: Grades, monkeypatch: pytest.MonkeyPatch, slow_runs: int, state: State
):
    runs = []

    def graded(engine: object, loaded: LoadedProblem, **run: Any) -> Judgement:
        if run["slot"] == trial.FIRST_SLOT:
            runs.append(run)
            if len(runs) <= slow_runs:
                return as_expected(FIRST, verdict=Verdict.DID_NOT_START, score=0)
        return grades(engine, loaded, **run)

    monkeypatch.setattr(trial, "grade_until_judged", graded)
    assert first().state is state
    assert len(runs) == min(slow_runs + 1, trial.SLOW_TRIES)


def test_it_tries_nothing_more_once_it_is_stopped(grades: Grades):
    cancelled = threading.Event()
    cancelled.set()
    checks = trial.try_cases(FakeEngine({}), "i", cancelled)
    assert {check.state for check in checks} == {State.BROKEN}
    assert grades.runs == []


def test_it_can_say_how_to_mend_each_promise():
    assert all(len(load_case(folder).mend) > 20 for folder in FOLDERS)

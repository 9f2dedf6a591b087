"""From an outcome to a verdict: every rule as a line of a table."""

from dataclasses import replace
from typing import Any

import pytest

from judge.domain.problem import Criterion, Manifest
from judge.domain.verdict import Verdict
from judge.grading.judgement import Judgement, by_criterion, judge, judge_console
from sandbox.run import BoxEnd, Ending, Job, Outcome, TestOutcome, TestRecord
from tests.judge.catalogue.folders import a_problem, load

LOADED = load(a_problem())
IDS = tuple(test.id for test in LOADED.manifest.tests)
MANIFEST = Manifest(tests=LOADED.manifest.tests[:4], stacks=())  # two samples of one point, two hidden of two
JOB = Job(
    run_id="r",
    lease=1,
    kind="service",
    stack="python-flask",
    services=(),
    suite=(),
    files=(),
    tests=IDS[:4],
    samples=IDS[:2],
    seed=1,
)
READY = {"preparing": 200, "starting": 100, "running": 50}
NEVER_READY = {"preparing": 200, "starting": 100, "running": 0}
P, F, S, B, N = TestOutcome


def outcome(ending: Ending, *outcomes: TestOutcome, **facts: Any) -> Outcome:
    """A run that ended so, with these outcomes for its first tests."""
    records = tuple(
        TestRecord(test_id, how, 7, message=f"{test_id} {how}") for test_id, how in zip(IDS, outcomes, strict=False)
    )
    usual = Outcome(
        ending=ending,
        expected=JOB.tests,
        records=records,
        submission=None,
        out_of_memory=False,
        log="",
        phases=READY,
        images={},
    )
    return replace(usual, **facts)


def judged(ending: Ending, *outcomes: TestOutcome, **facts: Any) -> Judgement:
    return judge(outcome(ending, *outcomes, **facts), MANIFEST, JOB)


@pytest.mark.parametrize(
    ("ending", "outcomes", "facts", "verdict", "score"),
    [
        (Ending.FINISHED, (P, P, P, P), {}, "passed", 6),
        (Ending.FINISHED, (P, P, P, F), {}, "failed", 4),
        (Ending.FINISHED, (P, P, F, S), {}, "failed", 2),
        (Ending.FINISHED, (S, B, P, P), {}, "failed", 4),
        (Ending.FINISHED, (N, N, N, N), {}, "failed", 0),
        (Ending.FINISHED, (P, P, S, S), {}, "time_limit", 2),
        (Ending.FINISHED, (P, B, B, P), {}, "bad_response", 3),
        (
            Ending.FINISHED,
            (P, P, P, P),
            {"out_of_memory": True},
            "passed",
            6,
        ),  # a child was killed, the replies were right
        (Ending.FINISHED, (P, P, P, F), {"out_of_memory": True}, "memory_limit", 4),
        (Ending.FINISHED, (P, P, P, S), {"out_of_memory": True}, "memory_limit", 4),
        (Ending.FINISHED, (P, P, P, B), {"out_of_memory": True}, "memory_limit", 4),
        (Ending.NOT_READY, (), {"phases": NEVER_READY}, "did_not_start", 0),
        (Ending.NOT_READY, (), {"phases": {}, "expected": ()}, "did_not_start", 0),
        (Ending.NOT_READY, (), {"phases": NEVER_READY, "out_of_memory": True}, "memory_limit", 0),
        (Ending.EXITED, (), {"phases": NEVER_READY}, "did_not_start", 0),
        (Ending.EXITED, (), {"phases": NEVER_READY, "expected": ()}, "did_not_start", 0),
        (Ending.EXITED, (), {"phases": NEVER_READY, "out_of_memory": True}, "memory_limit", 0),
        (Ending.EXITED, (), {}, "crashed", 0),
        (Ending.EXITED, (P, N), {}, "crashed", 1),
        (Ending.EXITED, (P, N), {"phases": NEVER_READY}, "crashed", 1),  # its tests prove that it had started
        (Ending.EXITED, (P, P, P, P), {}, "crashed", 6),
        (Ending.EXITED, (P, N), {"out_of_memory": True}, "memory_limit", 1),
        (Ending.OUTPUT_LIMIT, (P, P), {}, "crashed", 2),
        (Ending.OUTPUT_LIMIT, (), {"phases": NEVER_READY, "expected": ()}, "crashed", 0),
        (Ending.OUTPUT_LIMIT, (P,), {"out_of_memory": True}, "crashed", 1),
        (Ending.OUT_OF_TIME, (P, P, P), {}, "time_limit", 4),
        (Ending.OUT_OF_TIME, (P,), {"out_of_memory": True}, "time_limit", 1),
        (Ending.SERVICE_LOST, (P,), {"out_of_memory": True}, "memory_limit", 1),
        (Ending.OVERWHELMED, (P,), {"out_of_memory": True}, "memory_limit", 1),
        (Ending.OVERWHELMED, (P,), {}, "crashed", 1),
    ],
)
def test_it_finds_the_verdict_on_an_answer(
    ending: Ending, outcomes: tuple[TestOutcome, ...], facts: dict[str, Any], verdict: str, score: int
):
    judgement = judged(ending, *outcomes, **facts)
    assert (judgement.verdict, judgement.score) == (verdict, score)
    assert judgement.max_score == 6
    assert not judgement.is_retryable


@pytest.mark.parametrize(
    ("ending", "outcomes", "facts", "reason"),
    [
        (Ending.TESTER_LOST, (P, P), {}, "the tester was lost"),
        (Ending.TESTER_LOST, (P, P, P, P), {"out_of_memory": True}, "the tester was lost"),
        (Ending.SERVICE_LOST, (P, P), {}, "a service was lost"),
        (Ending.SERVICE_LOST, (), {"out_of_memory": True, "expected": ()}, "announced no tests"),
        (Ending.CANCELLED, (P, P, P, P), {}, "cancelled"),
        (Ending.FINISHED, (P, P, P), {}, "without a record of every test"),
        (Ending.FINISHED, (), {}, "without a record of every test"),
        (Ending.FINISHED, (P, P, P, P), {"expected": ()}, "announced no tests"),
        (Ending.FINISHED, (P, P, P), {"expected": IDS[:3]}, "announced other tests"),
        (Ending.FINISHED, (P, P, P, P), {"expected": IDS[:5]}, "announced other tests"),
        (Ending.FINISHED, (P, P, P, P), {"expected": tuple(reversed(IDS[:4]))}, "announced other tests"),
        (Ending.FINISHED, (P, P, P, P, P), {}, "a test that the manifest does not have"),
        (Ending.NOT_READY, (), {"expected": IDS[:1], "phases": NEVER_READY}, "announced other tests"),
        (Ending.EXITED, (P,), {"expected": ()}, "announced no tests"),
        (Ending.OUT_OF_TIME, (), {"expected": ()}, "announced no tests"),
        (Ending.OUT_OF_TIME, (P, P, P, P, P), {}, "a test that the manifest does not have"),
    ],
)
def test_it_takes_the_blame_where_the_records_do_not_fit(
    ending: Ending, outcomes: tuple[TestOutcome, ...], facts: dict[str, Any], reason: str
):
    judgement = judged(ending, *outcomes, reason="seen from outside", **facts)
    assert judgement.verdict is Verdict.JUDGE_ERROR
    assert judgement.score is None
    assert judgement.is_retryable
    assert reason in judgement.reason
    assert judgement.reason.endswith(": seen from outside")


def test_it_takes_the_blame_for_a_test_recorded_twice():
    whole = outcome(Ending.FINISHED, P, P, P, P)
    twice = replace(whole, records=(*whole.records, TestRecord(IDS[0], F, 1)))
    judgement = judge(twice, MANIFEST, JOB)
    assert judgement.verdict is Verdict.JUDGE_ERROR
    assert "recorded a test twice" in judgement.reason


@pytest.mark.parametrize("ending", Ending)
def test_it_has_a_verdict_for_every_ending(ending: Ending):
    assert judged(ending, P, P, P, P).verdict in Verdict


def test_it_never_passes_a_run_that_did_not_finish():
    for ending in Ending:
        is_passed = judged(ending, P, P, P, P).verdict is Verdict.PASSED
        assert is_passed == (ending is Ending.FINISHED)


def test_it_lists_every_test_of_the_job_in_its_order():
    tests = judged(Ending.EXITED, P, N).tests
    assert [test.id for test in tests] == list(JOB.tests)
    assert [test.outcome for test in tests] == ["passed", "no_answer", "not_run", "not_run"]
    assert [(test.points, test.possible) for test in tests] == [(1, 1), (0, 1), (0, 2), (0, 2)]
    assert [test.is_sample for test in tests] == [True, True, False, False]
    assert tests[3].milliseconds == 0


def test_it_carries_all_that_is_known_of_a_test():
    record = TestRecord(IDS[0], F, 12, "no", ({"request": {}},), {"got": 1, "expected": 2})
    whole = outcome(Ending.FINISHED, P, P, P, P)
    test = judge(replace(whole, records=(record, *whole.records[1:])), MANIFEST, JOB).tests[0]
    assert (test.outcome, test.milliseconds, test.message) == ("failed", 12, "no")
    assert test.exchanges == ({"request": {}},)
    assert test.comparison == {"got": 1, "expected": 2}
    assert (test.title, test.criterion) == ("It greets.", "voice")


def test_it_judges_a_run_of_samples_by_them_alone():
    job = replace(JOB, tests=JOB.samples)
    whole = replace(outcome(Ending.FINISHED, P, P), expected=JOB.samples)
    judgement = judge(whole, MANIFEST, job)
    assert judgement.verdict is Verdict.PASSED
    assert (judgement.score, judgement.max_score) == (2, 2)
    assert len(judgement.tests) == 2


def test_it_keeps_log_phases_and_images():
    facts = {"log": "Traceback", "images": {"tester": "sha256:1"}, "submission": BoxEnd(1, out_of_memory=False)}
    judgement = judged(Ending.EXITED, **facts, phases=NEVER_READY, reason="ended with 1")
    assert judgement.log == "Traceback"
    assert judgement.phases == NEVER_READY
    assert judgement.images == {"tester": "sha256:1"}
    assert judgement.reason == "ended with 1"


def test_it_adds_points_by_criterion():
    criteria = [
        *LOADED.problem.criteria,
        Criterion(id="unused", title="Unused", description="No test belongs to it."),
    ]
    lines = by_criterion(iter(judged(Ending.FINISHED, P, F, P, F).tests), criteria)
    assert [(line.id, line.title, line.earned, line.possible) for line in lines] == [
        ("voice", "The voice", 1, 2),
        ("manners", "Manners", 2, 4),
    ]


OPEN = {"preparing": 200, "starting": 100, "ready": 0}
NEVER_OPEN = {"preparing": 200, "starting": 100}


@pytest.mark.parametrize(
    ("ending", "phases", "facts", "verdict", "is_retryable"),
    [
        (Ending.FINISHED, OPEN, {}, "ended", False),
        (Ending.FINISHED, OPEN, {"out_of_memory": True}, "ended", False),
        (Ending.CANCELLED, OPEN, {}, "ended", False),
        (Ending.CANCELLED, NEVER_OPEN, {}, "ended", False),
        (Ending.NOT_READY, NEVER_OPEN, {}, "did_not_start", False),
        (Ending.NOT_READY, NEVER_OPEN, {"out_of_memory": True}, "memory_limit", False),
        (Ending.EXITED, NEVER_OPEN, {}, "did_not_start", False),
        (Ending.EXITED, OPEN, {}, "crashed", False),
        (Ending.EXITED, OPEN, {"out_of_memory": True}, "memory_limit", False),
        (Ending.OUTPUT_LIMIT, NEVER_OPEN, {}, "crashed", False),
        (Ending.OUTPUT_LIMIT, OPEN, {"out_of_memory": True}, "crashed", False),
        (Ending.OVERWHELMED, OPEN, {}, "crashed", False),
        (Ending.OVERWHELMED, OPEN, {"out_of_memory": True}, "memory_limit", False),
        (Ending.SERVICE_LOST, OPEN, {"out_of_memory": True}, "memory_limit", False),
        (Ending.SERVICE_LOST, NEVER_OPEN, {}, "judge_error", True),
        (Ending.SERVICE_LOST, OPEN, {}, "judge_error", False),
        (Ending.TESTER_LOST, NEVER_OPEN, {}, "judge_error", True),
        (Ending.TESTER_LOST, OPEN, {}, "judge_error", False),
    ],
)
def test_it_says_how_a_console_ended(
    ending: Ending, phases: dict[str, int], facts: dict[str, Any], verdict: str, *, is_retryable: bool
):
    made = judge_console(
        outcome(ending, expected=(), phases=phases, log="boot", reason="why", images={"tester": "x"}, **facts)
    )
    assert (made.verdict, made.is_retryable) == (verdict, is_retryable)
    assert (made.score, made.max_score, made.tests) == (None, 0, ())
    assert (made.log, made.reason, made.phases, made.images) == ("boot", "why", phases, {"tester": "x"})

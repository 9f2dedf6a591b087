"""The rules from what happened in the boxes to a verdict and a score. Pure: the same outcome, the same judgement.

What is ours is told apart from what is the candidate's before anything else: a run whose records do not fit the
manifest says nothing about the answer, so it is repeated and never scored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from judge.domain.feedback import CriterionView
from judge.domain.problem import Criterion, Manifest, TestSpec
from judge.domain.verdict import Verdict
from sandbox.run import Ending, Job, Outcome, Phase, TestOutcome, TestRecord

NOT_RUN = "not_run"


@dataclass(frozen=True, slots=True)
class JudgedTest:
    """One test of the manifest and what came of it. Text comes from a stranger: escape it wherever it is shown."""

    id: str
    title: str
    criterion: str
    is_sample: bool
    outcome: str  # a TestOutcome, or "not_run"
    points: int  # earned
    possible: int
    milliseconds: int
    message: str = ""
    exchanges: tuple[dict[str, Any], ...] = ()
    comparison: dict[str, Any] | None = None
    noticed: tuple[dict[str, Any], ...] = ()  # of an audited run: what the suite reached for


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict of one run with all that led to it. What a reader may see of it, judge/domain/feedback.py decides."""

    verdict: Verdict
    score: int | None  # None: a judge error says nothing about the answer
    max_score: int
    tests: tuple[JudgedTest, ...]
    log: str = ""
    phases: dict[str, int] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)
    reason: str = ""  # for the operator
    is_retryable: bool = False


def judge(outcome: Outcome, manifest: Manifest, job: Job) -> Judgement:
    """What the outcome of this job means."""
    fault = _our_fault(outcome, job)
    verdict = Verdict.JUDGE_ERROR if fault else _verdict(outcome)
    records = {record.id: record for record in outcome.records}
    specs = {spec.id: spec for spec in manifest.tests}
    tests = tuple(_judged(specs[test_id], records.get(test_id)) for test_id in job.tests)
    return Judgement(
        verdict=verdict,
        score=None if fault else sum(test.points for test in tests),
        max_score=sum(test.possible for test in tests),
        tests=tests,
        log=outcome.log,
        phases=dict(outcome.phases),
        images=dict(outcome.images),
        reason=": ".join(part for part in (fault, outcome.reason) if part),
        is_retryable=bool(fault),
    )


def judge_console(outcome: Outcome) -> Judgement:
    """What the end of a console means. It has no tests and no score, and once it was open it is not opened again."""
    was_open = Phase.READY.value in outcome.phases
    is_lost = outcome.ending is Ending.TESTER_LOST or (
        outcome.ending is Ending.SERVICE_LOST and not outcome.out_of_memory
    )
    return Judgement(
        verdict=Verdict.JUDGE_ERROR if is_lost else _end_of_console(outcome, was_open=was_open),
        score=None,
        max_score=0,
        tests=(),
        log=outcome.log,
        phases=dict(outcome.phases),
        images=dict(outcome.images),
        reason=outcome.reason,
        is_retryable=is_lost and not was_open,
    )


def by_criterion(tests: Iterable[JudgedTest], criteria: Sequence[Criterion]) -> tuple[CriterionView, ...]:
    """Points by criterion, in the problem's order; criteria that none of these tests belongs to are left out."""
    tests = tuple(tests)
    lines = []
    for criterion in criteria:
        own = [test for test in tests if test.criterion == criterion.id]
        earned, possible = sum(test.points for test in own), sum(test.possible for test in own)
        if own:
            lines.append(CriterionView(id=criterion.id, title=criterion.title, earned=earned, possible=possible))
    return tuple(lines)


def _our_fault(outcome: Outcome, job: Job) -> str:
    """Why the run must be repeated; empty when what happened is the answer's doing."""
    if outcome.ending is Ending.CANCELLED:
        return "the run was cancelled"
    if outcome.ending is Ending.TESTER_LOST:
        return "the tester was lost"
    if outcome.ending is Ending.SERVICE_LOST and not outcome.out_of_memory:
        return "a service was lost"
    return _header_fault(outcome, job) or _records_fault(outcome, job)


def _header_fault(outcome: Outcome, job: Job) -> str:
    """The tester must have announced exactly the tests of the job, in their order."""
    if outcome.expected:
        return "" if outcome.expected == job.tests else "the tester announced other tests than the manifest has"
    # A submission may end before the tester has read its suite; whatever else ends a run comes after that.
    is_too_early_for_one = outcome.ending in (Ending.NOT_READY, Ending.EXITED, Ending.OUTPUT_LIMIT)
    return "" if is_too_early_for_one and not outcome.records else "the tester announced no tests"


def _records_fault(outcome: Outcome, job: Job) -> str:
    """Every record belongs to a test of the job, none to a test twice, and a finished run has them all."""
    ids = [record.id for record in outcome.records]
    if len(set(ids)) != len(ids):
        return "the tester recorded a test twice"
    if set(ids) - set(job.tests):
        return "the tester recorded a test that the manifest does not have"
    if outcome.ending is Ending.FINISHED and set(ids) != set(job.tests):
        return "the tester finished without a record of every test"
    return ""


def _verdict(outcome: Outcome) -> Verdict:
    """The verdict on an answer whose run can be believed."""
    if outcome.ending is Ending.FINISHED:
        return _verdict_of_tests(outcome)
    if outcome.ending is Ending.OUT_OF_TIME:
        return Verdict.TIME_LIMIT
    if outcome.ending is Ending.OUTPUT_LIMIT:
        return Verdict.CRASHED
    if outcome.out_of_memory:
        return Verdict.MEMORY_LIMIT
    has_started = bool(outcome.records) or outcome.phases.get(Phase.RUNNING, 0) > 0
    return Verdict.CRASHED if has_started else Verdict.DID_NOT_START


def _end_of_console(outcome: Outcome, *, was_open: bool) -> Verdict:
    """How a console ended that the judge has not lost."""
    if outcome.ending in (Ending.FINISHED, Ending.CANCELLED):
        return Verdict.ENDED
    if outcome.ending is Ending.OUTPUT_LIMIT:
        return Verdict.CRASHED
    if outcome.out_of_memory:
        return Verdict.MEMORY_LIMIT
    return Verdict.CRASHED if was_open else Verdict.DID_NOT_START


def _verdict_of_tests(outcome: Outcome) -> Verdict:
    """A run that came to its end. All passed is a pass, even when a process was killed: the replies were right."""
    missed = {record.outcome for record in outcome.records} - {TestOutcome.PASSED}
    if not missed:
        return Verdict.PASSED
    if outcome.out_of_memory:
        return Verdict.MEMORY_LIMIT
    if missed == {TestOutcome.TOO_SLOW}:
        return Verdict.TIME_LIMIT
    return Verdict.BAD_RESPONSE if missed == {TestOutcome.BAD_RESPONSE} else Verdict.FAILED


def _judged(spec: TestSpec, record: TestRecord | None) -> JudgedTest:
    outcome = record.outcome.value if record else NOT_RUN
    return JudgedTest(
        id=spec.id,
        title=spec.title,
        criterion=spec.criterion,
        is_sample=spec.is_sample,
        outcome=outcome,
        points=spec.points if outcome == TestOutcome.PASSED else 0,
        possible=spec.points,
        milliseconds=record.milliseconds if record else 0,
        message=record.message if record else "",
        exchanges=record.exchanges if record else (),
        comparison=record.comparison if record else None,
        noticed=record.noticed if record else (),
    )

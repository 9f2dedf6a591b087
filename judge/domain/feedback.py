"""Who may see what of a run: the policy object, and the one shape in which a run is shown.

The page, the live events and the JSON all go through RunView: there is no other way from a row to a reader.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import Field

from judge.domain.problem import Criterion, Frozen, Manifest, TestSpec
from judge.domain.verdict import MEANINGS, Verdict

PASSED = "passed"


class Reader(StrEnum):
    """In what capacity a run is looked at."""

    CANDIDATE = "candidate"  # its owner
    STAFF = "staff"  # reviewer, author, admin


class CriterionView(Frozen):
    """One line of the score."""

    id: str
    title: str
    earned: int
    possible: int


class TestView(Frozen):
    """One test as a reader may see it. For a hidden test and a candidate, all but the first group is empty."""

    __test__ = False

    number: int  # place in the manifest; a hidden test's id is not shown
    title: str
    criterion: str
    is_sample: bool
    outcome: str
    points: int
    possible: int
    hint: str = ""  # only when it did not pass

    id: str = ""
    milliseconds: int | None = None
    message: str = ""
    exchanges: tuple[dict[str, Any], ...] = ()
    comparison: dict[str, Any] | None = None


class RunView(Frozen):
    """One run for one reader."""

    run_id: str
    submission_id: str
    kind: str  # "run" | "submit"
    state: str  # queued, leased, done, quarantined
    place: int | None = None  # in the queue, 1 is next; None when not queued
    phase: str = ""  # while leased: preparing, starting, running
    verdict: Verdict | None = None
    label: str = ""  # the verdict's word
    sentence: str = ""  # the verdict's sentence
    score: int | None = None
    max_score: int | None = None
    criteria: tuple[CriterionView, ...] = ()
    tests: tuple[TestView, ...] = ()
    expected_tests: int = 0  # how many tests this run has
    hidden_tests: int = 0  # how many of them are hidden
    log: str = ""
    phases: dict[str, int] = Field(default_factory=dict)
    reason: str = ""  # staff only


class RunFacts(Frozen):
    """What is known of a run, as plain values: the policy needs no row and no database."""

    run_id: str
    submission_id: str
    kind: str
    state: str
    place: int | None = None
    phase: str = ""
    verdict: Verdict | None = None
    score: int | None = None
    max_score: int | None = None
    log: str = ""
    phases: dict[str, int] = Field(default_factory=dict)
    reason: str = ""


class TestFacts(Frozen):
    """What is known of one test that has ended; everything, before anybody has decided what is shown."""

    __test__ = False

    id: str
    outcome: str
    points: int
    milliseconds: int
    message: str = ""
    exchanges: tuple[dict[str, Any], ...] = ()
    comparison: dict[str, Any] | None = None


class FeedbackPolicy(Frozen):
    """What a candidate is told. Staff see everything under every policy."""

    name: str
    shows_hidden_titles: bool  # False: a hidden test is a number and a word
    shows_hints: bool
    hidden_outcomes: frozenset[str]  # words that a hidden test may carry; any other is told as "failed"
    rounds_hidden_ms_to: int  # a hidden test's duration in coarse steps; 0: no duration at all
    rounds_phases_to: int  # the phases of a run with hidden tests: exact ones would leak what the tests' do not
    logged_kinds: frozenset[str]  # kinds of submission whose own output is shown
    logged_verdicts: frozenset[Verdict]  # verdicts that nobody could understand without the output


PRACTICE = FeedbackPolicy(
    name="practice",
    shows_hidden_titles=True,
    shows_hints=True,
    # "bad_response" and "no_answer" would tell which kind of request a hidden test makes.
    hidden_outcomes=frozenset({PASSED, "failed", "too_slow", "not_run"}),
    rounds_hidden_ms_to=0,
    rounds_phases_to=100,
    logged_kinds=frozenset({"run"}),
    logged_verdicts=frozenset({Verdict.DID_NOT_START}),
)


def expected_tests(manifest: Manifest, kind: str) -> tuple[TestSpec, ...]:
    """The tests that a submission of this kind is judged by: a run meets the samples only."""
    return manifest.samples if kind == "run" else manifest.tests


def view_run(
    policy: FeedbackPolicy,
    reader: Reader,
    facts: RunFacts,
    *,
    criteria: Sequence[Criterion],
    manifest: Manifest,
    results: Mapping[str, TestFacts],
) -> RunView:
    """The run as this reader may see it; `results` holds the tests that have ended, by id."""
    is_staff = reader is Reader.STAFF
    specs = expected_tests(manifest, facts.kind)
    hidden = sum(not spec.is_sample for spec in specs)
    # What a judge error leaves behind is no statement about the answer, so only staff see it.
    shown = {} if facts.verdict is Verdict.JUDGE_ERROR and not is_staff else results
    meaning = MEANINGS[facts.verdict] if facts.verdict else None
    return RunView(
        run_id=facts.run_id,
        submission_id=facts.submission_id,
        kind=facts.kind,
        state=facts.state,
        place=facts.place,
        phase=facts.phase,
        verdict=facts.verdict,
        label=meaning.label if meaning else "",
        sentence=_sentence(facts.verdict, is_staff=is_staff),
        score=facts.score,
        max_score=facts.max_score,
        criteria=_criteria(criteria, specs, shown) if meaning and meaning.uses_attempt else (),
        tests=tuple(
            _test(policy, number, spec, shown[spec.id], is_staff=is_staff)
            for number, spec in enumerate(specs, start=1)
            if spec.id in shown
        ),
        expected_tests=len(specs),
        hidden_tests=hidden,
        log=facts.log if is_staff or _shows_log(policy, facts) else "",
        phases=facts.phases if is_staff or not hidden else _rounded(facts.phases, policy.rounds_phases_to),
        reason=facts.reason if is_staff else "",
    )


def _sentence(verdict: Verdict | None, *, is_staff: bool) -> str:
    if verdict is None:
        return ""
    return MEANINGS[verdict].operator if is_staff else MEANINGS[verdict].candidate


def _criteria(
    criteria: Sequence[Criterion], specs: Sequence[TestSpec], results: Mapping[str, TestFacts]
) -> tuple[CriterionView, ...]:
    """Points by criterion, leaving out those that none of this run's tests belongs to.

    Given with a verdict only: halfway through, a nought would read as a failure.
    """
    lines = []
    for criterion in criteria:
        own = [spec for spec in specs if spec.criterion == criterion.id]
        earned = sum(results[spec.id].points for spec in own if spec.id in results)
        possible = sum(spec.points for spec in own)
        lines.append(CriterionView(id=criterion.id, title=criterion.title, earned=earned, possible=possible))
    return tuple(line for line in lines if line.possible)


def _test(policy: FeedbackPolicy, number: int, spec: TestSpec, facts: TestFacts, *, is_staff: bool) -> TestView:
    has_passed = facts.outcome == PASSED
    if is_staff or spec.is_sample:
        return TestView(
            number=number,
            title=spec.title,
            criterion=spec.criterion,
            is_sample=spec.is_sample,
            outcome=facts.outcome,
            points=facts.points,
            possible=spec.points,
            hint="" if has_passed else spec.hint,
            id=spec.id,
            milliseconds=facts.milliseconds,
            message=facts.message,
            exchanges=facts.exchanges,
            comparison=facts.comparison,
        )
    # A hidden test is built from the policy's words alone; nothing of what the run produced is copied over.
    return TestView(
        number=number,
        title=spec.title if policy.shows_hidden_titles else f"Hidden check {number}",
        criterion=spec.criterion,
        is_sample=False,
        outcome=facts.outcome if facts.outcome in policy.hidden_outcomes else "failed",
        points=facts.points,
        possible=spec.points,
        hint=spec.hint if policy.shows_hints and not has_passed else "",
        milliseconds=_coarse(facts.milliseconds, policy.rounds_hidden_ms_to) if policy.rounds_hidden_ms_to else None,
    )


def _shows_log(policy: FeedbackPolicy, facts: RunFacts) -> bool:
    return facts.kind in policy.logged_kinds or facts.verdict in policy.logged_verdicts


def _rounded(phases: Mapping[str, int], step: int) -> dict[str, int]:
    return {name: _coarse(milliseconds, step) for name, milliseconds in phases.items()} if step else {}


def _coarse(milliseconds: int, step: int) -> int:
    """Up to the next step, so that a duration of a few milliseconds is not told as zero."""
    return -(-milliseconds // step) * step

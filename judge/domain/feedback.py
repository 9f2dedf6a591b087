"""Who may see what of a run: the policy object, and the one shape in which a run is shown.

The page, the live events and the JSON all go through RunView: there is no other way from a row to a reader.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import Field

from judge.domain.earlier import Earlier
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
    state: str  # queued, leased, done, quarantined, cancelled
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
    is_sealed: bool = False  # the result is judged and told later: see FeedbackPolicy.seals_results
    can_cancel: bool = False
    hint_cost: int = 0  # points that hints took off the score, which stays what it is
    log: str = ""
    phases: dict[str, int] = Field(default_factory=dict)
    earlier: Earlier | None = None  # it was judged again: never silently
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
    hint_cost: int = 0
    log: str = ""
    phases: dict[str, int] = Field(default_factory=dict)
    earlier: Earlier | None = None
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
    cancellable: frozenset[str]  # kinds of submission that their owner may stop
    seals_results: bool = False  # of a submit, only the samples are told, and no verdict that depends on hidden tests
    offers_help: bool = True  # hints, and the editorial after giving up


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
    cancellable=frozenset({"run", "submit", "try"}),
)

# Before a timed session has ended. A submit that could be stopped halfway would be a way to look without being judged.
TIMED = PRACTICE.model_copy(
    update={"name": "timed", "cancellable": frozenset({"run", "try"}), "offers_help": False},
)
# How long a sealed run took would tell how its hidden tests went: no phases at all.
SEALED = TIMED.model_copy(update={"name": "sealed", "seals_results": True, "rounds_phases_to": 0})
# Afterwards all is told, also of what is still judged; but what was handed in is not taken out of the session.
AFTERWARDS = PRACTICE.model_copy(update={"name": "afterwards", "cancellable": TIMED.cancellable})

# What is told even while results are sealed: none of it depends on a hidden test.
UNSEALED = frozenset({Verdict.DID_NOT_START, Verdict.JUDGE_ERROR, Verdict.CANCELLED, Verdict.ENDED})
RECEIVED = ("Received", "It was judged. The result is told when the session has ended.")


def expected_tests(manifest: Manifest, kind: str) -> tuple[TestSpec, ...]:
    """The tests that a submission of this kind is judged by: a run meets the samples only, a try none."""
    if kind == "try":
        return ()
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
    is_staff, specs = reader is Reader.STAFF, expected_tests(manifest, facts.kind)
    is_sealed = policy.seals_results and facts.kind == "submit" and not is_staff
    hidden = sum(not spec.is_sample for spec in specs)
    shown = _shown(facts, manifest, results, is_staff=is_staff, is_sealed=is_sealed)
    verdict = None if is_sealed and facts.verdict not in UNSEALED else facts.verdict
    label, sentence = RECEIVED if facts.verdict and not verdict else _words(verdict, is_staff=is_staff)
    return RunView(
        run_id=facts.run_id,
        submission_id=facts.submission_id,
        kind=facts.kind,
        state=facts.state,
        place=facts.place,
        phase=facts.phase,
        verdict=verdict,
        label=label,
        sentence=sentence,
        score=None if is_sealed else facts.score,
        max_score=facts.max_score,
        criteria=_criteria(criteria, specs, shown) if verdict and MEANINGS[verdict].uses_attempt else (),
        tests=_tests(policy, specs, shown, is_staff=is_staff),
        expected_tests=len(specs),
        hidden_tests=hidden,
        is_sealed=is_sealed,
        can_cancel=not is_staff and facts.state in ("queued", "leased") and facts.kind in policy.cancellable,
        hint_cost=0 if is_sealed else facts.hint_cost,
        log=facts.log if is_staff or _shows_log(policy, facts) else "",
        phases=facts.phases if is_staff or not hidden else _rounded(facts.phases, policy.rounds_phases_to),
        earlier=None if is_sealed else facts.earlier,
        reason=facts.reason if is_staff else "",
    )


def _shown(
    facts: RunFacts, manifest: Manifest, results: Mapping[str, TestFacts], *, is_staff: bool, is_sealed: bool
) -> Mapping[str, TestFacts]:
    """The tests that this reader may know to have ended."""
    # What a judge error leaves behind is no statement about the answer, so only staff see it.
    if facts.verdict is Verdict.JUDGE_ERROR and not is_staff:
        return {}
    if is_sealed:
        return {spec.id: results[spec.id] for spec in manifest.samples if spec.id in results}
    return results


def _words(verdict: Verdict | None, *, is_staff: bool) -> tuple[str, str]:
    """The verdict's label and sentence; both empty before it."""
    if verdict is None:
        return "", ""
    meaning = MEANINGS[verdict]
    return meaning.label, meaning.operator if is_staff else meaning.candidate


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


def _tests(
    policy: FeedbackPolicy, specs: Sequence[TestSpec], results: Mapping[str, TestFacts], *, is_staff: bool
) -> tuple[TestView, ...]:
    """The tests that have ended, each with its place in the manifest."""
    return tuple(
        _test(policy, number, spec, results[spec.id], is_staff=is_staff)
        for number, spec in enumerate(specs, start=1)
        if spec.id in results
    )


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

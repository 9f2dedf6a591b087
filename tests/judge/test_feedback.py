"""The feedback policy: a candidate sees what was decided, staff see all, and nothing of a hidden test slips through."""

from datetime import UTC, datetime

import pytest

from judge.domain.earlier import earlier
from judge.domain.feedback import AFTERWARDS, PRACTICE, SEALED, TIMED, Reader, RunFacts, TestFacts, view_run
from judge.domain.problem import Criterion, Manifest, TestSpec
from judge.domain.verdict import MEANINGS, Verdict

AT = datetime(2026, 5, 6, tzinfo=UTC)
CRITERIA = (
    Criterion(id="correct", title="Correctness", description="Answers as the contract says."),
    Criterion(id="robust", title="Robustness", description="Refuses what the contract refuses."),
)
SAMPLE = TestSpec(id="test_sample", title="lists items", criterion="correct", points=2, is_sample=True, hint="look up")
HIDDEN = TestSpec(id="test_secret", title="keeps order", criterion="correct", points=3, is_sample=False, hint="sort it")
ROBUST = TestSpec(id="test_robust", title="refuses text", criterion="robust", points=5, is_sample=False)
MANIFEST = Manifest(tests=(SAMPLE, HIDDEN, ROBUST), stacks=())


def facts(**changes):
    known = {"run_id": "r1", "submission_id": "s1", "kind": "submit", "state": "done", "verdict": Verdict.FAILED}
    return RunFacts(**(known | changes))


def ended(spec, outcome="passed", **changes):
    earned = spec.points if outcome == "passed" else 0
    return {spec.id: TestFacts(**({"id": spec.id, "outcome": outcome, "points": earned, "milliseconds": 7} | changes))}


def view(run, results, reader=Reader.CANDIDATE, policy=PRACTICE):
    return view_run(policy, reader, run, criteria=CRITERIA, manifest=MANIFEST, results=results)


def one(seen, number):
    return next(test for test in seen.tests if test.number == number)


EXCHANGE = {"request": {"method": "GET", "path": "/items"}, "reply": None, "error": "x"}
DETAIL = {"message": "assert 1 == 2", "exchanges": (EXCHANGE,), "comparison": {"got": 1, "expected": 2}}


def test_it_shows_a_candidate_everything_of_a_sample():
    test = one(view(facts(), ended(SAMPLE, "failed", **DETAIL)), 1)
    assert (test.id, test.message, test.milliseconds, test.hint) == ("test_sample", "assert 1 == 2", 7, "look up")
    assert (test.exchanges, test.comparison) == ((EXCHANGE,), {"got": 1, "expected": 2})


def test_it_shows_a_candidate_title_criterion_and_hint_of_a_hidden_test_that_failed():
    test = one(view(facts(), ended(HIDDEN, "failed", **DETAIL)), 2)
    assert test.model_dump(exclude_defaults=True) == {
        "number": 2,
        "title": "keeps order",
        "criterion": "correct",
        "is_sample": False,
        "outcome": "failed",
        "points": 0,
        "possible": 3,
        "hint": "sort it",
    }


@pytest.mark.parametrize("spec", [SAMPLE, HIDDEN])
@pytest.mark.parametrize("reader", list(Reader))
def test_it_gives_no_hint_for_a_test_that_passed(spec, reader):
    (test,) = view(facts(), ended(spec), reader).tests
    assert test.hint == ""


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("passed", "passed"),
        ("failed", "failed"),
        ("too_slow", "too_slow"),
        ("not_run", "not_run"),
        ("bad_response", "failed"),
        ("no_answer", "failed"),
        ("something new", "failed"),
    ],
)
def test_it_tells_a_hidden_outcome_in_a_word_that_reveals_no_request(outcome, told):
    assert one(view(facts(), ended(HIDDEN, outcome)), 2).outcome == told


def test_it_tells_a_sample_outcome_exactly():
    assert one(view(facts(), ended(SAMPLE, "no_answer")), 1).outcome == "no_answer"


def test_it_shows_staff_all_of_a_hidden_test():
    test = one(view(facts(), ended(HIDDEN, "bad_response", **DETAIL), Reader.STAFF), 2)
    assert (test.id, test.outcome, test.message, test.milliseconds) == (
        "test_secret",
        "bad_response",
        "assert 1 == 2",
        7,
    )
    assert (test.exchanges, test.comparison, test.hint) == ((EXCHANGE,), {"got": 1, "expected": 2}, "sort it")


def test_it_never_lets_a_canary_of_a_hidden_test_through_to_the_candidate():
    canary = "CANARY-93f1"
    spec = HIDDEN.model_copy(update={"id": f"test_{canary}", "hint": f"hint-{canary}"})
    manifest = Manifest(tests=(SAMPLE, spec), stacks=())
    everything = TestFacts(
        id=spec.id,
        outcome=canary,
        points=0,
        milliseconds=930193,
        message=canary,
        exchanges=({"request": {"path": canary}, "reply": {"body": canary}, "error": canary},),
        comparison={"got": canary, canary: "expected"},
    )
    run = facts(log=canary, reason=canary, phases={"running": 930193})
    policy = PRACTICE.model_copy(update={"shows_hints": False})
    seen = view_run(
        policy, Reader.CANDIDATE, run, criteria=CRITERIA, manifest=manifest, results={spec.id: everything}
    ).model_dump_json()
    assert canary not in seen
    assert "930193" not in seen
    for_staff = view_run(
        PRACTICE, Reader.STAFF, run, criteria=CRITERIA, manifest=manifest, results={spec.id: everything}
    )
    assert for_staff.model_dump_json().count(canary) == 11


@pytest.mark.parametrize(
    ("run", "is_shown"),
    [
        ({"kind": "run", "verdict": Verdict.FAILED}, True),
        ({"kind": "run", "verdict": None, "state": "leased"}, True),
        ({"kind": "submit", "verdict": Verdict.DID_NOT_START}, True),
        ({"kind": "submit", "verdict": Verdict.FAILED}, False),
        ({"kind": "submit", "verdict": Verdict.CRASHED}, False),
        ({"kind": "submit", "verdict": None, "state": "leased"}, False),
    ],
)
def test_it_shows_a_candidate_the_log_only_where_no_hidden_test_can_have_written_into_it(run, is_shown):
    assert view(facts(log="Traceback", **run), {}).log == ("Traceback" if is_shown else "")
    assert view(facts(log="Traceback", **run), {}, Reader.STAFF).log == "Traceback"


def test_it_tells_the_reason_to_staff_only():
    run = facts(verdict=Verdict.JUDGE_ERROR, reason="engine gone")
    assert view(run, {}).reason == ""
    assert view(run, {}, Reader.STAFF).reason == "engine gone"


def test_it_says_a_verdict_in_the_words_of_its_reader():
    run = facts(verdict=Verdict.CRASHED)
    meaning = MEANINGS[Verdict.CRASHED]
    assert (view(run, {}).label, view(run, {}).sentence) == (meaning.label, meaning.candidate)
    assert view(run, {}, Reader.STAFF).sentence == meaning.operator


def test_it_says_nothing_of_a_verdict_that_is_not_there_yet():
    seen = view(facts(verdict=None, state="queued", place=3, score=None), {})
    assert (seen.label, seen.sentence, seen.verdict, seen.place, seen.tests) == ("", "", None, 3, ())


def test_it_adds_points_by_criterion():
    results = ended(SAMPLE) | ended(HIDDEN, "failed") | ended(ROBUST)
    lines = [(line.id, line.title, line.earned, line.possible) for line in view(facts(), results).criteria]
    assert lines == [("correct", "Correctness", 2, 5), ("robust", "Robustness", 5, 5)]


def test_it_counts_and_shows_samples_only_for_a_run():
    seen = view(facts(kind="run"), ended(SAMPLE) | ended(HIDDEN))
    assert (seen.expected_tests, seen.hidden_tests, len(seen.tests)) == (1, 0, 1)
    assert [(line.id, line.possible) for line in seen.criteria] == [("correct", 2)]


def test_it_counts_hidden_tests_before_any_has_ended():
    seen = view(facts(state="leased", verdict=None, phase="running"), {})
    assert (seen.expected_tests, seen.hidden_tests, seen.phase) == (3, 2, "running")


def test_it_says_nothing_of_points_by_criterion_before_the_verdict():
    assert view(facts(state="leased", verdict=None), ended(SAMPLE)).criteria == ()


def test_it_shows_tests_as_they_arrive_under_their_place_in_the_manifest():
    seen = view(facts(state="leased", verdict=None), ended(ROBUST))
    assert [test.number for test in seen.tests] == [3]


def test_it_keeps_what_a_judge_error_left_behind_from_the_candidate():
    run = facts(verdict=Verdict.JUDGE_ERROR, state="quarantined")
    seen = view(run, ended(SAMPLE))
    assert (seen.tests, seen.criteria) == ((), ())
    for_staff = view(run, ended(SAMPLE), Reader.STAFF)
    assert (len(for_staff.tests), for_staff.criteria) == (1, ())


def test_it_rounds_the_phases_of_a_run_with_hidden_tests_up():
    run = facts(phases={"starting": 301, "running": 200})
    assert view(run, {}).phases == {"starting": 400, "running": 200}
    assert view(run, {}, Reader.STAFF).phases == {"starting": 301, "running": 200}
    assert view(facts(kind="run", phases={"running": 203}), {}).phases == {"running": 203}


def test_it_obeys_another_policy_of_the_same_class():
    strict = PRACTICE.model_copy(
        update={
            "shows_hidden_titles": False,
            "shows_hints": False,
            "hidden_outcomes": frozenset({"passed", "failed"}),
            "rounds_hidden_ms_to": 50,
            "rounds_phases_to": 0,
            "logged_kinds": frozenset(),
        }
    )
    run = facts(phases={"running": 12})
    seen = view(run, ended(HIDDEN, "too_slow", milliseconds=51), policy=strict)
    test = one(seen, 2)
    assert (test.title, test.hint, test.outcome, test.milliseconds) == ("Hidden check 2", "", "failed", 100)
    assert seen.phases == {}
    assert view(facts(kind="run", log="x"), {}, policy=strict).log == ""


# --- stopping, tries and timed sessions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "kind", "state", "can"),
    [
        (PRACTICE, "submit", "queued", True),
        (PRACTICE, "run", "leased", True),
        (PRACTICE, "run", "done", False),
        (TIMED, "run", "leased", True),
        (TIMED, "submit", "leased", False),
        (SEALED, "submit", "queued", False),
        (AFTERWARDS, "submit", "queued", False),
        (AFTERWARDS, "run", "queued", True),
    ],
)
def test_it_says_whether_a_run_can_be_stopped(policy, kind, state, can):
    waiting = facts(kind=kind, state=state, verdict=None)
    assert view(waiting, {}, policy=policy).can_cancel is can
    assert not view(waiting, {}, Reader.STAFF, policy).can_cancel


def test_it_expects_no_test_of_a_try():
    seen = view(facts(kind="try", verdict=Verdict.ENDED), {})
    assert (seen.expected_tests, seen.tests, seen.criteria, seen.label) == (0, (), (), "Ended")


ALL = ended(SAMPLE) | ended(HIDDEN, "failed") | ended(ROBUST)


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.FAILED, Verdict.TIME_LIMIT, Verdict.CRASHED])
def test_it_tells_nothing_of_hidden_tests_while_results_are_sealed(verdict):
    seen = view(facts(verdict=verdict, score=7, max_score=10, hint_cost=2), ALL, policy=SEALED)
    assert (seen.is_sealed, seen.verdict, seen.label, seen.score, seen.criteria) == (True, None, "Received", None, ())
    assert [test.id for test in seen.tests] == ["test_sample"]
    assert (seen.hidden_tests, seen.expected_tests, seen.hint_cost) == (2, 3, 0)
    others = view(facts(verdict=Verdict.PASSED, score=10, max_score=10, phases={"running": 930}), ALL, policy=SEALED)
    assert seen == others


def test_it_tells_after_the_end_what_practice_tells():
    run = facts(verdict=Verdict.FAILED, score=7, max_score=10, phases={"running": 930})
    assert view(run, ALL, policy=AFTERWARDS) == view(run, ALL)


@pytest.mark.parametrize("verdict", [Verdict.DID_NOT_START, Verdict.JUDGE_ERROR, Verdict.CANCELLED])
def test_it_tells_at_once_what_no_hidden_test_decides(verdict):
    assert view(facts(verdict=verdict), {}, policy=SEALED).verdict is verdict


def test_it_seals_neither_sample_runs_nor_what_staff_see():
    assert view(facts(kind="run"), ended(SAMPLE), policy=SEALED).verdict is Verdict.FAILED
    seen = view(facts(score=5), ALL, Reader.STAFF, SEALED)
    assert (seen.is_sealed, seen.verdict, seen.score, len(seen.tests)) == (False, Verdict.FAILED, 5, 3)


def test_it_shows_what_hints_cost_and_leaves_the_score_as_it_is():
    seen = view(facts(score=7, max_score=10, hint_cost=3), ALL)
    assert (seen.score, seen.hint_cost) == (7, 3)


def test_it_says_what_counted_before_unless_the_result_is_sealed():
    before = earlier(AT, Verdict.FAILED, score=2, max_score=10, is_other_version=True)
    run = facts(verdict=Verdict.PASSED, score=10, max_score=10, earlier=before)
    assert view(run, ALL).earlier == before
    assert before.label == "Failed"
    assert view(run, ALL, policy=SEALED).earlier is None
    assert view(run, ALL, Reader.STAFF, SEALED).earlier == before

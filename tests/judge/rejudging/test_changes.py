"""Two results side by side: pure numbers."""

from judge.domain.verdict import Verdict
from judge.rejudging.changes import Change, ChangedTest, Result, TestChange, by_test, changed_tests, is_alike, summary
from tests.cast import NOW

TITLES = {"a": "adds", "b": "bounds"}


def result(score=5, max_score=10, verdict=Verdict.FAILED):
    return Result(verdict, "Failed", score, max_score)


def change(state="changed", before=None, after=None, **more):
    known = {"tests": (), "is_used": False, "is_applied": False}
    return Change("s", "python-flask", "submit", NOW, state, before or result(), after or result(), **(known | more))


def test_it_names_the_tests_of_both_runs_that_ended_differently():
    before, after = {"a": "passed", "b": "failed", "gone": "passed"}, {"a": "failed", "b": "failed", "new": "passed"}
    assert changed_tests(before, after, TITLES) == (ChangedTest("a", "adds", "passed", "failed"),)
    assert changed_tests({"x": "passed"}, {"x": "failed"}, TITLES)[0].title == "x"


def test_it_counts_by_test_who_would_pass_and_who_would_fail():
    pairs = [
        ({"a": "passed", "b": "failed"}, {"a": "failed", "b": "passed"}),
        ({"a": "passed", "b": "failed"}, {"a": "failed", "b": "too_slow"}),
        ({"a": "passed", "gone": "passed"}, {"a": "passed", "new": "failed"}),
    ]
    assert by_test(pairs, TITLES) == [
        TestChange("a", "adds", now_pass=0, now_fail=2, otherwise=0, only_after=0, only_before=0),
        TestChange("b", "bounds", now_pass=1, now_fail=0, otherwise=1, only_after=0, only_before=0),
        TestChange("gone", "gone", now_pass=0, now_fail=0, otherwise=0, only_after=0, only_before=1),
        TestChange("new", "new", now_pass=0, now_fail=0, otherwise=0, only_after=1, only_before=0),
    ]


def test_it_says_nothing_of_tests_that_end_alike():
    assert by_test([({"a": "passed"}, {"a": "passed"})], TITLES) == []


def test_it_compares_shares_since_versions_differ_in_points():
    assert change(before=result(5, 10), after=result(15, 20)).delta == 25
    assert change(before=result(None), after=result()).delta is None
    assert change(before=result(), after=result(3, 0)).delta is None
    waiting = Change("s", "x", "submit", NOW, "waiting", result(), None, (), is_used=False, is_applied=False)
    assert waiting.delta is None


def test_it_calls_alike_only_what_nobody_could_tell_apart():
    test = ChangedTest("a", "adds", "failed", "too_slow")
    assert is_alike(result(), result(), ())
    assert not is_alike(result(), result(), (test,))
    assert not is_alike(result(), result(6), ())
    assert not is_alike(result(), result(5, 11), ())
    assert not is_alike(result(), result(verdict=Verdict.CRASHED), ())


def test_it_sums_up():
    seen = summary(
        [
            change(after=result(9), is_used=True),
            change(after=result(1), is_applied=True),
            change(after=result(5)),
            *(change(state) for state in ("same", "waiting", "broken", "unfit", "stopped", "outdated")),
            change("same", is_used=True),
        ]
    )
    assert (seen.total, seen.changed, seen.better, seen.worse, seen.same) == (10, 3, 1, 1, 2)
    assert (seen.waiting, seen.broken, seen.unfit, seen.stopped, seen.outdated) == (1, 1, 1, 1, 1)
    assert (seen.used, seen.used_changed, seen.applied) == (2, 1, 1)

"""What differs between two runs of the same submissions, one by one and test by test. Pure: no database, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from judge.domain.feedback import PASSED
from judge.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """How one run of a submission ended."""

    verdict: Verdict | None
    label: str
    score: int | None
    max_score: int | None

    @property
    def share(self) -> float | None:
        """Points of those that could be had; None where nothing was judged."""
        return None if self.score is None or not self.max_score else self.score / self.max_score


@dataclass(frozen=True, slots=True)
class ChangedTest:
    """A test that both runs have met and that ended differently."""

    id: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One submission with both results."""

    submission_id: str
    stack: str
    kind: str
    created_at: datetime
    state: str  # waiting, changed, same, broken, unfit, stopped, outdated
    before: Result
    after: Result | None
    tests: tuple[ChangedTest, ...]
    is_used: bool
    is_applied: bool
    reason: str = ""  # of what is unfit or broken

    @property
    def delta(self) -> int | None:
        """By how many per cent of all points the score would move; versions may differ in points."""
        shares = (self.before.share, self.after.share if self.after else None)
        return None if shares[0] is None or shares[1] is None else round(100 * (shares[1] - shares[0]))


@dataclass(frozen=True, slots=True)
class TestChange:
    """One test over all submissions that were judged twice."""

    __test__ = False

    id: str
    title: str
    now_pass: int  # failed before
    now_fail: int  # passed before
    otherwise: int  # passed neither time, and ended differently
    only_after: int  # the earlier run did not have it
    only_before: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A rejudging in numbers."""

    total: int
    waiting: int  # not judged yet
    same: int
    changed: int
    better: int
    worse: int
    broken: int  # given up by the judge: says nothing
    unfit: int  # the version cannot judge them
    stopped: int  # it was decided before they were judged
    outdated: int  # something else counts by now: never applied
    used: int
    used_changed: int
    applied: int


def changed_tests(
    before: Mapping[str, str], after: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[ChangedTest, ...]:
    """The tests of both runs whose outcome differs, in the order of the later one."""
    return tuple(
        ChangedTest(test, titles.get(test, test), before[test], outcome)
        for test, outcome in after.items()
        if test in before and before[test] != outcome
    )


def is_alike(before: Result, after: Result, tests: Sequence[ChangedTest]) -> bool:
    """Whether nobody would see a difference."""
    return not tests and before == after


def by_test(
    pairs: Iterable[tuple[Mapping[str, str], Mapping[str, str]]], titles: Mapping[str, str]
) -> list[TestChange]:
    """The tests that would end differently for somebody, those that would most first."""
    counted: dict[str, list[int]] = {}
    for before, after in pairs:
        for test in [*after, *(test for test in before if test not in after)]:
            kind = _kind(before.get(test), after.get(test))
            if kind is not None:
                counted.setdefault(test, [0] * 5)[kind] += 1
    order = sorted(counted.items(), key=lambda item: (-sum(item[1][:3]), -sum(item[1]), item[0]))
    return [TestChange(test, titles.get(test, test), *numbers) for test, numbers in order]


def summary(changes: Sequence[Change]) -> Summary:
    """The numbers."""
    states = [change.state for change in changes]
    deltas = [change.delta or 0 for change in changes if change.state == "changed"]
    return Summary(
        total=len(changes),
        waiting=states.count("waiting"),
        same=states.count("same"),
        changed=states.count("changed"),
        better=sum(delta > 0 for delta in deltas),
        worse=sum(delta < 0 for delta in deltas),
        broken=states.count("broken"),
        unfit=states.count("unfit"),
        stopped=states.count("stopped"),
        outdated=states.count("outdated"),
        used=sum(change.is_used for change in changes),
        used_changed=sum(change.is_used and change.state == "changed" for change in changes),
        applied=sum(change.is_applied for change in changes),
    )


def _kind(before: str | None, after: str | None) -> int | None:
    """Which number of a test's line a pair of outcomes counts for; None: they are alike."""
    if before == after:
        return None
    if before is None:
        return 3
    if after is None:
        return 4
    return 0 if after == PASSED else 1 if before == PASSED else 2

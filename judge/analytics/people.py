"""Persons before one problem: when they began, what they handed in, and which version judged it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from judge.domain.verdict import UNJUDGED, Verdict
from judge.storage.analytics import Judging, Visits
from judge.storage.runs import RunState
from judge.storage.submissions import SubmissionKind

MINUTE = 60


class Standing(StrEnum):
    """What became of a submit. Only a judged one says something of the problem."""

    JUDGED = "judged"
    WAITING = "waiting"
    FAULT = "fault"  # a judge error
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Submit:
    """One submit by the run that counts."""

    id: str
    user_id: str
    stack: str
    created_at: datetime
    version_id: str  # that judged it, or to which it was handed in
    standing: Standing
    is_passed: bool
    percent: int  # of the points, rounded down


@dataclass(frozen=True, slots=True)
class Person:
    """One person's way through the problem; the judged submits in the order of time."""

    user_id: str
    began_at: datetime
    has_run: bool  # the samples
    runs_before: int  # sample runs before the first submit
    submits: tuple[Submit, ...]

    @property
    def version_id(self) -> str:
        """The version that judged the first submit; empty without one."""
        return self.submits[0].version_id if self.submits else ""

    @property
    def best(self) -> int:
        """Per cent of the points in the best submit."""
        return max((submit.percent for submit in self.submits), default=0)

    @property
    def until_passed(self) -> int | None:
        """How many submits it took, the one that passed counted; None: none has passed."""
        return next((number for number, submit in enumerate(self.submits, start=1) if submit.is_passed), None)

    @property
    def minutes_until_passed(self) -> float | None:
        """From the beginning to the handing in of what passed first."""
        passed = next((submit for submit in self.submits if submit.is_passed), None)
        return (passed.created_at - self.began_at).total_seconds() / MINUTE if passed else None


def is_complete(judging: Judging) -> bool:
    """Whether a run has come to a verdict that says something of the answer."""
    return judging.state == RunState.DONE and judging.verdict is not None and judging.verdict not in UNJUDGED


def judged_by(judging: Judging) -> str:
    """The version that judged a run."""
    return judging.version_id or judging.own_version_id


def submits_in(judgings: Iterable[Judging]) -> list[Submit]:
    """The submits, each by its last run, in the order of time."""
    every = groupby(judgings, key=lambda judging: judging.submission_id)
    return [_submit(list(runs)[-1]) for _, runs in every]


def persons(submits: Iterable[Submit], visits: Sequence[Visits], beginnings: Mapping[str, datetime]) -> list[Person]:
    """Everybody who has begun."""
    judged: dict[str, list[Submit]] = {}
    for submit in submits:
        if submit.standing is Standing.JUDGED:
            judged.setdefault(submit.user_id, []).append(submit)
    runs = [line for line in visits if line.kind == SubmissionKind.RUN]
    before: dict[str, int] = {}
    for line in runs:
        before[line.user_id] = before.get(line.user_id, 0) + line.before
    have_run = {line.user_id for line in runs}
    return [
        Person(user_id, at, user_id in have_run, before.get(user_id, 0), tuple(judged.get(user_id, ())))
        for user_id, at in beginnings.items()
    ]


def _submit(last: Judging) -> Submit:
    is_judged = is_complete(last)
    return Submit(
        id=last.submission_id,
        user_id=last.user_id,
        stack=last.stack,
        created_at=last.created_at,
        version_id=judged_by(last),
        standing=Standing.JUDGED if is_judged else _standing(last),
        is_passed=is_judged and last.verdict is Verdict.PASSED,
        percent=100 * (last.score or 0) // last.max_score if is_judged and last.max_score else 0,
    )


def _standing(last: Judging) -> Standing:
    if last.verdict is Verdict.JUDGE_ERROR:
        return Standing.FAULT
    return Standing.STOPPED if last.verdict is not None else Standing.WAITING

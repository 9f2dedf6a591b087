"""Looking at rejudgings: the list, how far one is, and what it would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from judge.accounts import Account
from judge.cards import manifest_of, problem_of
from judge.domain.verdict import MEANINGS, Verdict
from judge.rejudging.changes import Change, Result, Summary, TestChange, by_test, changed_tests, is_alike, summary
from judge.rejudging.owners import kept_from, own_rejudge
from judge.statement import reveal
from judge.storage import rejudges as store
from judge.storage.accounts import user_by_id
from judge.storage.problems import ProblemVersion, versions_for_lists
from judge.storage.rejudges import ItemLine, Rejudge, RejudgeState
from judge.storage.runs import UNFINISHED, Run, RunState
from judge.storage.submissions import SubmissionKind


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rejudging is."""

    total: int
    done: int  # judged, given up, or nothing that this version can judge

    @property
    def waiting(self) -> int:
        """What is still to be judged."""
        return self.total - self.done


@dataclass(frozen=True, slots=True)
class RejudgeCard:
    """One line of the list."""

    id: str
    slug: str
    state: str
    by: str  # empty: the command line, or an account that is gone
    created_at: datetime
    decided_at: datetime | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class RejudgePage:
    """One rejudging with its tables."""

    card: RejudgeCard
    title: str
    content_hash: str  # of the judging version
    filters: Mapping[str, Any]
    decided_by: str
    decision: Mapping[str, Any]
    summary: Summary
    changes: tuple[Change, ...]  # newest first, also those without a difference
    tests: tuple[TestChange, ...]

    @property
    def is_open(self) -> bool:
        """Whether it can still be applied or dropped."""
        return self.card.state == RejudgeState.OPEN


def listing(session: Session, account: Account | None) -> list[RejudgeCard]:
    """The rejudgings of this account's problems, newest first."""
    rows = store.rejudges(session, kept_from(session, account))
    tallies = store.tally(session, [rejudge.id for rejudge, _ in rows])
    return [_card(rejudge, name, tallies[rejudge.id]) for rejudge, name in rows]


def progress(session: Session, account: Account | None, rejudge_id: str) -> RejudgeCard:
    """How far a rejudging is, in few queries."""
    rejudge = own_rejudge(session, account, rejudge_id)
    return _card(rejudge, _name(session, rejudge.user_id), store.tally(session, [rejudge.id])[rejudge.id])


def page(session: Session, account: Account | None, rejudge_id: str) -> RejudgePage:
    """A rejudging with everything that it would change, or has changed."""
    card = progress(session, account, rejudge_id)
    rejudge = own_rejudge(session, account, rejudge_id)
    version = store.judging_version(session, rejudge.version_id)
    ends, judged = store.outcomes(session, rejudge.id), store.item_lines(session, rejudge.id)
    own = _titles(version)
    found = _changes(rejudge, judged, ends, own)
    titles = _earlier_titles(session, judged) | own
    pairs = [_outcomes(line, ends) for line in judged if line.shadow and line.shadow.state is RunState.DONE]
    return RejudgePage(
        card=card,
        title=problem_of(version).title,
        content_hash=version.content_hash,
        filters=rejudge.filters,
        decided_by=_name(session, rejudge.decided_by),
        decision=rejudge.decision,
        summary=summary(found),
        changes=tuple(found),
        tests=tuple(by_test(pairs, titles)),
    )


def changes(session: Session, rejudge: Rejudge) -> list[Change]:
    """What the rejudging would do to each of its submissions."""
    titles = _titles(store.judging_version(session, rejudge.version_id))
    return _changes(rejudge, store.item_lines(session, rejudge.id), store.outcomes(session, rejudge.id), titles)


def _changes(
    rejudge: Rejudge,
    lines: Sequence[ItemLine],
    ends: Mapping[str, Mapping[str, str]],
    titles: Mapping[str, str],
) -> list[Change]:
    is_open = rejudge.state is RejudgeState.OPEN
    return [_change(line, ends, titles, is_open=is_open) for line in lines]


def _change(
    line: ItemLine, ends: Mapping[str, Mapping[str, str]], titles: Mapping[str, str], *, is_open: bool
) -> Change:
    before, after = _result(line.before), _result(line.shadow)
    tests = changed_tests(*_outcomes(line, ends), titles)
    state = _standing(line, is_open=is_open) or ("same" if is_alike(before, after, tests) else "changed")
    is_told = state in ("same", "changed", "outdated")
    return Change(
        submission_id=line.submission.id,
        stack=line.submission.stack,
        kind=SubmissionKind(line.submission.kind).value,
        created_at=line.submission.created_at,
        state=state,
        before=before,
        after=after if is_told else None,
        tests=tests if is_told else (),
        is_used=line.item.is_used,
        is_applied=line.item.is_applied,
        reason=reveal(line.item.reason or (line.shadow.reason if line.shadow and state == "broken" else "")),
    )


def _standing(line: ItemLine, *, is_open: bool) -> str:
    """Where a submission stands that has no second result to be compared; empty when it has one."""
    shadow = line.shadow
    if shadow is None:
        return "unfit"
    if shadow.state in UNFINISHED:
        return "waiting"
    if shadow.state is RunState.CANCELLED:
        return "stopped"
    if shadow.verdict is Verdict.JUDGE_ERROR:
        return "broken"
    # Since this was asked for, another rejudging was applied: what the table compares with counts no more.
    return "outdated" if is_open and line.counting != line.item.before_run_id else ""


def _outcomes(line: ItemLine, ends: Mapping[str, Mapping[str, str]]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    return ends.get(line.item.before_run_id or "", {}), ends.get(line.item.shadow_run_id or "", {})


def _result(run: Run | None) -> Result:
    if run is None:
        return Result(None, "", None, None)
    label = MEANINGS[run.verdict].label if run.verdict else ""
    return Result(run.verdict, label, run.score, run.max_score)


def _titles(version: ProblemVersion) -> dict[str, str]:
    return {test.id: test.title for test in manifest_of(version).tests}


def _earlier_titles(session: Session, lines: Sequence[ItemLine]) -> dict[str, str]:
    """The titles of tests that the judging version may not have any more."""
    known = {(line.before.version_id if line.before else None) or line.submission.version_id for line in lines}
    titles: dict[str, str] = {}
    for version in sorted(versions_for_lists(session, known), key=lambda row: row.published_at):
        titles |= _titles(version)
    return titles


def _card(rejudge: Rejudge, name: str, tally: Mapping[RunState | None, int]) -> RejudgeCard:
    total = sum(tally.values())
    waiting = sum(tally.get(state, 0) for state in UNFINISHED)
    return RejudgeCard(
        id=rejudge.id,
        slug=rejudge.slug,
        state=rejudge.state.value,
        by=reveal(name),
        created_at=rejudge.created_at,
        decided_at=rejudge.decided_at,
        progress=Progress(total, total - waiting),
    )


def _name(session: Session, user_id: str | None) -> str:
    user = user_by_id(session, user_id) if user_id else None
    return reveal(user.name) if user else ""

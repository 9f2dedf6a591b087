"""How far somebody is in a timed session, and what came of it: what its pages show, before, during and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from judge import practice, watching
from judge.accounts import Account
from judge.cards import ProblemPage, SubmissionCard, problem_of, problem_page, submission_card
from judge.desks import REHEARSAL, sitting_desk
from judge.domain.feedback import Reader, RunView
from judge.domain.problem import Problem
from judge.errors import NotFound
from judge.practice import Workspace
from judge.storage import history as past
from judge.storage import problems
from judge.storage import sittings as store
from judge.storage.drafts import Draft
from judge.storage.runs import RunState
from judge.storage.sittings import HandedIn, Sitting, SittingTask

JUDGED = {RunState.DONE, RunState.QUARANTINED, RunState.CANCELLED}


@dataclass(frozen=True, slots=True)
class SittingCard:
    """One timed session as its owner sees it."""

    id: str
    title: str
    is_sealed: bool  # of hidden tests nothing is told before the end
    minutes: int
    extra_minutes: int
    state: str  # "planned", "running", "ending" (its time is up, it is about to be closed) or "ended"
    created_at: datetime
    started_at: datetime | None
    ends_at: datetime | None
    finished_at: datetime | None  # never later than its time
    rehearses: str  # the id of the session that this one rehearses, else empty

    @property
    def length(self) -> int:
        """Minutes with the extra time."""
        return self.minutes + self.extra_minutes


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task with where its owner stands in it."""

    slug: str
    title: str
    minutes: int
    difficulty: str
    state: str  # "new", "saved" (never handed in), "changed" (since it was handed in) or "submitted"


@dataclass(frozen=True, slots=True)
class Overview:
    """A session with its tasks."""

    sitting: SittingCard
    tasks: tuple[TaskLine, ...]
    minutes_left: int  # begun minutes; 0 unless it runs
    has_rehearsal: bool  # whether one can be offered
    was_rehearsed: bool


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What came of one task: the best of what was handed in counts."""

    slug: str
    title: str
    view: RunView | None  # None: nothing was handed in
    submission_id: str
    submissions: int
    waiting: int  # still to be judged
    score: int
    max_score: int


@dataclass(frozen=True, slots=True)
class Result:
    """A session after its end."""

    sitting: SittingCard
    tasks: tuple[TaskResult, ...]

    @property
    def score(self) -> int:
        """Points of all tasks, as far as they are judged."""
        return sum(task.score for task in self.tasks)

    @property
    def max_score(self) -> int:
        """Points that could be reached."""
        return sum(task.max_score for task in self.tasks)

    @property
    def waiting(self) -> int:
        """Submissions that are still to be judged."""
        return sum(task.waiting for task in self.tasks)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One task in the workspace."""

    overview: Overview
    page: ProblemPage
    workspace: Workspace
    history: list[SubmissionCard]  # of this session alone


@dataclass(frozen=True, slots=True)
class Clock:
    """What a page asks from time to time; the ends may have moved, or the session was finished in another window."""

    state: str
    now: datetime
    ends_at: datetime | None
    waiting: int  # submissions that are still to be judged, once it has ended


def mine(session: Session, account: Account, *, now: datetime) -> list[SittingCard]:
    """One's own sessions, newest first; rehearsals are no sessions."""
    return [_card(sitting, now) for sitting in store.sittings_of(session, account.id)]


def own(session: Session, account: Account, sitting_id: str, *, now: datetime) -> SittingCard:
    """One's own session; a stranger's does not exist."""
    return _card(_own(session, account, sitting_id), now)


def clock(session: Session, account: Account, sitting_id: str, *, now: datetime) -> Clock:
    """The time of one's session, in few queries."""
    card = own(session, account, sitting_id, now=now)
    lines = store.handed_in(session, sitting_id) if card.state == "ended" else []
    return Clock(card.state, now, card.ends_at, sum(line.state not in JUDGED for line in lines))


def overview(session: Session, account: Account, sitting_id: str, *, now: datetime) -> Overview:
    """A session with where its owner stands in each task."""
    return _overview(session, _own(session, account, sitting_id), now)


def task(
    session: Session, account: Account, sitting_id: str, slug: str, *, now: datetime, wishes: Sequence[str] = ()
) -> TaskPage:
    """One task of a session that runs, in a wished language, with what the editor starts with."""
    desk = sitting_desk(session, account, slug, sitting_id)
    sitting = _own(session, account, sitting_id)
    lines = past.history(session, account.id, slug=slug, sitting_id=sitting_id)
    history = [submission_card(line) for line in lines]
    last_stack = history[0].stack if history else ""
    return TaskPage(
        overview=_overview(session, sitting, now),
        page=problem_page(desk.version, wishes),
        workspace=practice.workspace(session, desk, last_stack),
        history=history,
    )


def result(session: Session, account: Account, sitting_id: str, *, now: datetime) -> Result:
    """What came of a session; before it was closed nothing has."""
    sitting = _own(session, account, sitting_id)
    if sitting.finished_at is None:
        raise NotFound("no result before the end")
    handed_in = store.handed_in(session, sitting.id)
    return Result(
        sitting=_card(sitting, now),
        tasks=tuple(_result(session, task, handed_in) for task in store.tasks_of(session, sitting.id)),
    )


def _own(session: Session, account: Account, sitting_id: str) -> Sitting:
    sitting = store.sitting_by_id(session, sitting_id)
    if sitting is None or sitting.user_id != account.id:
        raise NotFound("no such session")
    return sitting


def _card(sitting: Sitting, now: datetime) -> SittingCard:
    ends_at, finished_at = sitting.ends_at, sitting.finished_at
    return SittingCard(
        id=sitting.id,
        title=sitting.title,
        is_sealed=sitting.policy is store.SittingPolicy.SEALED,
        minutes=sitting.minutes,
        extra_minutes=sitting.extra_minutes,
        state=_state(sitting, now),
        created_at=sitting.created_at,
        started_at=sitting.started_at,
        ends_at=ends_at,
        finished_at=min(finished_at, ends_at) if finished_at and ends_at else finished_at,
        rehearses=sitting.rehearses or "",
    )


def _state(sitting: Sitting, now: datetime) -> str:
    if sitting.finished_at is not None:
        return "ended"
    if sitting.ends_at is None:
        return "planned"
    return "running" if now < sitting.ends_at else "ending"


def _overview(session: Session, sitting: Sitting, now: datetime) -> Overview:
    card = _card(sitting, now)
    left = card.ends_at - now if card.ends_at and card.state == "running" else timedelta()
    newest: dict[str, Draft] = {}
    for draft in store.drafts_in(session, sitting):
        newest.setdefault(draft.slug, draft)
    rehearsals = [] if sitting.started_at or sitting.rehearses else store.rehearsals_of(session, sitting.id)
    return Overview(
        sitting=card,
        tasks=tuple(_line(session, task, newest.get(task.slug)) for task in store.tasks_of(session, sitting.id)),
        minutes_left=-(-left // timedelta(minutes=1)),
        has_rehearsal=not sitting.rehearses and problems.current_version(session, REHEARSAL) is not None,
        was_rehearsed=bool(rehearsals),
    )


def _line(session: Session, task: SittingTask, draft: Draft | None) -> TaskLine:
    problem = _problem(session, task)
    last = store.last_submit(session, task.sitting_id, task.version_id)
    if last is None:
        state = "saved" if draft else "new"
    else:
        is_same = draft is None or (draft.stack, draft.files) == (last.stack, last.files)
        state = "submitted" if is_same else "changed"
    return TaskLine(task.slug, problem.title, problem.minutes, problem.difficulty.value, state)


def _result(session: Session, task: SittingTask, handed_in: Sequence[HandedIn]) -> TaskResult:
    own = [line for line in handed_in if line.version_id == task.version_id]
    # The best, and of equals the last: a run that is not judged yet counts less than any that is.
    best = max(own, key=lambda line: (_share(line), line.created_at), default=None)
    version = problems.version_without_bundle(session, task.version_id)
    total = sum(test["points"] for test in version.manifest["tests"]) if version else 0
    view = watching.view(session, best.id, Reader.CANDIDATE) if best else None
    return TaskResult(
        slug=task.slug,
        title=_problem(session, task).title,
        view=view,
        submission_id=best.id if best else "",
        submissions=len(own),
        waiting=sum(line.state not in JUDGED for line in own),
        score=(view.score or 0) if view else 0,
        max_score=(view.max_score or total) if view else total,  # what was judged again may have other points
    )


def _share(line: HandedIn) -> float:
    return -1 if line.score is None else line.score / max(line.max_score or 0, 1)


def _problem(session: Session, task: SittingTask) -> Problem:
    version = problems.version_without_bundle(session, task.version_id)
    if version is None:
        raise NotFound("no such version")
    return problem_of(version)

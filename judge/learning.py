"""Learning from a problem: hints at a stated price, the end, the editorial, and the answers that others share.

Whoever sits at the problem in a timed session gets none of it, there or in practice: a second window would be a way
around the session.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge.accounts import Account
from judge.cards import Text, editorial_of, manifest_of, problem_of, stacks_of
from judge.desks import Desk, is_open, policy_of, practice_desk
from judge.domain.problem import StackInfo
from judge.domain.verdict import Verdict
from judge.errors import Conflict, Invalid, NotFound
from judge.statement import reveal, to_html
from judge.storage import history as past
from judge.storage import learning as store
from judge.storage.accounts import lock_user
from judge.storage.history import SubmissionLine
from judge.storage.learning import GivenUp, HintTaken, SharedLine, SharedSolution
from judge.storage.sittings import sitting_by_id
from judge.storage.submissions import SubmissionKind

MAX_SHARED = 50  # newest, on one page
IN_SESSION = "You sit at this problem in a timed session. Hints, editorial and others' answers open after it."
NOT_YET = "This opens when you have solved the problem, or given it up."


@dataclass(frozen=True, slots=True)
class End:
    """Whether the end has come for somebody: then the editorial and others' answers are open."""

    has_solved: bool
    given_up_at: datetime | None
    is_staff: bool  # who reads submissions reads the editorial too
    is_in_session: bool

    @property
    def is_open(self) -> bool:
        """Whether what comes after the end may be read now."""
        has_come = self.has_solved or self.given_up_at is not None or self.is_staff
        return has_come and not self.is_in_session


@dataclass(frozen=True, slots=True)
class HintCard:
    """One hint; its text is empty until it was opened."""

    number: int
    cost: int
    html: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Help:
    """What somebody at a desk may ask for, and what it has cost so far."""

    slug: str
    sitting_id: str
    is_offered: bool
    hints: tuple[HintCard, ...]
    next_number: int  # the hint that may be opened; 0 when there is none
    spent: int
    end: End


@dataclass(frozen=True, slots=True)
class Editorial:
    """The author's thoughts, for those for whom the end has come; empty for others, and where there are none."""

    slug: str
    title: str
    end: End
    text: Text


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """A passed submission of one's own, and whether others may read it."""

    submission_id: str
    stack: str
    created_at: datetime
    is_shared: bool
    is_named: bool


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """One answer that somebody shares: no account and no address, and a name only where its owner wants it."""

    submission_id: str
    stack: str
    shared_at: datetime
    name: str  # empty: without a name
    is_own: bool
    has_other_values: bool  # it answers another variant than the reader's


@dataclass(frozen=True, slots=True)
class Solutions:
    """Others' answers to one problem, and what oneself could share."""

    slug: str
    title: str
    end: End
    stacks: tuple[StackInfo, ...]
    shared: tuple[SharedAnswer, ...]
    own: tuple[OwnAnswer, ...]


def end_of(session: Session, account: Account, slug: str, *, now: datetime) -> End:
    """Whether the end has come for this account."""
    best = past.best_scores(session, user_ids=[account.id], slugs=[slug]).get((account.id, slug))
    row = store.given_up(session, account.id, slug)
    return End(
        has_solved=best is not None and best.verdict is Verdict.PASSED,
        given_up_at=row.given_up_at if row else None,
        is_staff=account.is_staff,
        is_in_session=any(is_open(sitting, now) for sitting in store.begun_sittings(session, account.id, slug)),
    )


def help_at(session: Session, desk: Desk, *, now: datetime) -> Help:
    """The hints at this desk, opened ones with their text, and how far its user is."""
    slug, end = desk.version.slug, end_of(session, desk.account, desk.version.slug, now=now)
    is_offered = policy_of(desk.sitting).offers_help and not end.is_in_session
    taken = {row.number: row.cost for row in store.hints_taken(session, desk.account.id, slug, desk.sitting_id)}
    cards = tuple(
        HintCard(number, taken.get(number, hint.cost), to_html(hint.text) if number in taken else "", number in taken)
        for number, hint in enumerate(problem_of(desk.version).hints, start=1)
    )
    closed = [card.number for card in cards if not card.is_open]
    return Help(
        slug=slug,
        sitting_id=desk.sitting_id,
        is_offered=is_offered,
        hints=cards if is_offered else (),
        next_number=closed[0] if closed and is_offered else 0,
        spent=sum(taken.values()),
        end=end,
    )


def help_on(session: Session, account: Account, slug: str, *, now: datetime, variant: int | None = None) -> Help:
    """The same in practice."""
    return help_at(session, practice_desk(session, account, slug, variant), now=now)


def take_hint(session: Session, desk: Desk, number: int, *, now: datetime) -> Help:
    """Opens a hint, the same one at no further cost, and gives the help then. Conflict: out of turn, in a session."""
    lock_user(session, desk.account.id)
    offered = help_at(session, desk, now=now)
    if not offered.is_offered:
        raise Conflict(IN_SESSION)
    card = next((card for card in offered.hints if card.number == number), None)
    if card is None:
        raise NotFound("no such hint")
    if card.is_open:
        return offered
    if number != offered.next_number:
        raise Conflict(f"Hints open in their order: hint {offered.next_number} comes first.")
    row = HintTaken(
        user_id=desk.account.id,
        sitting_id=desk.sitting_id,
        slug=desk.version.slug,
        number=number,
        cost=card.cost,
        taken_at=now,
    )
    store.add_hint(session, row)
    offered = help_at(session, desk, now=now)
    session.commit()
    return offered


def give_up(session: Session, account: Account, slug: str, *, now: datetime) -> None:
    """Opens the editorial and others' answers for good; the problem can still be solved."""
    practice_desk(session, account, slug)
    lock_user(session, account.id)
    end = end_of(session, account, slug, now=now)
    if end.is_in_session:
        raise Conflict(IN_SESSION)
    if end.given_up_at is None:
        store.add_given_up(session, GivenUp(user_id=account.id, slug=slug, given_up_at=now))
    session.commit()


def editorial(
    session: Session,
    account: Account,
    slug: str,
    *,
    now: datetime,
    wishes: Sequence[str] = (),
    variant: int | None = None,
) -> Editorial:
    """The editorial in a wished language, once the end has come."""
    version = practice_desk(session, account, slug, variant).version
    end = end_of(session, account, slug, now=now)
    text = editorial_of(version, wishes) if end.is_open else Text("", "", "")
    return Editorial(slug, problem_of(version).title, end, text)


def solutions(session: Session, account: Account, slug: str, *, stack: str, now: datetime) -> Solutions:
    """What others share of a problem, once the end has come, and one's own answers that could be shared."""
    desk = practice_desk(session, account, slug)
    version = desk.version
    problem, end = problem_of(version), end_of(session, account, slug, now=now)
    shared = store.shared_lines(session, slug, stack=stack, limit=MAX_SHARED) if end.is_open else []
    return Solutions(
        slug=slug,
        title=problem.title,
        end=end,
        stacks=stacks_of(problem, manifest_of(version)),
        shared=tuple(_shared(line, desk) for line in shared),
        own=_own(session, account, slug) if end.has_solved else (),
    )


def solution(
    session: Session, account: Account, slug: str, submission_id: str, *, now: datetime
) -> tuple[SharedAnswer, dict[str, str]]:
    """One shared answer with its code; it does not exist for those for whom the end has not come."""
    line = store.shared_line(session, slug, submission_id)
    if line is None or not end_of(session, account, slug, now=now).is_open:
        raise NotFound("no such answer")
    return _shared(line, practice_desk(session, account, slug)), line.submission.files


def share(session: Session, account: Account, submission_id: str, *, is_named: bool, now: datetime) -> str:
    """Lets others read a passed submission, instead of what was shared in its stack before; gives the problem."""
    line = past.line_of(session, submission_id)
    if line is None or line.submission.user_id != account.id:
        raise NotFound("no such submission")
    sitting = sitting_by_id(session, line.submission.sitting_id) if line.submission.sitting_id else None
    if not policy_of(sitting).offers_help or end_of(session, account, line.slug, now=now).is_in_session:
        raise Conflict("Answers can be shared after the timed session.")  # first: a sealed verdict is not told here
    if not _has_passed(line):
        raise Invalid("Only a submission that passed every check can be shared.", "submission")
    lock_user(session, account.id)
    row = SharedSolution(
        submission_id=submission_id, user_id=account.id, slug=line.slug, is_named=is_named, shared_at=now
    )
    store.put_share(session, row, line.submission.stack)
    session.commit()
    return line.slug


def withdraw(session: Session, account: Account, submission_id: str) -> str:
    """Takes an answer back, whenever its owner likes; gives the problem. Nothing happens when it was not shared."""
    line = past.line_of(session, submission_id)
    if line is None or line.submission.user_id != account.id:
        raise NotFound("no such submission")
    store.end_share(session, account.id, submission_id)
    session.commit()
    return line.slug


def _shared(line: SharedLine, desk: Desk) -> SharedAnswer:
    return SharedAnswer(
        submission_id=line.submission.id,
        stack=line.submission.stack,
        shared_at=line.share.shared_at,
        name=reveal(line.name) if line.share.is_named else "",
        is_own=line.share.user_id == desk.account.id,
        has_other_values=line.submission.variant != desk.variant,
    )


def _own(session: Session, account: Account, slug: str) -> tuple[OwnAnswer, ...]:
    """The newest passed submission of each stack, and what is shared."""
    shares = store.shares_of(session, account.id, slug)
    known = past.history(session, account.id, slug=slug, kind=SubmissionKind.SUBMIT, verdict=Verdict.PASSED)
    passed = [line.submission for line in known]
    newest = {submission.stack: submission.id for submission in reversed(passed)}
    wanted = shares.keys() | set(newest.values())
    return tuple(
        OwnAnswer(
            submission_id=submission.id,
            stack=submission.stack,
            created_at=submission.created_at,
            is_shared=submission.id in shares,
            is_named=submission.id in shares and shares[submission.id].is_named,
        )
        for submission in passed
        if submission.id in wanted
    )


def _has_passed(line: SubmissionLine) -> bool:
    has_verdict = line.run is not None and line.run.verdict is Verdict.PASSED
    return has_verdict and line.submission.kind == SubmissionKind.SUBMIT

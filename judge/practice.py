"""Practising: the catalogue, a problem with its editor's state, handing in, stopping, and one's own history."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from judge import cards
from judge.accounts import Account
from judge.catalogue.bundle import Bundle
from judge.desks import Desk, is_open, policy_of, readable_version, require_open, variant_for
from judge.domain.feedback import expected_tests
from judge.domain.files import FileRules
from judge.domain.problem import Example, Problem, StackInfo
from judge.drafts import SavedDraft, check_files
from judge.errors import Conflict, Invalid, NotFound, QueueClosed, TooManyQueued
from judge.queue.cancel import cancel as stop
from judge.queue.disk import free_mib
from judge.queue.enqueue import enqueue, queued_count
from judge.settings import Settings
from judge.shelf import Shelf
from judge.statement import language_of
from judge.storage import drafts, learning, problems, submissions
from judge.storage import history as past
from judge.storage.accounts import lock_user
from judge.storage.drafts import Draft
from judge.storage.problems import ProblemVersion
from judge.storage.runs import Lane, Run
from judge.storage.sittings import sitting_by_id
from judge.storage.submissions import Submission, SubmissionKind

SEED_BITS = 48  # a JSON number that every language keeps exactly


@dataclass(frozen=True, slots=True)
class StarterFile:
    """One file that the editor opens."""

    path: str
    text: str
    is_readonly: bool
    language: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """What the editor of one user starts with."""

    slug: str
    title: str
    kind: str
    stack: str
    stacks: tuple[StackInfo, ...]
    starters: dict[str, tuple[StarterFile, ...]]
    addable: tuple[str, ...]  # patterns of files that may be added
    examples: tuple[Example, ...]  # for the console
    drafts: dict[str, SavedDraft]
    sample_tests: int
    hidden_tests: int


@dataclass(frozen=True, slots=True)
class OwnSubmission:
    """A submission as its owner reads it again."""

    card: cards.SubmissionCard
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a user hands in, as it came from the browser: nothing of it is checked yet."""

    kind: str
    stack: str
    files: dict[str, str]
    key: str


def catalogue(session: Session, account: Account | None, shelf: Shelf | None = None) -> list[cards.ProblemCard]:
    """Every listed problem with what this reader has reached in it; a shelf spares parsing what it knows."""
    found = (shelf or Shelf()).cards(session)
    if account is None:
        return found
    best = past.best_scores(session, user_ids=[account.id])
    read = learning.given_up_slugs(session, account.id)
    return [cards.with_best(card, best.get((account.id, card.slug)), is_read=card.slug in read) for card in found]


def open_problem(
    session: Session,
    account: Account | None,
    slug: str,
    stack: str = "",
    wishes: Sequence[str] = (),
    *,
    variant: int | None = None,
) -> tuple[cards.ProblemPage, Workspace | None, list[cards.SubmissionCard]]:
    """A problem's page with, for somebody signed in, the editor in the stack asked for and this problem's history.

    A problem that is archived can be read and no more.
    """
    version = readable_version(session, account, slug, variant)
    own = variant_for(version, account, variant)
    page = replace(cards.problem_page(version, wishes), variant=own)
    if problems.archived_at(session, slug) is not None:
        return replace(page, is_archived=True), None, []
    if account is None:
        return page, None, []
    lines = history(session, account, slug=slug)
    desk, last_stack = Desk(account, version, None, own), lines[0].stack if lines else ""
    return page, workspace(session, desk, last_stack, stack), lines


def submit(session: Session, desk: Desk, answer: Answer, *, settings: Settings, now: datetime) -> str:
    """Takes an answer and queues its run in one commit; gives the submission's id.

    The same key is the same submission, however often and however simultaneously it is sent.
    """
    kind = _checked_kind(answer.kind)
    if kind is SubmissionKind.SUBMIT and desk.sitting is None:
        _require_unsealed(session, desk, now)

    def require_room() -> None:
        if queued_count(session, desk.account.id) >= settings.max_queued_per_user:
            raise TooManyQueued(f"You have {settings.max_queued_per_user} runs waiting. Try again when one has ended.")

    submission_id = accept(session, desk, kind, answer, settings=settings, now=now, make_room=require_room)
    session.commit()
    return submission_id


def _require_unsealed(session: Session, desk: Desk, now: datetime) -> None:
    """Practice must not tell what a timed session of the same person keeps for its end."""
    for sitting in learning.begun_sittings(session, desk.account.id, desk.version.slug):
        if is_open(sitting, now) and policy_of(sitting).seals_results:
            raise Conflict("You sit at this problem in a timed session. Submit it there.")


def accept(
    session: Session,
    desk: Desk,
    kind: SubmissionKind,
    answer: Answer,
    *,
    settings: Settings,
    now: datetime,
    make_room: Callable[[], None],
) -> str:
    """Adds a checked answer and its queued run for the caller's commit; gives the submission's id.

    What is new is added only after `make_room`, which may refuse it; the key of a known one gives that one.
    """
    key = _checked_key(answer.key)
    account, version = desk.account, desk.version
    lock_user(session, account.id)  # from here on nobody else counts or adds this user's runs
    require_open(session, desk)
    known = submissions.submission_by_key(session, account.id, key)
    if known is not None:
        return _same(known, kind, answer)
    check_files(answer.files, desk.rules(answer.stack))
    if free_mib(settings.state_dir) < settings.min_free_mib:
        raise QueueClosed("Nothing can be accepted right now. Your code is safe in the editor; try again in a minute.")
    make_room()
    submission = Submission(
        user_id=account.id,
        version_id=version.id,
        kind=kind,
        stack=answer.stack,
        files=answer.files,
        idempotency_key=key,
        created_at=now,
        sitting_id=desk.sitting_id or None,
        variant=desk.variant,
    )
    added = queue_up(session, submission, version)
    return added.id if added is submission else _same(added, kind, answer)


def queue_up(session: Session, submission: Submission, version: ProblemVersion) -> Submission:
    """Adds an answer and its run, past every cap, for the caller's commit; gives what its key is known for."""
    added = submissions.add_submission(session, submission)
    if added is submission:
        enqueue(session, _new_run(added, version, submission.created_at))
    return added


def cancel(session: Session, account: Account, submission_id: str) -> None:
    """Stops one's own run; nothing happens when it has ended already. Raises Conflict where the policy forbids it."""
    line = past.line_of(session, submission_id)
    if line is None or line.run is None or line.submission.user_id != account.id:
        raise NotFound("no such submission")
    submission = line.submission
    sitting = sitting_by_id(session, submission.sitting_id) if submission.sitting_id else None
    if submission.kind not in policy_of(sitting).cancellable:
        raise Conflict("What was submitted in a timed session is judged to its end.")
    stop(session, line.run.id)
    session.commit()


def history(session: Session, account: Account, *, slug: str | None = None) -> list[cards.SubmissionCard]:
    """One's own submissions, newest first, of all problems or of one."""
    return [cards.submission_card(line) for line in past.history(session, account.id, slug=slug)]


def own_submission(session: Session, account: Account, submission_id: str) -> OwnSubmission:
    """One's own submission with its code; a stranger's does not exist."""
    line = past.line_of(session, submission_id)
    if line is None or line.submission.user_id != account.id:
        raise NotFound("no such submission")
    return OwnSubmission(cards.submission_card(line), line.submission.files)


def workspace(session: Session, desk: Desk, last_stack: str = "", stack: str = "") -> Workspace:
    """What the editor at this desk starts with: in `stack` where it is offered, else where one was last at work."""
    version = desk.version
    problem, manifest = cards.problem_of(version), cards.manifest_of(version)
    bundle = Bundle.from_bytes(version.bundle)
    saved = {row.stack: row for row in drafts.drafts(session, desk.account.id, version.slug, desk.sitting_id)}
    stacks = cards.stacks_of(problem, manifest)
    starters = {stack.name: _starter(problem, bundle.starter(stack.name)) for stack in stacks}
    newest = max(saved.values(), key=lambda row: row.saved_at, default=None)
    wanted = stack if stack in starters else newest.stack if newest else last_stack
    return Workspace(
        slug=version.slug,
        title=problem.title,
        kind=problem.kind.value,
        stack=wanted if wanted in starters else stacks[0].name,
        stacks=stacks,
        starters=starters,
        addable=problem.files.addable,
        examples=problem.examples,
        drafts={
            name: _still_fitting(row, problem.file_rules(bundle.starter(name)))
            for name, row in saved.items()
            if name in starters
        },
        sample_tests=len(manifest.samples),
        hidden_tests=len(manifest.tests) - len(manifest.samples),
    )


def _starter(problem: Problem, files: Mapping[str, bytes]) -> tuple[StarterFile, ...]:
    """The starter's files in problem.toml's order, those to be edited first."""
    editable = [path for path in problem.files.editable if path in files]
    readonly = [path for path in problem.files.readonly if path in files]
    return tuple(
        StarterFile(path, files[path].decode("utf-8"), path in readonly, language_of(path))
        for path in (*editable, *readonly)
    )


def _still_fitting(row: Draft, rules: FileRules) -> SavedDraft:
    """A draft of an earlier version may hold files that the present one does not have."""
    files = {path: text for path, text in row.files.items() if path in rules.editable or rules.may_add(path)}
    return SavedDraft(files, row.saved_at)


def _checked_kind(kind: str) -> SubmissionKind:
    if kind not in (SubmissionKind.RUN, SubmissionKind.SUBMIT):
        raise Invalid('The kind is "run" or "submit".', "kind")
    return SubmissionKind(kind)


def _checked_key(key: str) -> str:
    try:
        return str(UUID(key))
    except ValueError:
        raise Invalid("The key is a UUID, made anew for each answer.", "key") from None


def _same(known: Submission, kind: SubmissionKind, answer: Answer) -> str:
    """The id of what was sent with this key before; a key that now comes with something else is a mistake."""
    if (known.kind, known.stack, known.files) != (kind, answer.stack, answer.files):
        raise Invalid("This key was used for another answer.", "key")
    return known.id


def _new_run(submission: Submission, version: ProblemVersion, now: datetime) -> Run:
    tests = expected_tests(cards.manifest_of(version), submission.kind)
    return Run(
        submission_id=submission.id,
        user_id=submission.user_id,
        lane=Lane.CONSOLE if submission.kind is SubmissionKind.TRY else Lane.JUDGE,
        queued_at=now,
        available_at=now,
        seed=secrets.randbits(SEED_BITS),
        max_score=sum(test.points for test in tests),
    )

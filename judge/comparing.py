"""Looking back: one's own submissions in pages, two of them side by side, notes to oneself, and taking one up again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge import desks, watching
from judge.accounts import Account
from judge.cards import SubmissionCard, problem_of, submission_card
from judge.catalogue.bundle import Bundle
from judge.desks import Desk
from judge.domain.difference import FileDifference, difference
from judge.domain.feedback import CriterionView, Reader, RunView, TestView
from judge.domain.verdict import Verdict
from judge.drafts import save_draft, saved_draft
from judge.errors import Invalid, NotFound
from judge.statement import reveal
from judge.storage import history as past
from judge.storage import notes
from judge.storage.accounts import lock_user
from judge.storage.history import SubmissionLine
from judge.storage.notes import SubmissionNote
from judge.storage.sittings import sitting_by_id
from judge.storage.studio import DRAFT
from judge.storage.submissions import SubmissionKind, submission_by_id

PAGE = 50
MAX_PROGRESS = 50  # submissions of one problem in its plot
MAX_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which submissions a list shows; empty means any."""

    problem: str = ""
    kind: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of one's own submissions."""

    cards: tuple[SubmissionCard, ...]
    notes: Mapping[str, str]  # by submission
    problems: Mapping[str, str]  # title by slug: what can be chosen
    older: str  # the submission that the next page begins after; empty on the last one
    progress: tuple[SubmissionCard, ...]  # submits of the chosen problem, oldest first


@dataclass(frozen=True, slots=True)
class Side:
    """One of two submissions."""

    card: SubmissionCard
    view: RunView
    note: str


@dataclass(frozen=True, slots=True)
class ChangedCriterion:
    """Points of one criterion on both sides; None where that side has no such criterion, or no points yet."""

    title: str
    before: CriterionView | None
    after: CriterionView | None


@dataclass(frozen=True, slots=True)
class ChangedTest:
    """A test that ended differently."""

    title: str
    is_sample: bool
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two submissions of one problem."""

    before: Side
    after: Side
    criteria: tuple[ChangedCriterion, ...]
    tests: tuple[ChangedTest, ...]
    alike: int  # tests that ended the same on both sides
    lonely: int  # tests that only one side has met: a run meets fewer than a submit
    files: tuple[FileDifference, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where code was put back into the editor."""

    slug: str
    sitting_id: str
    stack: str


def history_page(session: Session, account: Account, chosen: Chosen, before_id: str = "") -> HistoryPage:
    """One's own submissions, newest first, from those older than `before_id` on. A word that means nothing is none."""
    before = submission_by_id(session, before_id) if before_id else None
    if before_id and (before is None or before.user_id != account.id):
        raise NotFound("no such submission")
    lines = past.history(
        session,
        account.id,
        slug=chosen.problem or None,
        kind=SubmissionKind(chosen.kind) if chosen.kind in list(SubmissionKind) else None,
        verdict=Verdict(chosen.verdict) if chosen.verdict in list(Verdict) else None,
        before=before,
        limit=PAGE + 1,
    )
    found = tuple(submission_card(line) for line in lines[:PAGE])
    return HistoryPage(
        cards=found,
        notes=_notes(session, account, [card.id for card in found]),
        problems=_named(past.problems_of(session, account.id)),
        older=found[-1].id if len(lines) > PAGE else "",
        progress=tuple(progress(session, account, chosen.problem)) if chosen.problem else (),
    )


def progress(session: Session, account: Account, slug: str) -> list[SubmissionCard]:
    """The last submits of one problem, oldest first."""
    lines = past.history(session, account.id, slug=slug, kind=SubmissionKind.SUBMIT, limit=MAX_PROGRESS)
    return [submission_card(line) for line in reversed(lines)]


def one_before(session: Session, account: Account, submission_id: str) -> str:
    """The submission of the same kind and problem that came before this one of one's own; empty for the first."""
    line = _own(session, account, submission_id)
    known = line.submission
    found = past.history(session, account.id, slug=line.slug, kind=known.kind, before=known, limit=1)
    return found[0].submission.id if found else ""


def compare(session: Session, account: Account, before_id: str, after_id: str) -> Comparison:
    """Two of one's own submissions of the same problem: results as their owner may see them now, and the files."""
    if not before_id or not after_id:
        raise Invalid("Pick two submissions of the same problem, then compare them.", "a")
    lines = [_own(session, account, submission_id) for submission_id in (before_id, after_id)]
    if lines[0].slug != lines[1].slug:
        raise Invalid("These two are answers to different problems.", "b")
    if before_id == after_id:
        raise Invalid("A submission differs in nothing from itself. Pick two.", "b")
    texts = _notes(session, account, [before_id, after_id])
    before, after = (
        Side(
            submission_card(line),
            watching.view(session, line.submission.id, Reader.CANDIDATE),
            texts.get(line.submission.id, ""),
        )
        for line in lines
    )
    is_one_version = lines[0].judged_by == lines[1].judged_by
    tests = _paired(*(_tests(side.view, is_one_version=is_one_version) for side in (before, after)))
    both = [(old, new) for old, new in tests if old and new]
    return Comparison(
        before=before,
        after=after,
        criteria=_criteria(before.view, after.view),
        tests=tuple(
            ChangedTest(new.title, new.is_sample, old.outcome, new.outcome)
            for old, new in both
            if old.outcome != new.outcome
        ),
        alike=sum(old.outcome == new.outcome for old, new in both),
        lonely=len(tests) - len(both),
        files=difference(_shown(lines[0]), _shown(lines[1])),
    )


def note(session: Session, account: Account, submission_id: str) -> str:
    """What one has written beside a submission of one's own."""
    return _notes(session, account, [submission_id]).get(submission_id, "")


def save_note(session: Session, account: Account, submission_id: str, text: str, *, now: datetime) -> None:
    """Writes a note beside one's own submission; an empty one is taken away."""
    _own(session, account, submission_id)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MAX_NOTE:
        raise Invalid(f"The note has {len(text)} characters; it may have {MAX_NOTE}.", "text")
    lock_user(session, account.id)  # two windows may write the first note at once
    notes.put_note(session, SubmissionNote(submission_id=submission_id, user_id=account.id, text=text, saved_at=now))
    session.commit()


def restore(session: Session, account: Account, submission_id: str, *, now: datetime) -> Place:
    """Puts one's own submission into the editor: that of its timed session while it runs, else that of practice.

    What the editor held becomes an earlier state. Files that the present version does not know are left out, and those
    that it has gained come from the starter.
    """
    line = _own(session, account, submission_id)
    lock_user(session, account.id)  # nobody saves between reading the draft's time and writing over it
    desk, stack = _desk(session, account, line, now), line.submission.stack
    saved = saved_draft(session, desk, stack)
    files = _fitting(desk, stack, line.submission.files)
    save_draft(session, desk, stack=stack, files=files, base=saved.saved_at if saved else None, now=now, keeps=True)
    return Place(line.slug, desk.sitting_id, stack)


def _named(titles: Mapping[str, str]) -> dict[str, str]:
    """Titles by slug; of one's own problem and the draft of it only the word tells which is which."""
    return {slug: f"{title} (draft)" if slug.endswith(DRAFT) else title for slug, title in titles.items()}


def _own(session: Session, account: Account, submission_id: str) -> SubmissionLine:
    """One's own submission; a stranger's does not exist, and a try is none."""
    line = past.line_of(session, submission_id)
    if line is None or line.submission.user_id != account.id or line.submission.kind is SubmissionKind.TRY:
        raise NotFound("no such submission")
    return line


def _notes(session: Session, account: Account, submission_ids: Sequence[str]) -> dict[str, str]:
    texts = notes.note_texts(session, account.id, submission_ids)
    return {submission_id: reveal(text) for submission_id, text in texts.items()}


def _desk(session: Session, account: Account, line: SubmissionLine, now: datetime) -> Desk:
    sitting_id = line.submission.sitting_id or ""
    sitting = sitting_by_id(session, sitting_id) if sitting_id else None
    if sitting is not None and desks.is_open(sitting, now):
        return desks.sitting_desk(session, account, line.slug, sitting.id)
    return desks.practice_desk(session, account, line.slug)


def _fitting(desk: Desk, stack: str, files: Mapping[str, str]) -> dict[str, str]:
    """The files as the present version asks for them."""
    rules = desk.rules(stack)
    starter = Bundle.from_bytes(desk.version.bundle).starter(stack)
    needed = [path for path in problem_of(desk.version).files.editable if path in rules.editable]
    kept = {path: text for path, text in files.items() if rules.may_add(path)}
    return {path: files[path] if path in files else starter[path].decode("utf-8") for path in needed} | kept


def _shown(line: SubmissionLine) -> dict[str, str]:
    return {path: reveal(text) for path, text in line.submission.files.items()}


def _criteria(before: RunView, after: RunView) -> tuple[ChangedCriterion, ...]:
    old = {line.id: line for line in before.criteria}
    new = {line.id: line for line in after.criteria}
    every = new | {key: line for key, line in old.items() if key not in new}
    return tuple(ChangedCriterion(line.title, old.get(key), new.get(key)) for key, line in every.items())


def _tests(view: RunView, *, is_one_version: bool) -> dict[object, TestView]:
    """The tests by what they are recognised by: within a version their number, across versions criterion and title."""
    if is_one_version:
        return {test.number: test for test in view.tests}
    seen: Counter[tuple[str, str]] = Counter()
    named: dict[object, TestView] = {}
    for test in view.tests:
        name = (test.criterion, test.title)
        seen[name] += 1
        named[(*name, seen[name])] = test
    return named


def _paired(
    before: Mapping[object, TestView], after: Mapping[object, TestView]
) -> list[tuple[TestView | None, TestView | None]]:
    """What the later side has, in its order, then what only the earlier one has."""
    return [(before.get(key), after.get(key)) for key in [*after, *(key for key in before if key not in after)]]

"""Drafts: what the editor holds, saved without being asked, and what it held before."""

import json
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from judge.accounts import Account
from judge.desks import Desk, require_open
from judge.domain.files import FileRules
from judge.errors import DraftIsNewer, Invalid, NotFound
from judge.statement import reveal
from judge.storage import drafts as store
from judge.storage.accounts import lock_user
from judge.storage.drafts import Draft, DraftRevision

MAX_FILE_BYTES = 256 * 1024
MAX_TOTAL_BYTES = 1024 * 1024
REVISION_EVERY = timedelta(minutes=1)  # how much work at most a restored state may lack
MUCH_LESS = 0.8  # a draft that shrinks below this share is kept before it does, whenever the last one was
MAX_REVISIONS = 100  # of one stack of one problem
MAX_REVISION_BYTES = 16 * 1024 * 1024  # compressed, of one user


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What the editor had saved for one stack."""

    files: dict[str, str]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of the list of earlier states."""

    id: int
    saved_at: datetime
    lines: int


def save_draft(
    session: Session,
    desk: Desk,
    *,
    stack: str,
    files: dict[str, str],
    base: datetime | None,
    now: datetime,
    keeps: bool = False,
) -> datetime:
    """Saves the editor's state unless another device has saved since `base`; then raises DraftIsNewer with that.

    `keeps` makes an earlier state of what is replaced, however lately the last one was made.
    """
    check_files(files, desk.rules(stack))
    owner, slug = desk.account.id, desk.version.slug
    lock_user(session, owner)  # not the draft: the first one does not exist yet, and two devices may begin at once
    require_open(session, desk)
    saved = store.draft(session, owner, slug, stack, desk.sitting_id)
    if saved is not None and saved.files == files:
        return saved.saved_at  # the same again, for example after an answer that was lost on its way
    if saved is not None and saved.saved_at != base:
        raise DraftIsNewer(saved.saved_at, saved.files)
    if saved is not None:
        _keep(session, saved, files, keeps=keeps)
    new = Draft(user_id=owner, sitting_id=desk.sitting_id, slug=slug, stack=stack, files=files, saved_at=now)
    store.put_draft(session, new)
    session.commit()
    return now


def saved_draft(session: Session, desk: Desk, stack: str) -> SavedDraft | None:
    """What the editor had saved, if anything."""
    row = store.draft(session, desk.account.id, desk.version.slug, stack, desk.sitting_id)
    return SavedDraft(row.files, row.saved_at) if row else None


def revisions(session: Session, desk: Desk, stack: str) -> list[Revision]:
    """Earlier states of the draft, newest first."""
    rows = store.revisions(session, desk.account.id, desk.version.slug, stack, desk.sitting_id)
    return [Revision(row.id or 0, row.saved_at, row.lines) for row in rows]


def revision(session: Session, account: Account, revision_id: int) -> SavedDraft:
    """One earlier state of one's own; a stranger's does not exist."""
    row = store.revision(session, account.id, revision_id)
    if row is None:
        raise NotFound("no such earlier state")
    return SavedDraft(json.loads(zlib.decompress(row.content)), row.saved_at)


def check_files(files: dict[str, str], rules: FileRules) -> None:
    """The files that the rules ask for, each within its size, as text that a file can hold."""
    for path, fact in rules.faults(files):
        shown = reveal(path[:120])
        raise Invalid(f"{shown} {fact}.", shown)
    total = 0
    for path, text in files.items():
        size = _size(path, text)
        if size > MAX_FILE_BYTES:
            raise Invalid(f"{path} has {size} bytes; a file may have {MAX_FILE_BYTES}.", path)
        total += size
    if total > MAX_TOTAL_BYTES:
        raise Invalid(f"The files have {total} bytes together; they may have {MAX_TOTAL_BYTES}.", "files")


def _size(path: str, text: str) -> int:
    if "\0" in text:
        raise Invalid(f"{path} holds a NUL character.", path)
    try:
        return len(text.encode("utf-8"))
    except UnicodeEncodeError:
        raise Invalid(f"{path} holds half a character (a lone surrogate).", path) from None


def _keep(session: Session, saved: Draft, files: dict[str, str], *, keeps: bool) -> None:
    """Keeps what is about to be replaced, once a minute and whenever much, or a whole file, would be lost."""
    known = store.revisions(session, saved.user_id, saved.slug, saved.stack, saved.sitting_id)
    is_due = not known or saved.saved_at - known[0].saved_at >= REVISION_EVERY
    loses_a_file = not files.keys() >= saved.files.keys()
    if keeps or is_due or loses_a_file or _length(files) < MUCH_LESS * _length(saved.files):
        row = DraftRevision(
            user_id=saved.user_id,
            sitting_id=saved.sitting_id,
            slug=saved.slug,
            stack=saved.stack,
            content=zlib.compress(json.dumps(saved.files).encode("ascii")),
            lines=sum(text.count("\n") + 1 for text in saved.files.values()),
            saved_at=saved.saved_at,
        )
        store.add_revision(session, row, most=MAX_REVISIONS, most_bytes=MAX_REVISION_BYTES)


def _length(files: dict[str, str]) -> int:
    return sum(map(len, files.values()))

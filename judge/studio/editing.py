"""A problem's files, one by one. Nobody writes over what they have not read: a save names the revision it grew from.

What is replaced, deleted or renamed is kept. The same author's own keystrokes are kept once a minute, somebody else's
words always.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from judge.accounts import Account
from judge.catalogue.bundle import MAX_FILES, MAX_TOTAL_BYTES, entry_fault
from judge.errors import FileChanged, FileNow, Invalid, NotFound
from judge.statement import reveal
from judge.storage import studio as store
from judge.storage.studio import StudioFile, StudioProblem, StudioRevision
from judge.studio.access import names, own, own_to_change

REVISION_EVERY = timedelta(minutes=1)  # how much of one's own work a kept state may lack at most
MUCH_LESS = 0.8  # a file that shrinks below this share is kept before it does, whenever the last state was
MAX_REVISIONS = 100  # of one file
MAX_REVISION_BYTES = 64 * 1024 * 1024  # of all files of one problem
ROW_BYTES = 4096  # what a state counts for beside its content: empty and deleted files are bounded too
MAX_DELETED = 200  # in the list, the last ones


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One kept state of a file."""

    revision: int
    changed_at: datetime
    changed_by: str
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class DeletedLine:
    """A file that is no more and can be brought back."""

    path: str
    deleted_at: datetime
    deleted_by: str


def text_of(content: bytes) -> str | None:
    """The text of a file; None when it is none that an editor could show."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def read(session: Session, account: Account, problem_id: str, path: str) -> FileNow:
    """One file."""
    problem = own(session, account, problem_id)
    _require_name(path)
    found = _now(session, store.file_of(session, problem.id, path))
    if found is None:
        raise NotFound("no such file")
    return found


def save(
    session: Session, account: Account, problem_id: str, path: str, *, content: bytes, revision: int, now: datetime
) -> int:
    """Saves a file and gives its new revision; raises FileChanged when it is not as it was read (0: not there)."""
    problem = own_to_change(session, account, problem_id)
    _check_name(path, len(content), "path")
    there = store.file_of(session, problem.id, path)
    if there is not None and there.content == content:
        return there.revision  # the same again, for example after an answer that was lost on its way
    _check_read(session, path, there, revision)
    _check_room(session, problem, path, len(content))
    saved = put(session, account, problem, path, content, now=now)
    settle(session, problem, now=now)
    session.commit()
    return saved


def delete(session: Session, account: Account, problem_id: str, path: str, *, revision: int, now: datetime) -> None:
    """Takes a file away; it can be restored."""
    problem = own_to_change(session, account, problem_id)
    there = _there(session, problem, path, revision)
    take_away(session, account, there, now=now)
    settle(session, problem, now=now)
    session.commit()


def rename(
    session: Session, account: Account, problem_id: str, path: str, *, to: str, revision: int, now: datetime
) -> int:
    """Gives a file another path; its states stay under the old one. Gives its revision there."""
    problem = own_to_change(session, account, problem_id)
    there = _there(session, problem, path, revision)
    _check_name(to, len(there.content), "to")
    if store.file_of(session, problem.id, to) is not None:
        raise Invalid(f"There is a file {to} already.", "to")
    content = there.content
    take_away(session, account, there, now=now)
    _check_room(session, problem, to, len(content), field="to")
    saved = put(session, account, problem, to, content, now=now)
    settle(session, problem, now=now)
    session.commit()
    return saved


def revisions(session: Session, account: Account, problem_id: str, path: str) -> list[RevisionLine]:
    """The kept states of a file, newest first."""
    problem = own(session, account, problem_id)
    _require_name(path)
    found = store.revisions_of(session, problem.id, path)
    known = names(session, [row.changed_by for row in found])
    return [RevisionLine(row.revision, row.changed_at, known.get(row.changed_by, ""), row.is_deleted) for row in found]


def revision_content(session: Session, account: Account, problem_id: str, path: str, revision: int) -> bytes:
    """What a file held in one of its kept states."""
    problem = own(session, account, problem_id)
    _require_name(path)
    found = store.revision_of(session, problem.id, path, revision)
    if found is None or found.is_deleted:
        raise NotFound("no such state")
    return found.content


def deleted(session: Session, account: Account, problem_id: str) -> list[DeletedLine]:
    """The files that were deleted, or renamed to another path, and can be brought back; the last first."""
    problem = own(session, account, problem_id)
    found = store.deleted_files(session, problem.id, most=MAX_DELETED)
    known = names(session, [row.changed_by for row in found])
    return [DeletedLine(row.path, row.changed_at, known.get(row.changed_by, "")) for row in found]


def bring_back(session: Session, account: Account, problem_id: str, path: str, *, now: datetime) -> int:
    """Makes a deleted file again, as it was; gives its revision. Invalid where there is a file of this path."""
    problem = own_to_change(session, account, problem_id)
    _require_name(path)
    if store.file_of(session, problem.id, path) is not None:
        raise Invalid(f"There is a file {path} already.", "path")
    content = store.last_content(session, problem.id, path)
    if content is None:
        raise NotFound("no such file")
    _check_room(session, problem, path, len(content))
    saved = put(session, account, problem, path, content, now=now)
    settle(session, problem, now=now)
    session.commit()
    return saved


def put(
    session: Session,
    account: Account,
    problem: StudioProblem,
    path: str,
    content: bytes,
    *,
    now: datetime,
    keeps: bool = False,
) -> int:
    """Makes this the file's content for the caller's commit, whatever it was; `settle` comes after the last one.

    `keeps` makes a state of what is replaced, however lately the last one was made.
    """
    there = store.file_of(session, problem.id, path)
    if there is not None and there.content == content:
        return there.revision
    if there is not None:
        _keep(session, account, there, len(content), keeps=keeps)
    last = store.last_revision(session, problem.id, path)
    revision = max(there.revision if there else 0, last.revision if last else 0) + 1
    row = StudioFile(
        problem_id=problem.id, path=path, content=content, revision=revision, changed_at=now, changed_by=account.id
    )
    store.put_file(session, row)
    return revision


def take_away(session: Session, account: Account, there: StudioFile, *, now: datetime) -> None:
    """Deletes a file for the caller's commit, and keeps what it held and who deleted it."""
    store.add_revision(session, _state(there))
    gone = StudioRevision(
        problem_id=there.problem_id,
        path=there.path,
        revision=there.revision + 1,
        content=b"",
        changed_at=now,
        changed_by=account.id,
        is_deleted=True,
    )
    store.add_revision(session, gone)
    store.delete_file(session, there.problem_id, there.path)


def settle(session: Session, problem: StudioProblem, *, now: datetime) -> None:
    """Notes that the folder has changed, and lets the oldest kept states go, for the caller's commit."""
    problem.changed_at = now
    session.add(problem)
    session.flush()
    store.prune_revisions(session, problem.id, most=MAX_REVISIONS, most_bytes=MAX_REVISION_BYTES, row_bytes=ROW_BYTES)


def _there(session: Session, problem: StudioProblem, path: str, revision: int) -> StudioFile:
    _require_name(path)
    there = store.file_of(session, problem.id, path)
    _check_read(session, path, there, revision)
    if there is None:
        raise NotFound("no such file")
    return there


def _check_read(session: Session, path: str, there: StudioFile | None, revision: int) -> None:
    """Refuses whoever has not read what is there."""
    if (there.revision if there else 0) != revision:
        raise FileChanged(reveal(path), _now(session, there))


def _require_name(path: str) -> None:
    """A name that no file can have is asked of no database: some take it for an error of the program."""
    if entry_fault(path, 0):
        raise NotFound("no such file")


def _check_name(path: str, size: int, field: str) -> None:
    if fault := entry_fault(path, size):
        raise Invalid(f"{reveal(path[:200])} {fault}.", field)


def _check_room(session: Session, problem: StudioProblem, path: str, size: int, field: str = "path") -> None:
    """The bounds of a folder, before it is stored; Invalid names the file."""
    shown = reveal(path[:200])
    others = {row.path: length for row, length in store.file_lines(session, problem.id) if row.path != path}
    if clash := _clash(path, others):
        raise Invalid(f"{shown} {clash}.", field)
    if len(others) >= MAX_FILES:
        raise Invalid(f"{shown} would be one file too many: a problem may have {MAX_FILES}.", field)
    total = sum(others.values()) + size
    if total > MAX_TOTAL_BYTES:
        raise Invalid(f"With {shown} the folder has {total} bytes; it may have {MAX_TOTAL_BYTES}.", field)


def _clash(path: str, others: Collection[str]) -> str:
    """Why this path cannot stand beside the others in a folder on disk."""
    lower = path.lower()
    for other in others:
        known = other.lower()
        if known == lower:
            return f"differs from {other} only in case; some file systems take both for one"
        if known.startswith(f"{lower}/"):
            return f"is a folder already, the one of {other}"
        if lower.startswith(f"{known}/"):
            return f"needs a folder where the file {other} is"
    return ""


def _keep(session: Session, account: Account, there: StudioFile, size: int, *, keeps: bool) -> None:
    """Keeps what is about to be replaced: others' words and what shrinks much always, one's own once a minute."""
    last = store.last_revision(session, there.problem_id, there.path)
    is_due = last is None or there.changed_at - last.changed_at >= REVISION_EVERY
    if keeps or is_due or there.changed_by != account.id or size < MUCH_LESS * len(there.content):
        store.add_revision(session, _state(there))


def _state(there: StudioFile) -> StudioRevision:
    return StudioRevision(
        problem_id=there.problem_id,
        path=there.path,
        revision=there.revision,
        content=there.content,
        changed_at=there.changed_at,
        changed_by=there.changed_by,
    )


def _now(session: Session, row: StudioFile | None) -> FileNow | None:
    if row is None:
        return None
    by = names(session, [row.changed_by]).get(row.changed_by, "")
    return FileNow(row.path, row.content, row.revision, row.changed_at, by)

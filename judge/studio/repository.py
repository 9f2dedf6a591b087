"""The same folder in a git repository on disk: pushed to a branch, and pulled from it file by file.

What both sides have in common is the commit that the files came from or went to. A push needs that nobody has changed
the folder in the repository since; a pull takes what has changed there, and leaves alone what has changed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from judge.accounts import Account
from judge.catalogue.bundle import Bundle
from judge.errors import Conflict, Invalid
from judge.exchange import git
from judge.exchange.git import Place, Signature
from judge.settings import Settings
from judge.storage.accounts import Role
from judge.storage.studio import StudioProblem
from judge.studio.access import own, own_to_change
from judge.studio.archives import put_folder
from judge.studio.listing import bundle_of

MAX_NAMED = 5  # files in a refusal


@dataclass(frozen=True, slots=True)
class Exported:
    """What a push has written, to be noted by `note_push`."""

    commit: str
    is_new: bool  # False: the repository had the same files already
    base: str  # what the two sides had in common before; empty: nothing


@dataclass(frozen=True, slots=True)
class Fetched:
    """The folder as the repository has it, and as it was when the two sides were last in step, for `pull`."""

    commit: str
    theirs: Mapping[str, bytes]
    base: Mapping[str, bytes]
    base_commit: str  # empty: they never were


def push(session: Session, account: Account, problem_id: str, *, settings: Settings, now: datetime) -> Exported:
    """Commits the folder as it stands; only reads the database, so that nobody waits for the disk.

    Raises Conflict when the folder in the repository has changed since the last pull.
    """
    problem = own(session, account, problem_id)
    if problem.archived_at is not None:
        raise Conflict("This problem is archived. Restore it to push it.")
    place = _place(settings, problem)
    before = git.head(place)
    by = Signature(account.name, account.email, now, f"Update {problem.slug}")
    commit = git.write(place, bundle_of(session, problem), by, base=problem.pulled_commit)
    return Exported(commit, is_new=commit != before, base=problem.pulled_commit)


def note_push(session: Session, account: Account, problem_id: str, exported: Exported) -> None:
    """Notes from which commit on the two sides can differ, unless somebody has pulled or pushed meanwhile."""
    problem = own_to_change(session, account, problem_id)
    if problem.pulled_commit == exported.base:
        problem.pulled_commit = exported.commit
        session.add(problem)
        session.commit()


def fetch(session: Session, account: Account, problem_id: str, *, settings: Settings) -> Fetched:
    """Reads the repository for `pull`; only reads the database, so that nobody waits for the disk.

    Raises Conflict for a folder that never was this problem's: whose it is, an administrator must say.
    """
    problem = own(session, account, problem_id)
    if problem.archived_at is not None:
        raise Conflict("This problem is archived. Restore it to pull it.")
    place = _place(settings, problem)
    if not problem.pulled_commit and account.role is not Role.ADMIN:
        raise Conflict("An administrator makes the first pull of a folder that this problem did not push.")
    commit = git.head(place)
    theirs = git.folder_at(place, commit).files
    if not theirs:
        raise Invalid(f'The branch "{place.branch}" has no folder {place.folder}.', "repository")
    return Fetched(commit, theirs, git.folder_at(place, problem.pulled_commit).files, problem.pulled_commit)


def pull(session: Session, account: Account, problem_id: str, fetched: Fetched, *, is_over: bool, now: datetime) -> int:
    """Takes what has changed in the repository; gives the number of files that are different now.

    Raises Conflict, naming files, when the same ones have changed here; `is_over` takes the repository's. What is
    replaced is kept either way.
    """
    problem = own_to_change(session, account, problem_id)
    if problem.pulled_commit != fetched.base_commit:
        raise Conflict("Somebody pulled or pushed a moment ago. Try again.")
    theirs, base, ours = fetched.theirs, fetched.base, bundle_of(session, problem).files
    there = _changed(base, theirs)
    clashes = sorted(path for path in there & _changed(base, ours) if ours.get(path) != theirs.get(path))
    if clashes and not is_over:
        raise Conflict(f"Changed here and in the repository: {_named(clashes)}. Nothing was taken.")
    merged = {path: content for path, content in ours.items() if path not in there}
    merged |= {path: theirs[path] for path in there if path in theirs}
    put_folder(session, account, problem, Bundle(merged), now=now)
    problem.pulled_commit = fetched.commit
    session.add(problem)
    session.commit()
    return sum(merged.get(path) != ours.get(path) for path in {*merged, *ours})


def _place(settings: Settings, problem: StudioProblem) -> Place:
    if not settings.author_repository:
        raise Invalid("This installation has no repository for authors.", "repository")
    folder = "/".join(part for part in (settings.author_path.strip("/"), problem.slug) if part)
    return Place(Path(settings.author_repository), settings.author_branch, folder)


def _changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {path for path in {*before, *after} if before.get(path) != after.get(path)}


def _named(paths: list[str]) -> str:
    more = len(paths) - MAX_NAMED
    return ", ".join(paths[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")

"""A problem's folder in a git repository on disk: read from a branch, and written to it as a commit.

Objects and refs are read and written here, in this process: no git program is started, so that neither a hook nor a
command in the repository's configuration is ever run. What a commit holds is a stranger's, like an archive.
"""

import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dulwich.errors import ApplyDeltaError, ChecksumMismatch, FileFormatException, NotGitRepository, ObjectMissing
from dulwich.file import FileLocked
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from judge.catalogue.bundle import MAX_FILES, MAX_TOTAL_BYTES, Bundle, entry_fault
from judge.errors import Conflict, Finding, Invalid, ProblemInvalid

FILE, FOLDER = 0o100644, 0o040000
TRIES = 3  # when others push to the same branch at the same moment
# What the library raises for what is no repository, or a broken one.
_BROKEN = (
    NotGitRepository,
    FileFormatException,
    ChecksumMismatch,
    ApplyDeltaError,
    ObjectMissing,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    AssertionError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem's folder stands."""

    repository: Path
    branch: str
    folder: str  # with forward slashes, from the top

    @property
    def ref(self) -> Ref:
        """The branch as git calls it."""
        return Ref(f"refs/heads/{self.branch}".encode())

    @property
    def parts(self) -> list[bytes]:
        """The names of the folders on the way."""
        return [part.encode() for part in self.folder.split("/") if part]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who made a commit, when, and why."""

    name: str
    email: str
    at: datetime
    message: str

    @property
    def person(self) -> bytes:
        """As git writes it: what would end the line or the address is left out."""
        name, email = (" ".join(part.translate(_UNFIT).split()) for part in (self.name, self.email))
        return f"{name or 'unknown'} <{email}>".encode()


_UNFIT = {ord(letter): " " for letter in "<>"} | dict.fromkeys((*range(32), 127), " ")


def head(place: Place) -> str:
    """The newest commit of the branch; empty while there is none."""
    with _opened(place) as repo:
        return _head(repo, place).decode()


def folder_at(place: Place, commit: str) -> Bundle:
    """The folder as a commit has it, without files when it has none; raises ProblemInvalid for what is no plain file.

    A commit that the repository does not have, because its history was rewritten, has no files either.
    """
    with _opened(place) as repo:
        found = _folder(repo, place, commit.encode()) if commit else None
        return Bundle(dict(_files(repo, found))) if found else Bundle({})


def write(place: Place, bundle: Bundle, by: Signature, *, base: str) -> str:
    """Commits the folder on top of the branch and gives the commit; the newest one when there is nothing to commit.

    Raises Conflict when the folder is not as the commit `base` had it, and when the branch is checked out.
    """
    with _opened(place) as repo:
        _require_not_checked_out(repo, place)
        for _ in range(TRIES):
            try:
                commit = _written(repo, place, bundle, by, base)
            except FileLocked:  # the branch's file, or that of an object which two write at once
                continue
            if commit:
                return commit.decode()
        raise Conflict("Others push to this branch at this moment. Try again.")


@contextmanager
def _opened(place: Place) -> Iterator[Repo]:
    try:
        repo = Repo(place.repository)
    except _BROKEN as error:
        raise Invalid(f"The repository cannot be opened: {type(error).__name__}.", "repository") from None
    try:
        yield repo
    except _BROKEN as error:
        raise Invalid(f"The repository cannot be read or written: {type(error).__name__}.", "repository") from None
    finally:
        repo.close()


def _head(repo: Repo, place: Place) -> ObjectID:
    return repo.refs[place.ref] if place.ref in repo.refs else ObjectID(b"")


def _written(repo: Repo, place: Place, bundle: Bundle, by: Signature, base: str) -> ObjectID | None:
    """The branch's newest commit, with the folder as it is meant; None when another commit came first."""
    tip = _head(repo, place)
    there = _folder(repo, place, tip) if tip else None
    made = _tree(repo, bundle.files)
    if there == made:
        return tip
    if there != (_folder(repo, place, base.encode()) if base else None):
        raise Conflict("The folder in the repository has changed since your last pull. Pull first, then push.")
    commit = _commit(repo, place, tip, made, by)
    is_moved = repo.refs.set_if_equals(place.ref, tip, commit) if tip else repo.refs.add_if_new(place.ref, commit)
    return commit if is_moved else None


def _require_not_checked_out(repo: Repo, place: Place) -> None:
    """As git itself refuses it: the files beside the repository would be left behind, and a commit there undo ours."""
    if not repo.bare and repo.refs.get_symrefs().get(Ref(b"HEAD")) == place.ref:
        raise Conflict(
            f'The branch "{place.branch}" is checked out in that repository. Check out another one there, or use a '
            "bare repository."
        )


def _folder(repo: Repo, place: Place, commit_id: bytes) -> ObjectID | None:
    """The tree of the folder in a commit."""
    if ObjectID(commit_id) not in repo.object_store:
        return None
    commit = repo.object_store[ObjectID(commit_id)]
    if not isinstance(commit, Commit):
        return None
    found: ObjectID = commit.tree
    for part in place.parts:
        tree = repo.object_store[found]
        if not isinstance(tree, Tree) or part not in tree:
            return None
        mode, found = tree[part]
        if not stat.S_ISDIR(mode):
            return None
    return found


def _files(repo: Repo, tree_id: ObjectID) -> Iterator[tuple[str, bytes]]:
    """Every file below a tree; raises ProblemInvalid at the first that cannot be part of a problem."""
    left, count = MAX_TOTAL_BYTES, 0
    waiting: list[tuple[str, ObjectID]] = [("", tree_id)]
    while waiting:
        prefix, found = waiting.pop()
        tree = repo.object_store[found]
        for name, mode, child in tree.iteritems() if isinstance(tree, Tree) else ():
            path = prefix + name.decode("utf-8", "backslashreplace")
            count += 1
            if stat.S_ISDIR(mode) and count <= MAX_FILES:
                waiting.append((f"{path}/", child))
                continue
            blob = repo.object_store[child] if stat.S_ISREG(mode) and count <= MAX_FILES else None
            content = blob.data if isinstance(blob, Blob) else b""
            left -= len(content)
            if fault := _fault(path, blob, len(content), left):
                raise ProblemInvalid([Finding(path, None, fault)])
            yield path, content


def _fault(path: str, blob: object, size: int, left: int) -> str:
    if blob is None:
        return "is no plain file, or one too many"
    return entry_fault(path, size) or ("makes the folder too large" if left < 0 else "")


def _tree(repo: Repo, files: Mapping[str, bytes]) -> ObjectID:
    """Writes these files with their folders, and gives the tree."""
    tree = Tree()
    folders: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        name, _, rest = path.partition("/")
        if rest:
            folders.setdefault(name, {})[rest] = content
        else:
            blob = Blob.from_string(content)
            repo.object_store.add_object(blob)
            tree.add(name.encode(), FILE, blob.id)
    for name, inner in folders.items():
        tree.add(name.encode(), FOLDER, _tree(repo, inner))
    repo.object_store.add_object(tree)
    return tree.id


def _commit(repo: Repo, place: Place, tip: ObjectID, folder: ObjectID, by: Signature) -> ObjectID:
    """Writes a commit in which the folder is this one and all the rest is as at the tip."""
    parent = repo.object_store[tip] if tip else None
    top = parent.tree if isinstance(parent, Commit) else None
    commit = Commit()
    commit.parents = [tip] if tip else []
    commit.tree = _with_folder(repo, top, place.parts, folder)
    commit.author = commit.committer = by.person
    commit.author_time = commit.commit_time = int(by.at.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding = b"UTF-8"
    commit.message = f"{by.message}\n".encode()
    repo.object_store.add_object(commit)
    return commit.id


def _with_folder(repo: Repo, tree_id: ObjectID | None, parts: Sequence[bytes], folder: ObjectID) -> ObjectID:
    """A copy of the tree in which what stands at `parts` is this folder."""
    if not parts:
        return folder
    known = repo.object_store[tree_id] if tree_id else None
    tree = Tree()
    for name, mode, child in known.iteritems() if isinstance(known, Tree) else ():
        tree.add(name, mode, child)
    inner = tree[parts[0]][1] if parts[0] in tree and stat.S_ISDIR(tree[parts[0]][0]) else None
    tree.add(parts[0], FOLDER, _with_folder(repo, inner, parts[1:], folder))
    repo.object_store.add_object(tree)
    return tree.id

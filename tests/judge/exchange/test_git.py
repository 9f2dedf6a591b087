"""A repository that others use at the same time, or that is broken: a refusal in words, never a fault of ours."""

import zlib
from pathlib import Path

import pytest
from dulwich.errors import ApplyDeltaError, ChecksumMismatch, ObjectMissing
from dulwich.file import FileLocked
from dulwich.object_store import DiskObjectStore
from dulwich.objects import ShaFile
from dulwich.repo import Repo

from judge.catalogue.bundle import Bundle
from judge.errors import Conflict, Invalid
from judge.exchange import git
from judge.exchange.git import Place, Signature
from tests.cast import NOW

BY = Signature("Grace", "grace@example.org", NOW, "By hand")
FILES = Bundle({"problem.toml": b"format", "tests/a.py": b"x" * 4000})


@pytest.fixture
def place(tmp_path: Path) -> Place:
    path = tmp_path / "authors.git"
    Repo.init_bare(str(path), mkdir=True).close()
    return Place(path, "main", "problems/echo")


def lock(place: Place) -> Path:
    """What another program of git leaves beside a branch while it moves it."""
    path = place.repository / "refs" / "heads" / "main.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


def test_it_says_that_others_push_while_the_branch_is_locked(place: Place):
    first = lock(place)
    with pytest.raises(Conflict, match="Others push"):
        git.write(place, FILES, BY, base="")
    first.unlink()
    commit = git.write(place, FILES, BY, base="")
    lock(place)
    with pytest.raises(Conflict, match="Others push"):
        git.write(place, Bundle({"problem.toml": b"other"}), BY, base=commit)
    assert git.folder_at(place, git.head(place)).files == FILES.files


def test_it_says_that_others_push_while_they_write_the_same_object(place: Place, monkeypatch: pytest.MonkeyPatch):
    locked = [FileLocked("object", "object.lock")]
    add = DiskObjectStore.add_object

    def meets(self: DiskObjectStore, added: ShaFile) -> None:
        if locked:
            raise locked.pop()
        add(self, added)

    monkeypatch.setattr(DiskObjectStore, "add_object", meets)
    assert git.folder_at(place, git.write(place, FILES, BY, base="")).files == FILES.files
    assert not locked


@pytest.mark.parametrize("damage", [b"no object", zlib.compress(b"blob 9\0short"), b""])
def test_it_says_that_an_object_is_broken(place: Place, damage: bytes):
    commit = git.write(place, FILES, BY, base="")
    for path in (place.repository / "objects").glob("??/*"):
        path.chmod(0o644)
        path.write_bytes(damage)
    with pytest.raises(Invalid, match="The repository cannot be read or written"):
        git.folder_at(place, commit)


@pytest.mark.parametrize(
    "error", [ApplyDeltaError(), ChecksumMismatch("a", "b"), ObjectMissing(b"a"), EOFError(), zlib.error()]
)
def test_it_says_that_a_pack_is_broken(place: Place, monkeypatch: pytest.MonkeyPatch, error: Exception):
    commit = git.write(place, FILES, BY, base="")

    def broken(_store: object, _name: object) -> None:
        raise error

    monkeypatch.setattr(DiskObjectStore, "__getitem__", broken)
    with pytest.raises(Invalid, match=f"read or written: {type(error).__name__}\\."):
        git.folder_at(place, commit)

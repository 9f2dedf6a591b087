"""What is written to disk is there whole, or not at all, and what was there before comes back."""

from pathlib import Path

import pytest

from judge.catalogue.bundle import Bundle
from judge.errors import Conflict, Invalid
from judge.exchange.folder import put_file, put_folder

OLD, NEW = Bundle({"problem.toml": b"old"}), Bundle({"problem.toml": b"new", "tests/a.py": b"x"})


@pytest.fixture
def target(tmp_path: Path) -> Path:
    put_folder(OLD, tmp_path / "echo")
    return tmp_path / "echo"


def content(target: Path) -> bytes:
    return (target / "problem.toml").read_bytes()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_replaces_a_folder_whole(target: Path):
    put_folder(NEW, target, replaces=True)
    assert (content(target), names(target)) == (b"new", ["problem.toml", "tests"])
    with pytest.raises(Conflict, match="is there already"):
        put_folder(OLD, target)
    assert names(target.parent) == ["echo"]


@pytest.mark.parametrize("stopped_by", [KeyboardInterrupt(), OSError(28, "No space left on device")])
@pytest.mark.parametrize("fails", ["after the old one went away", "before the new one comes"])
def test_it_brings_back_what_was_there_whatever_stops_it(
    target: Path, monkeypatch: pytest.MonkeyPatch, stopped_by: BaseException, fails: str
):
    rename = Path.rename

    def stopped(self: Path, to: Path) -> Path:
        if self == target and "after" in fails:
            rename(self, to)
        if self == target and "before" in fails:
            return rename(self, to)
        raise stopped_by

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises((KeyboardInterrupt, Invalid)):
        put_folder(NEW, target, replaces=True)
    assert content(target) == b"old"
    assert names(target.parent) == ["echo"]


def test_it_says_in_a_line_what_cannot_be_written(target: Path):
    (target.parent / "file").write_text("no folder")
    with pytest.raises(Invalid, match=r"file/echo cannot be written: \w") as caught:
        put_folder(NEW, target.parent / "file" / "echo")
    assert caught.value.where == "--into"
    for place, said in (("file/a.zip", "cannot be written: Not a directory"), ("echo", "is a folder")):
        with pytest.raises(Invalid, match=said) as caught, put_file(target.parent / place, b"x", "--output"):
            raise AssertionError
        assert caught.value.where == "--output"
    assert names(target.parent) == ["echo", "file"]


def test_it_puts_a_file_in_its_place_when_all_went_well(tmp_path: Path):
    target = tmp_path / "report.json"
    with put_file(target, b"1", "--report"):
        assert not target.exists()
    assert target.read_bytes() == b"1"
    with pytest.raises(KeyboardInterrupt), put_file(target, b"2", "--report"):
        raise KeyboardInterrupt
    assert target.read_bytes() == b"1"
    assert names(tmp_path) == ["report.json"]

"""A stranger's folder or zip: read within bounds, and nothing outside of it."""

import io
import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from judge.catalogue.bundle import MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES
from judge.errors import Invalid
from judge.exchange.foreign import MAX_DEPTH, Source, parsed, texts
from tests.judge.exchange.exercises import BOMB_BYTES, bomb, on_disk, zipped


def test_it_reads_a_folder_with_its_hidden_folders(tmp_path: Path):
    folder = on_disk(tmp_path / "two-words", {".docs/a.md": "A", ".git/config": "x", "b.py": "b\r\n"})
    source = Source.read(folder)
    assert source.name == "two-words"
    assert source.files == {".docs/a.md": b"A", "b.py": b"b\r\n"}
    assert source.text("b.py") == "b\n"
    assert source.text("none") == ""


def test_it_follows_no_links(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("s3cret")
    folder = on_disk(tmp_path / "exercise", {"a.py": "a"})
    (folder / "b.py").symlink_to(secret / "key")
    (folder / "inner").symlink_to(secret)
    assert set(Source.read(folder).files) == {"a.py"}


def test_it_reads_a_zip_with_or_without_a_folder_around_it(tmp_path: Path):
    for data, name in ((zipped({"a.py": "a", ".meta/b": "b"}), "given"), (zipped({"a.py": "a"}, "inside/"), "inside")):
        place = tmp_path / "given.zip"
        place.write_bytes(data)
        source = Source.read(place)
        assert source.name == name
        assert source.files["a.py"] == b"a"


def test_it_leaves_out_entries_that_lead_out_or_are_links():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("../evil", "/evil", "a/../../evil", "a\\evil", "a.py", "__MACOSX/a", "folder/"):
            archive.writestr(name, "x")
        link = zipfile.ZipInfo("link")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert set(Source.unpacked(buffer.getvalue(), "x").files) == {"a.py"}


def test_it_stops_at_what_no_exercise_is(tmp_path: Path):
    many = zipped({f"f{number}": "" for number in range(MAX_FILES + 1)})
    with pytest.raises(Invalid, match="hardly one exercise"):
        Source.unpacked(many, "x")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(MAX_FILE_BYTES + 1))
        for number in range(7):
            archive.writestr(f"part{number}", bytes(MAX_FILE_BYTES))
    with pytest.raises(Invalid, match="hardly one exercise"):
        Source.unpacked(buffer.getvalue(), "x")
    large = tmp_path / "large.zip"
    with large.open("wb") as file:
        file.truncate(MAX_TOTAL_BYTES + 1)
    with pytest.raises(Invalid, match="are read"):
        Source.read(large)


def test_it_never_has_more_of_a_bomb_in_memory_than_it_says_it_has():
    data = bomb("exercise/a.py")
    tracemalloc.start()
    with pytest.raises(Invalid, match="cannot be read as a zip"):
        Source.unpacked(data, "x")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < BOMB_BYTES // 4


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_it_refuses_a_way_of_packing_that_has_no_bounds(packing: int):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        archive.writestr("exercise/a.py", b"x" * 99)
    with pytest.raises(Invalid, match="store or deflate it") as caught:
        Source.unpacked(buffer.getvalue(), "x")
    assert caught.value.where == "exercise/a.py"


def test_it_leaves_out_files_that_are_too_large_and_folders_that_are_too_deep(tmp_path: Path):
    deep = "/".join("d" * (MAX_DEPTH + 2))
    folder = on_disk(tmp_path / "exercise", {"a.py": "a", "large": "x" * (MAX_FILE_BYTES + 1), f"{deep}/b.py": "b"})
    assert set(Source.read(folder).files) == {"a.py"}


def test_it_says_what_cannot_be_read(tmp_path: Path):
    with pytest.raises(Invalid, match="there is no folder and no zip"):
        Source.read(tmp_path / "none")
    with pytest.raises(Invalid, match="cannot be read as a zip"):
        Source.unpacked(b"PK", "x")
    source = Source("x", {"bad": b"\xff", "list": b"[]", "a.py": b"x = 1"})
    with pytest.raises(Invalid, match="is not UTF-8"):
        source.text("bad")
    with pytest.raises(Invalid, match="no JSON object"):
        source.json("list")
    with pytest.raises(Invalid, match="is missing"):
        source.python("b.py")
    assert source.python("a.py").body


def test_it_survives_what_the_parser_cannot_take():
    with pytest.raises(Invalid, match="no Python"):
        parsed("x = '\0'", "a.py")
    with pytest.raises(Invalid, match=r"deeply|no Python"):
        parsed("x = " + "(" * 5000 + ")" * 5000, "a.py")


def test_it_takes_the_texts_of_a_list_alone():
    assert texts(["a", 1, None, "b"]) == ["a", "b"]
    assert texts({"a": 1}) == []

"""A folder as a value."""

import io
import os
import socket
import struct
import zipfile
from pathlib import Path

import pytest

from judge.catalogue.bundle import MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, Bundle, read_folder
from judge.errors import Invalid, ProblemInvalid
from tests.judge.catalogue.folders import a_problem, bundle_of, write


def faults(folder: Path) -> dict[str, str]:
    return {finding.file: finding.message for finding in read_folder(folder)[1]}


def test_it_reads_every_file_of_a_folder(tmp_path: Path):
    files = a_problem()
    assert Bundle.from_folder(write(tmp_path, files)).files == {path: text.encode() for path, text in files.items()}


def test_it_comes_back_whole_from_its_bytes():
    bundle = bundle_of(a_problem())
    again = Bundle.from_bytes(bundle.to_bytes())
    assert again.files == bundle.files
    assert again.content_hash == bundle.content_hash


def test_it_gives_the_same_bytes_for_the_same_content_in_any_order():
    files = a_problem()
    turned = dict(reversed(files.items()))
    assert bundle_of(files).to_bytes() == bundle_of(turned).to_bytes()


@pytest.mark.parametrize(
    "changed",
    [
        {"a": b"1", "b": b"3"},
        {"a": b"1", "c": b"2"},
        {"a": b"1"},
        {"a": b"1", "b": b"2", "c": b""},
        {"a": b"12", "b": b""},
        {"a:1:1:1:b": b"2"},
    ],
)
def test_it_changes_its_hash_with_every_name_and_byte(changed: dict[str, bytes]):
    assert Bundle(changed).content_hash != Bundle({"a": b"1", "b": b"2"}).content_hash


def test_it_refuses_bytes_that_it_did_not_write():
    with pytest.raises(Invalid, match="cannot be read"):
        Bundle.from_bytes(b"PK but no archive")


def an_archive(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "entries",
    [{"bomb": bytes(MAX_TOTAL_BYTES + 1)}, {str(number): b"" for number in range(MAX_FILES + 1)}],
    ids=["many bytes", "many entries"],
)
def test_it_unpacks_no_more_than_a_folder_may_hold(entries: dict[str, bytes]):
    data = an_archive(entries)
    assert len(data) < 100_000
    with pytest.raises(Invalid, match="larger than a problem may be"):
        Bundle.from_bytes(data)


def test_it_believes_no_size_that_an_archive_claims():
    size, honest = 2 * MAX_TOTAL_BYTES, an_archive({"bomb": bytes(2 * MAX_TOTAL_BYTES)})
    lying = honest.replace(struct.pack("<I", size), struct.pack("<I", 10))
    assert lying != honest
    with pytest.raises(Invalid, match="cannot be read"):
        Bundle.from_bytes(lying)


def test_it_gives_the_parts_of_a_problem():
    bundle = bundle_of(a_problem() | {"services/sqlite/init.sql": "SELECT 1;"})
    assert bundle.starter("python-flask") == {"app.py": b"test_greets=failed\n", "words.py": b"WORDS = []\n"}
    assert bundle.solution("python-flask") == {"app.py": b"# right\n"}
    assert bundle.solution("python") == {}  # a beginning of a name is no name
    assert set(bundle.suite()) == {"tests/test_echo.py", "services/sqlite/init.sql"}
    assert list(bundle.wrong()) == ["no-0", "no-1", "no-2", "no-3", "no-4"]
    assert set(bundle.wrong()["no-1"]) == {"app.py", "expect.toml"}


def test_it_never_gives_an_answer_to_the_tester_or_a_test_to_a_candidate():
    bundle = bundle_of(a_problem())
    assert not any(path.startswith(("solution", "wrong", "starter")) for path in bundle.suite())
    assert not any(path.startswith("tests") for path in bundle.starter("python-flask"))


def test_it_says_what_is_wrong_with_a_text():
    bundle = Bundle({"statement.md": b"caf\xe9"})
    with pytest.raises(Invalid, match="byte 3"):
        bundle.text("statement.md")
    with pytest.raises(Invalid, match="missing") as error:
        bundle.text("editorial.md")
    assert error.value.where == "editorial.md"


def test_it_passes_over_what_tools_leave_behind(tmp_path: Path):
    write(tmp_path, {"a.py": "1", "__pycache__/a.pyc": "x", "tests/.pytest_cache/v": "x", "tests/.DS_Store": "x"})
    assert set(Bundle.from_folder(tmp_path).files) == {"a.py"}


def test_it_follows_no_link_out_of_the_folder(tmp_path: Path):
    write(tmp_path, {"p/a.py": "1", "secret/key": "x"})
    (tmp_path / "p/file").symlink_to(tmp_path / "secret/key")
    (tmp_path / "p/folder").symlink_to(tmp_path / "secret")
    files, _ = read_folder(tmp_path / "p")
    assert set(files) == {"a.py"}
    assert set(faults(tmp_path / "p")) == {"file", "folder"}


def test_it_refuses_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
    assert faults(tmp_path) == {"pipe": "is not a plain file", "socket": "is not a plain file"}


def test_it_reads_nothing_of_a_file_with_a_hole(tmp_path: Path):
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(2**40)
    assert list(faults(tmp_path)) == ["sparse"]


def test_it_keeps_of_a_file_what_is_in_it_and_nothing_else(tmp_path: Path):
    (tmp_path / "tool").write_bytes(b"x")
    (tmp_path / "tool").chmod(0o6755)
    (tmp_path / "twin").hardlink_to(tmp_path / "tool")
    assert Bundle.from_folder(tmp_path).files == {"tool": b"x", "twin": b"x"}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "a b.py",
            ".env",
            "-rf",
            "é.py",
            "a\\b.py",
            "x" * 81,
            "a/b/c/d/e/f/g/h/i/j.py",
            "C:\\x",
            "C:x",
            ".git/config",
        ),
        *("a\nb.py", "a\x1b[2Jb.py", "a\u202eyp.exe", "e\u0301.py", "a.py ", " a.py", "~x", "$HOME", "a;b", "%2e%2e"),
    ],
)
def test_it_refuses_names_that_some_system_would_not_take(tmp_path: Path, name: str):
    write(tmp_path, {name: "1"})
    assert list(faults(tmp_path)) == [name]


def test_it_refuses_two_names_for_one_file(tmp_path: Path):
    write(tmp_path, {"App.py": "1", "app.py": "2"})
    assert "only in case" in faults(tmp_path)["app.py"]


def test_it_refuses_a_file_that_is_too_large(tmp_path: Path):
    write(tmp_path, {"big": "x" * (MAX_FILE_BYTES + 1), "just": "x" * MAX_FILE_BYTES})
    assert list(faults(tmp_path)) == ["big"]


def test_it_refuses_a_folder_that_is_too_large_together(tmp_path: Path):
    write(tmp_path, {f"f{number}": "x" * MAX_FILE_BYTES for number in range(7)})
    assert "bytes; it may have" in faults(tmp_path)["problem.toml"]


def test_it_reads_nothing_of_a_folder_with_too_many_files(tmp_path: Path):
    write(tmp_path, {f"f{number}": "" for number in range(MAX_FILES + 1)})
    files, findings = read_folder(tmp_path)
    assert not files
    assert len(findings) == 1


def test_it_raises_all_findings_together(tmp_path: Path):
    write(tmp_path, {".a": "", ".b": ""})
    with pytest.raises(ProblemInvalid) as error:
        Bundle.from_folder(tmp_path)
    assert [finding.file for finding in error.value.findings] == [".a", ".b"]


def test_it_reads_one_file_of_what_it_wrote():
    data = bundle_of({"a.txt": "A", "b/c.txt": "C"}).to_bytes()
    assert Bundle.one_of(data, "b/c.txt") == b"C"
    assert Bundle.one_of(data, "b") is None
    assert Bundle.one_of(data, "../a.txt") is None


def test_it_reads_no_file_that_would_unpack_to_more_than_a_file_may_hold():
    data = Bundle({"zeros": bytes(MAX_FILE_BYTES + 1), "just": bytes(MAX_FILE_BYTES)}).to_bytes()
    assert Bundle.one_of(data, "zeros") is None
    assert len(Bundle.one_of(data, "just") or b"") == MAX_FILE_BYTES


def test_it_reads_no_file_of_what_is_no_bundle():
    with pytest.raises(Invalid, match="cannot be read"):
        Bundle.one_of(b"no zip", "a.txt")

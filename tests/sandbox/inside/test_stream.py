"""The format in which files enter a box: what it carries, and what it refuses."""

import contextlib
import io
import json
import os
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.inside import stream

BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def raw(header: Any, content: bytes = b"") -> io.BytesIO:
    """A stream whose header nobody has checked."""
    data = header if isinstance(header, bytes) else json.dumps(header).encode()
    return io.BytesIO(b"JDG1 %08x\n" % len(data) + data + content)


def announcing(*paths: str, size: Any = 0) -> io.BytesIO:
    return raw({"job": {}, "files": [{"path": path, "size": size} for path in paths]})


def written(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


class Drip(io.RawIOBase):
    """A source that gives one byte at a time and fails when asked for more than was sent."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int = -1) -> bytes:
        assert self.data, "read beyond the stream"
        piece, self.data = self.data[:1], self.data[1:]
        return piece


def test_it_carries_the_job_and_the_files(tmp_path):
    files = {"app.py": b"print()\n", "suite/tests/test_a.py": b"", "suite/tests/data.bin": bytes(range(256))}
    job = {"argv": ["x"], "seed": 3, "text": "žluťoučký \u0000"}
    assert stream.unpack(io.BytesIO(stream.pack(job, files.items())), str(tmp_path)) == job
    assert written(tmp_path) == files


def test_it_reads_exactly_the_announced_bytes(tmp_path):
    source = io.BytesIO(stream.pack({}, [("a", b"1")]) + b"what follows")
    stream.unpack(source, str(tmp_path))
    assert source.read() == b"what follows"


def test_it_waits_for_pieces_and_for_nothing_after_them(tmp_path):
    stream.unpack(Drip(stream.pack({"a": 1}, [("b/c", b"123"), ("d", b"")])), str(tmp_path))
    assert written(tmp_path) == {"b/c": b"123", "d": b""}


def test_it_writes_plain_files_that_all_may_read(tmp_path):
    before = os.umask(0o077)
    try:
        stream.unpack(io.BytesIO(stream.pack({}, [("a", b"1")])), str(tmp_path))
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o7777 == 0o644


@pytest.mark.parametrize(
    "path",
    [
        *("", ".", "..", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "./a", "a/.", "//a"),
        *("C:\\a", "a\\b", "a\0b", "a\nb", "a\rb", "a\x1bb", "a\x7fb", "a\u202eb", "a\u2028b", "\ud800"),
        *("C:\\..\\a", "..\\a", "a/../../b", "../" * 9 + "a", "\u2066a\u2069", "a\u200bb", "\ufeffa"),
        *("a\u0085b", "a\ue000b"),
        *("a" * 81, "a/" * 60 + "b", "/".join(["a" * 50] * 3), "a" * 300),
    ],
)
def test_it_refuses_names_that_are_not_plain(tmp_path, path):
    with pytest.raises(stream.Refused):
        stream.unpack(announcing(path), str(tmp_path / "missing"))
    with pytest.raises(stream.Refused):
        stream.pack({}, [(path, b"")])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *(("a", "a"), ("app.py", "APP.py"), ("straße", "STRASSE"), ("é", "e\u0301")),
        *(("ﬁle", "file"), ("\u017f", "S"), ("\u212a", "k"), ("A\u030a", "\u212b")),
        *(("a", "a/b"), ("a/b", "A"), ("a/b", "A/c"), ("é/a", "e\u0301/b")),
    ],
)
def test_it_refuses_two_names_for_one_file(tmp_path, first, second):
    for pair in ((first, second), (second, first)):
        with pytest.raises(stream.Refused, match=r"two names|both a file"):
            stream.unpack(announcing(*pair), str(tmp_path))
    assert written(tmp_path) == {}


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"JDG1 ", b"JDG2 00000002\n{}", b"JDG1 0000002\n{}", b"JDG1 0000000g\n{}", b"JDG1 -0000002\n{}"),
        *(b"JDG1 00000002\r\n{}", b"PK\x03\x04" + b"\0" * 100, b"\x1f\x8b" + b"\0" * 100, b"JDG1 00000010\n{}"),
        *(b"JDG1 00100001\n" + b" " * (1024 * 1024 + 1), b"JDG1 ffffffff\n"),
    ],
)
def test_it_refuses_what_is_no_stream(tmp_path, data):
    with pytest.raises(stream.Refused):
        stream.unpack(io.BytesIO(data), str(tmp_path))


@pytest.mark.parametrize(
    "header",
    [
        *(b"[", b"\xff", b"[" * 200_000, b"null", [], {}, {"job": {}}, {"job": {}, "files": [], "more": 1}),
        *({"job": [], "files": []}, {"job": {}, "files": {}}, {"job": {}, "files": [1]}),
        {"job": {}, "files": [{"path": "a"}]},
        {"job": {}, "files": [{"path": "a", "size": 0, "mode": 0o777}]},
        {"job": {}, "files": [{"path": 1, "size": 0}]},
        *({"job": {}, "files": [{"path": "a", "size": size}]} for size in (-1, "1", 1.0, True, None)),
    ],
)
def test_it_refuses_headers_of_another_shape(tmp_path, header):
    with pytest.raises(stream.Refused):
        stream.unpack(raw(header), str(tmp_path))


def test_it_refuses_too_many_files_and_too_many_bytes(tmp_path):
    many = [(f"f{number}", b"") for number in range(stream.FILES + 1)]
    with pytest.raises(stream.Refused, match="501 files"):
        stream.pack({}, many)
    with pytest.raises(stream.Refused, match="501 files"):
        stream.unpack(announcing(*(name for name, _ in many)), str(tmp_path))
    with pytest.raises(stream.Refused, match="bytes in all files"):
        stream.unpack(announcing("a", "b", size=stream.TOTAL_BYTES // 2 + 1), str(tmp_path))
    with pytest.raises(stream.Refused, match="bytes in all files"):
        stream.pack({}, [("a", bytes(stream.TOTAL_BYTES + 1))])
    with pytest.raises(stream.Refused, match="the header has"):
        stream.pack({"a": "x" * stream.HEADER_BYTES}, [])
    assert len(stream.pack({}, many[:-1])) > 0


def test_it_refuses_a_name_that_no_file_system_takes(tmp_path):
    with pytest.raises(stream.Refused, match="File name too long"):
        stream.unpack(announcing("\U0001f600" * 80), str(tmp_path))
    assert written(tmp_path) == {}


@pytest.mark.parametrize(
    "path",
    [
        *("-rf", "--help", "~root", "$HOME", "a;b", "a|b", "a b", "a.", "a ", " a", "CON", "nul.txt", "a:b", "*"),
        *("%2e%2e", "..."),
        *(".git/config", "__pycache__/app.cpython-313.pyc", "conftest.py", "sitecustomize.py", "a.pth", "package.json"),
    ],
)
def test_it_takes_a_name_literally_that_some_program_would_not(tmp_path, path):
    stream.unpack(io.BytesIO(stream.pack({}, [(path, b"1")])), str(tmp_path))
    assert written(tmp_path) == {path: b"1"}


def test_it_says_what_is_missing_when_the_stream_ends_early(tmp_path):
    data = stream.pack({}, [("a", b"12345")])
    with pytest.raises(stream.Refused, match="2 of 5 bytes"):
        stream.unpack(io.BytesIO(data[:-2]), str(tmp_path))


def test_it_follows_no_link_and_overwrites_nothing(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "kept").write_text("kept")
    (root / "folder").symlink_to(outside)
    (root / "link").symlink_to(outside / "kept")
    (root / "there").write_text("there")
    for path in ("folder/new", "folder/kept", "link", "there"):
        with pytest.raises(stream.Refused, match="cannot be written"):
            stream.unpack(io.BytesIO(stream.pack({}, [(path, b"bad")])), str(root))
    assert written(outside) == {"kept": b"kept"}
    assert (root / "there").read_text() == "there"


def test_it_leaves_no_descriptor_open(tmp_path):
    before = len(list(Path("/proc/self/fd").iterdir()))
    stream.unpack(io.BytesIO(stream.pack({}, [("a/b/c/d", b""), ("a/b/e", b"")])), str(tmp_path))
    with pytest.raises(stream.Refused):
        stream.unpack(io.BytesIO(stream.pack({}, [("a/b/e/f", b"")])), str(tmp_path))
    assert len(list(Path("/proc/self/fd").iterdir())) == before


part = st.text(st.sampled_from(string.ascii_lowercase + "_-. é"), min_size=1, max_size=12).filter(
    lambda text: text not in {".", ".."}
)
plain = st.dictionaries(part, st.binary(max_size=300), max_size=8)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@BOUNDED
@given(plain)
def test_it_brings_every_plain_set_of_files_across(tmp_path_factory, files):
    root = tmp_path_factory.mktemp("root")
    data = stream.pack({"n": len(files)}, files.items())
    stream.unpack(io.BytesIO(data), str(root))
    assert written(root) == files


@BOUNDED
@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: b"JDG1 00000010\n" + tail))
def test_it_answers_any_bytes_with_a_refusal(tmp_path, data):
    with pytest.raises(stream.Refused):
        stream.unpack(io.BytesIO(data), str(tmp_path / "missing"))


@BOUNDED
@given(anything, st.lists(st.text(max_size=20) | anything, max_size=4), st.binary(max_size=50))
def test_it_never_writes_outside_its_folder(tmp_path_factory, job, paths, content):
    root = tmp_path_factory.mktemp("top") / "a" / "b"
    root.mkdir(parents=True)
    header = {"job": job, "files": [{"path": path, "size": 5} for path in paths]}
    with contextlib.suppress(stream.Refused):
        stream.unpack(raw(header, content), str(root))
    assert all(path.is_relative_to(root) for path in root.parents[1].rglob("*") if path.is_file())

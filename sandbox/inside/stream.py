"""The one format in which files enter a box: a magic word, a JSON header, then the files' bytes in the header's order.

No archive format, so a link, a device, a mode or an owner cannot occur, and nothing waits for the end of the stream.
"""

import contextlib
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

MAGIC = b"JDG1 "
HEADER_BYTES = 1024 * 1024
FILES = 500
TOTAL_BYTES = 8 * 1024 * 1024
PATH_CHARS = 120
PART_CHARS = 80

_LENGTH = re.compile(rb"[0-9a-f]{8}\n")
_UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # control, format (bidi), surrogate, private, breaks


class Refused(Exception):
    """What came, or should be sent, breaks a rule of the format; the text says which."""


def pack(job: Mapping[str, Any], files: Iterable[tuple[str, bytes]]) -> bytes:
    """The bytes of one stream; held to the same rules as its reader, so that a bad job fails before a box is made."""
    contents = list(files)
    _check_files([(path, len(content)) for path, content in contents])
    listed = [{"path": path, "size": len(content)} for path, content in contents]
    header = json.dumps({"job": dict(job), "files": listed}, allow_nan=False).encode("ascii")
    if len(header) > HEADER_BYTES:
        raise Refused(f"the header has {len(header)} bytes, more than {HEADER_BYTES}")
    return b"".join([MAGIC, b"%08x\n" % len(header), header, *(content for _, content in contents)])


def unpack(source: BinaryIO, root: str) -> dict[str, Any]:
    """Writes the stream's files under `root` and returns its job. Reads exactly the announced bytes."""
    job, files = _read_header(source)
    _check_files(files)
    for path, size in files:
        content = _read(source, size, path)
        _write(root, path.split("/"), content)
    return job


def _read_header(source: BinaryIO) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    """The job and the announced files, of exactly the right types."""
    start = _read(source, len(MAGIC) + 9, "the magic word")
    if not start.startswith(MAGIC) or not _LENGTH.fullmatch(start[len(MAGIC) :]):
        raise Refused("this is no stream: bad magic word or length")
    length = int(start[len(MAGIC) : -1], 16)
    if length > HEADER_BYTES:
        raise Refused(f"the header has {length} bytes, more than {HEADER_BYTES}")
    try:
        header = json.loads(_read(source, length, "the header").decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused(f"the header is not JSON: {type(error).__name__}") from None
    if not isinstance(header, dict) or set(header) != {"job", "files"}:
        raise Refused("the header must hold job and files, nothing else")
    if not isinstance(header["job"], dict) or not isinstance(header["files"], list):
        raise Refused("job must be an object and files a list")
    return header["job"], [_announced(entry) for entry in header["files"]]


def _announced(entry: object) -> tuple[str, int]:
    """One entry of the header's list of files."""
    if not isinstance(entry, dict) or set(entry) != {"path", "size"}:
        raise Refused("a file must have path and size, nothing else")
    path, size = entry["path"], entry["size"]
    if not isinstance(path, str) or type(size) is not int or size < 0:
        raise Refused("a file's path must be text and its size a number from 0")
    return path, size


def _check_files(files: list[tuple[str, int]]) -> None:
    """Caps on number and bytes; every name plain, and no two that some file system could take for one."""
    if len(files) > FILES:
        raise Refused(f"{len(files)} files, more than {FILES}")
    total = sum(size for _, size in files)
    if total > TOTAL_BYTES:
        raise Refused(f"{total} bytes in all files, more than {TOTAL_BYTES}")
    seen: dict[str, str] = {}
    for path, _ in files:
        _check_path(path)
        key = _key(path)
        if key in seen:
            raise Refused(f"two names for one file: {path!a} and {seen[key]!a}")
        seen[key] = path
    _check_folders(seen)


def _check_folders(seen: Mapping[str, str]) -> None:
    """No file has the name of a folder, and no folder is spelled in two ways."""
    spellings: dict[str, str] = {}
    for path in seen.values():
        parts = path.split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            key = _key(folder)
            if key in seen:
                raise Refused(f"{seen[key]!a} is both a file and a folder")
            if spellings.setdefault(key, folder) != folder:
                raise Refused(f"two names for one folder: {folder!a} and {spellings[key]!a}")


def _key(path: str) -> str:
    """What two names must not share: their form without case and without ways to compose a letter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _check_path(path: str) -> None:
    """A relative path of plain parts."""
    if not path or len(path) > PATH_CHARS:
        raise Refused(f"a path must have 1 to {PATH_CHARS} characters: {path[:PATH_CHARS]!a}")
    if "\\" in path or any(unicodedata.category(character) in _UNPRINTABLE for character in path):
        raise Refused(f"a path may hold no backslash and no control characters: {path!a}")
    for part in path.split("/"):
        if part in {"", ".", ".."}:
            raise Refused(f"a path must be relative and plain: {path!a}")
        if len(part) > PART_CHARS:
            raise Refused(f"a part of a path may have {PART_CHARS} characters: {path!a}")


def _read(source: BinaryIO, size: int, what: str) -> bytes:
    """Exactly `size` bytes, however small the pieces in which they come."""
    pieces = []
    left = size
    while left:
        piece = source.read(left)
        if not piece:
            raise Refused(f"the stream ended in {what!a}: {left} of {size} bytes are missing")
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _write(root: str, parts: list[str], content: bytes) -> None:
    """One new file; every folder on its way is opened without following links."""
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            folder = _step(folder, part)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        with open(os.open(parts[-1], flags, 0o644, dir_fd=folder), "wb") as file:  # noqa: PTH123 - a descriptor, no path
            os.fchmod(file.fileno(), 0o644)
            file.write(content)
    except OSError as error:
        raise Refused(f"{'/'.join(parts)!a} cannot be written: {error.strerror}") from None
    finally:
        os.close(folder)


def _step(folder: int, part: str) -> int:
    """The descriptor of the folder `part` within `folder`, made when it is missing; closes `folder`."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(part, 0o755, dir_fd=folder)
    deeper = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
    os.close(folder)
    return deeper

"""A folder or zip in another system's format, as text: a stranger's, read within bounds and never executed."""

import ast
import io
import json
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from judge.catalogue.bundle import MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, unpacked
from judge.errors import Invalid
from judge.exchange.native import BROKEN, READABLE, UNREADABLE

MAX_DEPTH = 8  # of folders
_SKIPPED = frozenset({".git", "__pycache__", "node_modules", "__MACOSX", ".DS_Store", ".pytest_cache", ".venv"})
_PATH = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_. -]{0,79}(/[A-Za-z0-9_.][A-Za-z0-9_. -]{0,79}){0,8}")
_LINK = stat.S_IFLNK


@dataclass(frozen=True, slots=True)
class Source:
    """The plain files of a folder by their paths with forward slashes."""

    name: str
    files: Mapping[str, bytes]

    @classmethod
    def read(cls, place: Path) -> Self:
        """A folder or a zip; raises Invalid for what is neither, or larger than a problem may be."""
        if place.is_dir():
            return cls(place.resolve().name, _bounded(_of_folder(place)))
        if not place.is_file():
            raise Invalid(f"there is no folder and no zip {place}", "import")
        if place.stat().st_size > MAX_TOTAL_BYTES:
            raise Invalid(f"has {place.stat().st_size} bytes; {MAX_TOTAL_BYTES} are read", str(place))
        return cls.unpacked(place.read_bytes(), place.name.split(".")[0])

    @classmethod
    def unpacked(cls, data: bytes, name: str) -> Self:
        """The same from a zip's bytes; one folder that holds everything gives the name."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                files = _bounded(_of_zip(archive))
        except BROKEN as error:
            raise Invalid(f"cannot be read as a zip archive: {error}", name) from None
        tops = {path.split("/", 1)[0] for path in files}
        if len(tops) == 1 and all("/" in path for path in files):
            name = tops.pop()
            files = {path.split("/", 1)[1]: body for path, body in files.items()}
        return cls(name, files)

    def text(self, path: str) -> str:
        """A file as text; empty when it is missing. What is no UTF-8 raises Invalid."""
        try:
            text = self.files.get(path, b"").decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid("is not UTF-8", path) from None
        return text.replace("\r\n", "\n")

    def json(self, path: str) -> dict[str, Any]:
        """A file as a JSON object; raises Invalid when it is something else."""
        try:
            found = json.loads(self.text(path) or "null")
        except (ValueError, RecursionError) as error:
            raise Invalid(f"cannot be read as JSON: {error}", path) from None
        if not isinstance(found, dict):
            raise Invalid("is missing, or no JSON object", path)
        return found

    def python(self, path: str) -> ast.Module:
        """A file's syntax tree; raises Invalid when it is missing or no Python."""
        if path not in self.files:
            raise Invalid("is missing", path)
        return parsed(self.text(path), path)


def parsed(text: str, path: str) -> ast.Module:
    """The syntax tree of a text; raises Invalid when it has none that can be read."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise Invalid(f"is no Python that can be read: {error}", path) from None
    except (RecursionError, MemoryError):
        raise Invalid("is nested too deeply", path) from None


def texts(value: object) -> list[str]:
    """The texts of a JSON array; nothing of what is none."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _of_folder(folder: Path) -> Iterator[tuple[str, int, bytes]]:
    """Path, size and content of each plain file; links are left out, so nothing outside is read."""
    waiting = [(folder, "", 0)]
    while waiting:
        place, prefix, depth = waiting.pop()
        for entry in sorted(os.scandir(place), key=lambda entry: entry.name):
            if entry.name in _SKIPPED:
                continue
            if entry.is_dir(follow_symlinks=False) and depth < MAX_DEPTH:
                waiting.append((Path(entry.path), f"{prefix}{entry.name}/", depth + 1))
            elif entry.is_file(follow_symlinks=False):
                size = entry.stat(follow_symlinks=False).st_size
                yield prefix + entry.name, size, b"" if size > MAX_FILE_BYTES else Path(entry.path).read_bytes()


def _of_zip(archive: zipfile.ZipFile) -> Iterator[tuple[str, int, bytes]]:
    """The same of an archive; no entry is unpacked further than it says."""
    for entry in archive.infolist():
        is_link = stat.S_IFMT(entry.external_attr >> 16) == _LINK
        if entry.is_dir() or is_link or _SKIPPED & set(entry.filename.split("/")):
            continue
        if entry.compress_type not in READABLE:
            raise Invalid(UNREADABLE, entry.filename)
        too_large = entry.file_size > MAX_FILE_BYTES
        yield entry.filename, entry.file_size, b"" if too_large else unpacked(archive, entry)


def _bounded(entries: Iterator[tuple[str, int, bytes]]) -> dict[str, bytes]:
    """What comes in, while it is no more than a problem may have; odd names and files too large are left out."""
    files: dict[str, bytes] = {}
    total = 0
    for count, (path, size, body) in enumerate(entries, start=1):
        total += len(body)
        if count > MAX_FILES or total > MAX_TOTAL_BYTES:
            raise Invalid(f"has more than {MAX_FILES} files or {MAX_TOTAL_BYTES} bytes, so it is hardly one exercise")
        if size <= MAX_FILE_BYTES and _PATH.fullmatch(path) and ".." not in path.split("/"):
            files[path] = body
    return files

"""A problem's folder as one immutable value: what it holds, its hash, and its form in the database."""

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Self

from judge.errors import Finding, Invalid, ProblemInvalid

MAX_FILES = 400  # with room for what a run adds: a box takes 500
MAX_FILE_BYTES = 1024 * 1024
MAX_TOTAL_BYTES = 6 * 1024 * 1024  # a box takes 8 MiB

IGNORED = frozenset({"__pycache__", ".DS_Store", ".pytest_cache", ".ruff_cache", ".mypy_cache"})

_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}){0,8}")
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows: the bytes depend on the content alone


@dataclass(frozen=True, slots=True)
class Bundle:
    """Every file of a problem's folder by its path with forward slashes."""

    files: Mapping[str, bytes]

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Reads a folder; raises ProblemInvalid when it holds something that cannot be part of a problem."""
        files, findings = read_folder(folder)
        if findings:
            raise ProblemInvalid(findings)
        return cls(files)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Reads what `to_bytes` wrote; what would unpack to more than a folder may hold is not read."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = archive.infolist()
                # No entry is unpacked further than it says, so these are the bytes that there will be.
                if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
                    raise Invalid("the stored problem is larger than a problem may be")
                return cls({entry.filename: unpacked(archive, entry) for entry in entries})
        except zipfile.BadZipFile as error:
            raise Invalid(f"the stored problem cannot be read: {error}") from None

    @staticmethod
    def one_of(data: bytes, path: str) -> bytes | None:
        """One file of what `to_bytes` wrote, without reading the others; None when there is none of this path."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if path not in archive.namelist() or archive.getinfo(path).file_size > MAX_FILE_BYTES:
                    return None
                return unpacked(archive, archive.getinfo(path))
        except zipfile.BadZipFile as error:
            raise Invalid(f"the stored problem cannot be read: {error}") from None

    def to_bytes(self) -> bytes:
        """The whole folder as a zip that any tool can open; equal folders give equal content."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in sorted(self.files.items()):
                entry = zipfile.ZipInfo(path, _ZIP_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
        return buffer.getvalue()

    @property
    def content_hash(self) -> str:
        """Names the content: over paths, lengths and bytes, so that it does not depend on how they are stored."""
        digest = hashlib.sha256()
        for path, content in sorted(self.files.items()):
            digest.update(f"{len(path)}:{path}:{len(content)}:".encode())
            digest.update(content)
        return digest.hexdigest()

    def starter(self, stack: str) -> dict[str, bytes]:
        """What a candidate starts with, by path in the editor."""
        return self.under(f"starter/{stack}")

    def solution(self, stack: str) -> dict[str, bytes]:
        """The reference: the editable files of one stack."""
        return self.under(f"solution/{stack}")

    def wrong(self) -> dict[str, dict[str, bytes]]:
        """The files of each wrong solution by its name, `expect.toml` among them."""
        return {name: self.under(f"wrong/{name}") for name in self.folders("wrong")}

    def suite(self) -> dict[str, bytes]:
        """What the tester gets: `tests/...` and `services/...`."""
        return {path: content for path, content in self.files.items() if path.startswith(("tests/", "services/"))}

    def under(self, folder: str) -> dict[str, bytes]:
        """The files below a folder, by their path within it."""
        prefix = f"{folder}/"
        return {path.removeprefix(prefix): body for path, body in self.files.items() if path.startswith(prefix)}

    def folders(self, folder: str) -> list[str]:
        """The names of the folders directly below a folder."""
        return sorted({path.split("/", 1)[0] for path in self.under(folder) if "/" in path})

    def text(self, path: str) -> str:
        """A file as text; raises Invalid when it is missing or not UTF-8."""
        if path not in self.files:
            raise Invalid("is missing", path)
        try:
            return self.files[path].decode("utf-8")
        except UnicodeDecodeError as error:
            raise Invalid(f"is not UTF-8: byte {error.start} cannot be read", path) from None


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry of an archive, unpacked as far as it says it goes: more would be in memory before anybody could cut it.

    Raises what `zipfile` raises for a broken one. Only what is stored or deflated is unpacked piece by piece.
    """
    with archive.open(entry) as file:
        return file.read(entry.file_size)


def read_folder(folder: Path) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a folder and everything in it that cannot be part of a problem."""
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    entries = list(islice(_walk(folder), MAX_FILES + 1))
    if len(entries) > MAX_FILES:  # a home directory, given by mistake: nothing of it is read
        return {}, [Finding(folder.name, None, f"has more than {MAX_FILES} files, so it is hardly the folder meant")]
    for path in entries:
        name = path.relative_to(folder).as_posix()
        fault = _fault(path, name)
        if fault:
            findings.append(Finding(name, None, fault))
        else:
            files[name] = path.read_bytes()
    return files, findings + _faults_together(files)


def entry_fault(name: str, size: int) -> str:
    """Why a plain file of this name and size in bytes cannot be part of a problem; empty when it can."""
    if not _PATH.fullmatch(name):
        return "has a name with other characters than A-Z a-z 0-9 . _ - (a dot or hyphen may not come first)"
    return f"has {size} bytes; a file may have {MAX_FILE_BYTES}" if size > MAX_FILE_BYTES else ""


def file_faults(files: Mapping[str, bytes]) -> list[Finding]:
    """The same for files that come from elsewhere than a folder, and what is wrong with all of them together."""
    faults = [Finding(name, None, fault) for name, body in files.items() if (fault := entry_fault(name, len(body)))]
    if len(files) > MAX_FILES:
        faults.append(Finding("problem.toml", None, f"there are {len(files)} files; a problem may have {MAX_FILES}"))
    return faults + _faults_together(files)


def _walk(folder: Path) -> Iterator[Path]:
    """Every entry that is not a folder, in the order of names; links are not followed."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name in IGNORED:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        else:
            yield Path(entry.path)


def _fault(path: Path, name: str) -> str:
    """Why one entry cannot be part of a problem; empty when it can."""
    if path.is_symlink():
        return "is a link; the folder must hold everything itself"
    if not path.is_file():
        return "is not a plain file"
    return entry_fault(name, path.stat().st_size)


def _faults_together(files: Mapping[str, bytes]) -> list[Finding]:
    """What is wrong with all files taken together."""
    findings = []
    seen: dict[str, str] = {}
    folders = {parent.as_posix().lower() for path in files for parent in PurePosixPath(path).parents}
    for path in sorted(files):
        if path.lower() in folders:
            findings.append(Finding(path, None, "is a file where others need a folder"))
        twin = seen.setdefault(path.lower(), path)
        if twin != path:
            findings.append(
                Finding(path, None, f"differs from {twin} only in case; some file systems take both for one")
            )
    total = sum(map(len, files.values()))
    if total > MAX_TOTAL_BYTES:
        findings.append(Finding("problem.toml", None, f"the folder has {total} bytes; it may have {MAX_TOTAL_BYTES}"))
    return findings

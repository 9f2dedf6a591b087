"""A problem as one zip: what an author takes to another installation, and what a candidate may take home.

The archive has one folder, named after the problem. Its files are stored, not compressed: equal problems are equal
bytes on every machine, whichever compressor it has, and a problem is small. What comes in may be compressed, since an
author may have packed it with another program; it is a stranger's, and nothing of it is trusted.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping

from judge.catalogue.bundle import (
    IGNORED,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    Bundle,
    entry_fault,
    file_faults,
    unpacked,
)
from judge.catalogue.load import LoadedProblem
from judge.domain.problem import SLUG, SLUG_RULE, Example
from judge.errors import Finding, Invalid, ProblemInvalid

SUFFIX = ".judge.zip"
MAX_ARCHIVE_BYTES = MAX_TOTAL_BYTES + MAX_FILES * 1024  # what a stored problem of the largest size takes, with its list
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others cannot be unpacked piece by piece
UNREADABLE = "is packed in a way that is not read here; store or deflate it"
# All that the library raises for bytes that are no archive, or one of a kind that it does not know.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows: the bytes depend on the content alone
_UNIX = 3
_PLAIN_FILE = stat.S_IFREG | 0o644
_ENCRYPTED = 0x1
_DEBRIS = IGNORED | {"__MACOSX"}  # what packers add beside the files

_PUBLIC = re.compile(r"statement(\.[a-z]{2})?\.md|assets/(?!editorial/).+|starter/.+|services/sqlite/init\.sql")


def to_zip(bundle: Bundle, slug: str) -> bytes:
    """The whole problem, hidden parts too: for its authors alone. Equal problems give equal bytes."""
    return _archive(slug, bundle.files)


def candidate_zip(loaded: LoadedProblem) -> bytes:
    """What a candidate may have: statement, figures, starters and the contract; nothing of suite, solutions, editorial.

    Named is what goes in, so that a part which problems may have some day stays out until somebody decides. The script
    of a file database lies in the answer's box anyway. That of a server runs in a box that no answer reads: it stays.
    """
    loaded = loaded.in_variant(None)
    files = {path: body for path, body in loaded.bundle.files.items() if _PUBLIC.fullmatch(path)}
    return _archive(loaded.slug, files | {"README.md": _contract(loaded).encode()})


def from_zip(data: bytes) -> tuple[str, Bundle]:
    """The problem's slug and its files; raises Invalid, or ProblemInvalid with every entry that cannot be taken."""
    if len(data) > MAX_ARCHIVE_BYTES:
        raise Invalid(f"has {len(data)} bytes; an archive may have {MAX_ARCHIVE_BYTES}", "archive")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_debris(entry)]
            _require_harmless(entries)
            slug = _slug_of(entries)
            files = {entry.filename.removeprefix(f"{slug}/"): unpacked(archive, entry) for entry in entries}
    except BROKEN as error:
        raise Invalid(f"cannot be read as a zip archive: {error}", "archive") from None
    if findings := file_faults(files):
        raise ProblemInvalid(findings)
    return slug, Bundle(files)


def _archive(slug: str, files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{slug}/{path}", _DATE)
            entry.create_system = _UNIX
            entry.external_attr = _PLAIN_FILE << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _is_debris(entry: zipfile.ZipInfo) -> bool:
    """Entries for folders, and what other programs leave: a problem is its files."""
    is_folder = entry.is_dir() and not entry.file_size and not _is_odd(entry)
    return is_folder or bool(_DEBRIS & set(entry.filename.split("/")))


def _is_odd(entry: zipfile.ZipInfo) -> bool:
    """Whether a Unix packer marked the entry as a link, a device or a pipe."""
    kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == _UNIX else 0
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR)


def _require_harmless(entries: list[zipfile.ZipInfo]) -> None:
    """Raises ProblemInvalid before anything is unpacked: links, ways out, and more than a problem may have."""
    if len(entries) > MAX_FILES:
        raise Invalid(f"has {len(entries)} files; a problem may have {MAX_FILES}", "archive")
    findings = [Finding(entry.orig_filename, None, fault) for entry in entries if (fault := _entry_fault(entry))]
    seen: set[str] = set()
    for entry in entries:
        if entry.filename in seen:
            findings.append(Finding(entry.filename, None, "is there twice"))
        seen.add(entry.filename)
    # No entry is unpacked further than it says, so these are the bytes that there will be.
    total = sum(entry.file_size for entry in entries)
    if not findings and total > MAX_TOTAL_BYTES:
        raise Invalid(f"unpacks to {total} bytes; a problem may have {MAX_TOTAL_BYTES}", "archive")
    if findings:
        raise ProblemInvalid(findings)


def _entry_fault(entry: zipfile.ZipInfo) -> str:
    """Why one entry cannot be taken; empty when it can."""
    if _is_odd(entry):
        return "is a link or a device; a problem holds everything itself"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in READABLE:
        return UNREADABLE
    if entry.file_size > MAX_FILE_BYTES:
        return f"unpacks to {entry.file_size} bytes; a file may have {MAX_FILE_BYTES}"
    # The name as it was written, since the library cuts it at a NUL.
    if "/" not in entry.orig_filename:
        return "lies at the top; everything lies in one folder that is named after the problem"
    return entry_fault(entry.orig_filename.split("/", 1)[1], entry.file_size)


def _slug_of(entries: list[zipfile.ZipInfo]) -> str:
    tops = sorted({entry.filename.split("/", 1)[0] for entry in entries})
    if len(tops) != 1:
        found = ", ".join(tops[:5]) or "nothing"
        raise Invalid(f"holds one folder, named after the problem; here it holds {found}", "archive")
    if not SLUG.fullmatch(tops[0]):
        raise Invalid(f'the folder\'s name "{tops[0][:80]}" {SLUG_RULE}', "archive")
    return tops[0]


def _contract(loaded: LoadedProblem) -> str:
    """What the page says beside the statement: files, limits, criteria, examples. Of the suite only the points."""
    problem, manifest = loaded.problem, loaded.manifest
    files, limits = problem.files, problem.limits
    lines = [f"# {problem.title}", "", problem.summary, "", "The task is in `statement.md`.", ""]
    lines += ["## Where to start", ""]
    lines += [f"- `starter/{stack.name}/`: {stack.title}" for stack in manifest.stacks]
    lines += ["", f"Files to change: {_names(files.editable)}."]
    lines += [f"Files to leave as they are: {_names(files.readonly)}."] if files.readonly else []
    lines += [f"Files that may be added: {_names(files.addable)}."] if files.addable else []
    lines += ["", "## Limits", ""]
    lines += [f"- {limits.start_seconds:g} s to start, {limits.test_seconds:g} s for each test"]
    lines += [f"- {limits.run_seconds:g} s for all tests together, {limits.memory_mib} MiB of memory"]
    lines += ["", "## What is judged", ""]
    for criterion in problem.criteria:
        points = sum(test.points for test in manifest.tests if test.criterion == criterion.id)
        lines.append(f"- {criterion.title} ({points} of {manifest.max_score} points): {criterion.description}")
    if problem.examples:
        lines += ["", "## To try first"]
    for example in problem.examples:
        lines += ["", f"{example.title}:", "", *(f"    {line}".rstrip() for line in _sent(example).splitlines())]
    return "\n".join(lines) + "\n"


def _sent(example: Example) -> str:
    """What an example sends, as it would be typed."""
    if example.sql:
        return example.sql
    head = [f"{example.method} {example.path}", *(f"{name}: {value}" for name, value in example.headers.items())]
    return "\n".join([*head, "", example.body] if example.body else head)


def _names(paths: tuple[str, ...]) -> str:
    return ", ".join(f"`{path}`" for path in paths)

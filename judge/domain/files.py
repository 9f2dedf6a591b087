"""Which files an answer may have: those of the starter that may be changed, and new ones where the problem says so."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

MAX_ADDED = 20
MAX_PATH = 120

_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_PATH = re.compile(rf"{_PART}(/{_PART}){{0,5}}")


@dataclass(frozen=True, slots=True)
class FileRules:
    """The rules for one stack of one problem."""

    editable: frozenset[str]  # all of them belong to every answer
    readonly: frozenset[str]
    addable: tuple[str, ...]  # patterns of further files; a star stands for a name or a part of one, never for a slash

    def faults(self, paths: Collection[str]) -> Iterator[tuple[str, str]]:
        """What is wrong with an answer of these files: the path and the fact."""
        for path in sorted(self.editable - set(paths)):
            yield path, "is missing"
        added = sorted(set(paths) - self.editable)
        yield from ((path, fact) for path in added if (fact := self._fault(path)))
        if len(added) > MAX_ADDED:
            yield added[-1], f"is one too many: {MAX_ADDED} files may be added"
        yield from _clashes({*paths, *self.readonly})

    def may_add(self, path: str) -> bool:
        """Whether a new file may have this path."""
        return not self._fault(path)

    def _fault(self, path: str) -> str:
        if path in self.readonly or not any(matches(pattern, path) for pattern in self.addable):
            return "is not a file that you can change here"
        return "" if len(path) <= MAX_PATH and _PATH.fullmatch(path) else "is not a plain path"


def matches(pattern: str, path: str) -> bool:
    """Whether a path is meant by a pattern such as `*.py` or `app/*.py`."""
    return re.fullmatch("[^/]*".join(map(re.escape, pattern.split("*"))), path) is not None


def _clashes(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Paths that a file system without cases, or any, would take for one."""
    seen: dict[str, str] = {}
    for path in sorted(paths):
        known = seen.setdefault(path.casefold(), path)
        if known != path:
            yield path, f"differs from {known} in nothing but the case of letters"
    for path in sorted(paths):
        parts = path.casefold().split("/")
        folder = next((seen["/".join(parts[:n])] for n in range(1, len(parts)) if "/".join(parts[:n]) in seen), None)
        if folder is not None:
            yield path, f"needs a folder where the file {folder} is"

"""Whether files have changed, asked again and again: no library, and the same on every file system."""

import threading
from collections.abc import Iterable
from pathlib import Path

from judge.catalogue.bundle import IGNORED

SECONDS = 0.3  # how often it is asked; a problem's folder is read in a few milliseconds
MOST = 2000  # files that are looked at: more than a problem has, fewer than a home directory

_never = threading.Event()

State = dict[str, tuple[int, int]]


def state_of(folders: Iterable[Path]) -> State:
    """When each file was changed, and its size."""
    found: State = {}
    for folder in folders:
        for path in _files(folder):
            try:
                known = path.stat()
            except OSError:  # it went away between the two looks
                continue
            found[str(path)] = (known.st_mtime_ns, known.st_size)
            if len(found) >= MOST:
                return found
    return found


def pause(seconds: float = SECONDS) -> None:
    """Between two looks."""
    _never.wait(seconds)


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not IGNORED & set(path.parts))

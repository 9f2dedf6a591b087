"""What a suite reaches for while its tests run: the clock, files that are not its own, connections, processes.

It is for honest authors who did not see that a test depends on its surroundings. A suite that wants to hide something
from it can; what keeps a hostile one in bounds are the walls of its box, not this.

Two ways of looking: the interpreter announces files, connections and processes to an audit hook, and calls of built-in
functions, such as those that read the clock, to a profile function. Both see the frame that calls: what pytest, the
fixtures or the client do on a suite's behalf is not the suite's doing, nor is what Python reads for itself. Neither
sees arguments, so time.strftime and time.asctime without a time are found in the suite's source alone.
"""

import os
import sys
import sysconfig
import threading
import time
import zoneinfo
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import FrameType
from typing import Any

NOTICES = 20  # for each test; the first ones say enough
TEXT_CHARACTERS = 200

CLOCKS: Mapping[Callable[..., Any], str] = {
    time.time: "time.time",
    time.time_ns: "time.time_ns",
    time.localtime: "time.localtime",
    time.gmtime: "time.gmtime",
    time.ctime: "time.ctime",
    time.clock_gettime: "time.clock_gettime",
    time.clock_gettime_ns: "time.clock_gettime_ns",
    datetime.now: "datetime.now",
    datetime.utcnow: "datetime.utcnow",
    datetime.today: "datetime.today",
    date.today: "date.today",
}
FILES = {"open": "opens", "os.listdir": "lists", "os.scandir": "lists", "os.mkdir": "makes", "os.remove": "removes"}
NETWORK = {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
PROCESSES = {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "ctypes.dlopen", "pty.spawn"}

# What Python reads for itself: code to import or to show, encodings; and time zones, which are read without a frame.
OWN_READERS = ("<frozen importlib", "importlib", "linecache", "tokenize", "encodings", "inspect")
OWN_FOLDERS = tuple(f"{os.path.realpath(folder)}{os.sep}" for folder in zoneinfo.TZPATH)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_LIBRARY = sysconfig.get_path("stdlib") + os.sep
_PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


class Audit:
    """Looks while it is told to; each test's notices are taken when it is over."""

    def __init__(self, suite: Path) -> None:
        self._suite = f"{suite}{os.sep}"
        self._is_looking = False
        self._notices: dict[tuple[str, int, str], None] = {}

    def install(self) -> None:
        """For the rest of the process: an audit hook cannot be taken away."""
        sys.addaudithook(self._hear)

    def begin(self) -> None:
        """A test begins, with its fixtures."""
        self._notices.clear()
        self._is_looking = True
        threading.setprofile(self._see)
        sys.setprofile(self._see)

    def end(self) -> list[dict[str, Any]]:
        """The test is over: where the suite reached for what, in the order in which it did."""
        sys.setprofile(None)
        threading.setprofile(None)
        self._is_looking = False
        return [{"file": file, "line": line, "what": what} for file, line, what in self._notices]

    def _see(self, frame: FrameType, event: str, called: Any) -> None:
        """The profile function: who reads the clock."""
        if event == "c_call" and called in CLOCKS and self._is_looking:
            self._note(frame, f"reads the clock ({CLOCKS[called]})")

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook: who opens, connects or starts something."""
        if not self._is_looking:
            return
        what = ""
        if event in FILES:
            path = _path(arguments)
            what = f"{FILES[event]} {path}" if path and not self._may_read(event, path, arguments) else ""
        elif event in NETWORK:
            what = f"uses the network ({event})"
        elif event in PROCESSES:
            what = f"leaves the interpreter ({event})"
        frame = _caller() if what else None
        if frame is not None:
            self._note(frame, what)

    def _may_read(self, event: str, path: str, arguments: tuple[Any, ...]) -> bool:
        """Whether it is one of the suite's own files or folders, or Python's, and is not written to."""
        is_written = arguments[-1] & _WRITING if event == "open" else event not in {"os.listdir", "os.scandir"}
        return path == os.devnull or (not is_written and f"{path}{os.sep}".startswith((self._suite, *OWN_FOLDERS)))

    def _note(self, frame: FrameType, what: str) -> None:
        file = frame.f_code.co_filename
        if file.startswith(self._suite) and len(self._notices) < NOTICES:
            name = file.removeprefix(self._suite)[:TEXT_CHARACTERS]
            self._notices[name, frame.f_lineno, what[:TEXT_CHARACTERS]] = None


def _path(arguments: tuple[Any, ...]) -> str:
    """The path of an event; empty for an open descriptor."""
    path = arguments[0] if arguments else None
    return os.path.realpath(os.fsdecode(path)) if isinstance(path, (str, bytes, os.PathLike)) else ""


def _caller() -> FrameType | None:
    """The innermost frame outside the standard library; none when Python reads something for itself."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - the documented way to a frame; this and the hook are ours
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith((_LIBRARY, "<frozen ")) or any(part in file for part in _PACKAGES):
            return frame
        if file.removeprefix(_LIBRARY).startswith(OWN_READERS):
            return None
        frame = frame.f_back
    return None

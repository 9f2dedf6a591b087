"""What the submission prints: the starter's line, then a stranger's bytes, counted, capped and cut off in time."""

import json
from collections import deque

LOG_BYTES = 16 * 1024  # the newest are kept: a traceback ends with what matters
_FIRST_LINE_BYTES = 4096
_CUT = "… (earlier output is cut)\n"

STARTED = "started"
REFUSED = "refused"


class Output:
    """Fed by the reader of the submission's box. Never holds more than the log's cap."""

    def __init__(self, cap_bytes: int) -> None:
        self.starter: str | None = None  # "started" or "refused", once its line is there
        self.reason = ""  # why the starter refused
        self.total = 0
        self._cap = cap_bytes
        self._head = bytearray()
        self._kept: deque[tuple[float, bytes]] = deque()
        self._kept_bytes = 0
        self._unread_bytes = 0  # of those that were kept, since `fresh` was asked last
        self._is_cut = False
        self._is_open = True

    def feed(self, name: str, data: bytes, now: float) -> list[str]:
        """Counts it, and keeps it with its time while the log is open. Says what it led to: "starter", "over"."""
        if self.total > self._cap:
            return []
        self.total += len(data)
        events = ["over"] if self.total > self._cap else []
        if not self._has_spoken() and name == "stdout":
            data = self._read_first_line(data)
            if self._has_spoken():
                events.insert(0, "starter")
        if self._is_open and data:
            self._keep(data, now)
        return events

    def close(self, since: float) -> None:
        """Ends the log and drops what came after `since`: it may speak of a hidden test."""
        self._is_open = False
        while self._kept and self._kept[-1][0] > since:
            self._kept_bytes -= len(self._kept.pop()[1])

    def log(self) -> str:
        """The newest text. Broken bytes become replacement marks, and no NUL is left: no database holds one."""
        data = b"".join(piece for _, piece in self._kept)
        text = _text(data[-LOG_BYTES:])
        return f"{_CUT}{text}" if self._is_cut or len(data) > LOG_BYTES else text

    def fresh(self) -> str:
        """What came since this was asked last; as in `log`, the newest of it."""
        data = b"".join(piece for _, piece in self._kept)[-LOG_BYTES:]
        size, self._unread_bytes = self._unread_bytes, 0
        text = _text(data[len(data) - min(size, len(data)) :])
        return f"{_CUT}{text}" if size > len(data) else text

    def _has_spoken(self) -> bool:
        return self.starter is not None

    def _keep(self, data: bytes, now: float) -> None:
        # The sum is carried along: a stranger may print one byte at a time, four million times.
        self._is_cut = self._is_cut or len(data) > LOG_BYTES
        self._unread_bytes += len(data)
        self._kept.append((now, data[-LOG_BYTES:]))
        self._kept_bytes += len(self._kept[-1][1])
        while self._kept_bytes - len(self._kept[0][1]) >= LOG_BYTES:
            self._kept_bytes -= len(self._kept.popleft()[1])
            self._is_cut = True

    def _read_first_line(self, data: bytes) -> bytes:
        """Takes the starter's line off; anything else in its place is a fault of ours."""
        self._head += data
        line, found, rest = bytes(self._head).partition(b"\n")
        if not found and len(self._head) <= _FIRST_LINE_BYTES:
            return b""
        try:
            said = json.loads(line)
            self.starter = said["starter"] if said["starter"] in {STARTED, REFUSED} else REFUSED
            self.reason = str(said.get("reason", ""))
        except (ValueError, TypeError, KeyError, RecursionError):
            self.starter, self.reason = REFUSED, f"the box did not begin with the starter's line: {line[:200]!a}"
        return rest


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\0", "\ufffd")

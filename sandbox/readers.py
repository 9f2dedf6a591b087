"""What the readers' threads do with a run's streams: count, keep, and post what the run must decide on."""

import queue
import threading
import time
from dataclasses import dataclass

from sandbox.base import Sink
from sandbox.output import Output

_TAIL_BYTES = 2048
_SERVICE_READY = b"ready\n"  # what a service's start script prints when it may be used


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may move a run on."""

    what: str  # "lines", "starter", "over", "ready" or "end"
    role: str
    data: bytes
    at: float  # monotonic seconds, taken by the reader


class Readers:
    """The sinks of one run's boxes. Everything in it is safe between threads."""

    def __init__(self, cap_bytes: int) -> None:
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._output = Output(cap_bytes)
        self._tails: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def sink(self, role: str) -> Sink:
        """What the box of this role prints into."""

        def take(name: str, data: bytes) -> None:
            now = time.monotonic()
            if name == "end":
                self.events.put(Event("end", role, b"", now))
            elif role == "submission":
                self._take_output(name, data, now)
            elif role == "tester" and name == "stdout":
                self.events.put(Event("lines", role, data, now))
            else:
                self._take_tail(role, name, data, now)

        return take

    @property
    def starter(self) -> str | None:
        """What the starter said, or None while it has said nothing."""
        return self._output.starter

    @property
    def refusal(self) -> str:
        """Why the starter refused."""
        return self._output.reason

    def close_log(self, since: float) -> None:
        """Keeps nothing that the submission printed after that time."""
        with self._lock:
            self._output.close(since)

    def log(self) -> str:
        """What the submission printed."""
        with self._lock:
            return self._output.log()

    def fresh_log(self) -> str:
        """What the submission printed since this was asked last."""
        with self._lock:
            return self._output.fresh()

    def tail(self, role: str) -> str:
        """The end of what another box printed, for the operator."""
        with self._lock:
            return self._tails.get(role, b"").decode("utf-8", "replace").replace("\0", "\ufffd")

    def _take_output(self, name: str, data: bytes, now: float) -> None:
        # Counted here, in the reader's thread: what is over the cap must not pile up in a queue.
        with self._lock:
            for what in self._output.feed(name, data, now):
                self.events.put(Event(what, "submission", b"", now))

    def _take_tail(self, role: str, name: str, data: bytes, now: float) -> None:
        with self._lock:
            self._tails[role] = (self._tails.get(role, b"") + data)[-_TAIL_BYTES:]
        if name == "stdout" and _SERVICE_READY in data:
            self.events.put(Event("ready", role, b"", now))

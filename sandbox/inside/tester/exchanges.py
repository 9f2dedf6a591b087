"""What a test sent and received, capped, so that a report can show it."""

import threading
from collections import deque
from collections.abc import Iterable
from typing import Any

from sandbox.inside.tester.shown import CUT, cut

EXCHANGES = 8  # the last ones: the failing request is nearly always the last
BODY_BYTES = 4096
HEADERS = 40
HEADER_CHARACTERS = 512
PATH_CHARACTERS = 1024


class Recorder:
    """Collects the exchanges of one test; its requests may come from several threads."""

    def __init__(self) -> None:
        self._kept: deque[dict[str, Any]] = deque(maxlen=EXCHANGES)
        self._lock = threading.Lock()

    def start(self, method: str, path: str, headers: Iterable[tuple[str, str]], body: bytes) -> dict[str, Any]:
        """Notes a request; what came back is added to the returned exchange."""
        request = {
            "method": cut(method, 40),
            "path": cut(path, PATH_CHARACTERS),
            "headers": shown_headers(headers),
            "body": shown_body(body),
        }
        exchange = {"request": request, "reply": None, "error": ""}
        with self._lock:
            self._kept.append(exchange)
        return exchange

    def all(self) -> list[dict[str, Any]]:
        """A copy of the kept exchanges, oldest first."""
        with self._lock:
            return [dict(exchange) for exchange in self._kept]


def shown_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first headers by name; one that came twice shows all its values."""
    shown: dict[str, str] = {}
    for name, value in list(headers)[:HEADERS]:
        key = cut(name, 80)
        shown[key] = cut(f"{shown[key]}, {value}" if key in shown else value, HEADER_CHARACTERS)
    return shown


def shown_body(body: bytes) -> str:
    """The body as text, cut with a mark."""
    text = body[:BODY_BYTES].decode("utf-8", "replace")
    return text if len(body) <= BODY_BYTES else cut(text + CUT * 2, BODY_BYTES)

"""The JSON lines to the worker: the only way out of the tester's box, and one object alone knows its descriptor."""

import json
import os
from typing import Any

from sandbox.inside.tester.shown import clean, cut

LINE_BYTES = 256 * 1024
REASON_CHARACTERS = 4096


class Channel:
    """Writes records. After `final`, `generated`, `not_ready` or `problem` the run is over: nothing more is written."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.has_ended = False
        self.is_problem = False

    def send(self, record: dict[str, Any]) -> None:
        """One record as one line of ASCII; a test's exchanges give way when the line would be too long."""
        if self.has_ended:
            return
        self.has_ended = record["type"] in {"final", "generated", "not_ready", "problem"}
        self.is_problem = record["type"] == "problem"
        line = _line(record)
        while line:
            line = line[os.write(self._descriptor, line) :]

    def problem(self, reason: str) -> None:
        """The suite, not the candidate, is at fault: the run is worth nothing."""
        self.send({"type": "problem", "reason": cut(reason.strip() or "the tester stopped", REASON_CHARACTERS)})


def _line(record: dict[str, Any]) -> bytes:
    """The record's line, at most LINE_BYTES: oldest exchanges go first, then the comparison."""
    record = clean(record)
    line = _encoded(record)
    while len(line) > LINE_BYTES and record.get("exchanges"):
        record["exchanges"] = record["exchanges"][1:]
        line = _encoded(record)
    if len(line) > LINE_BYTES:
        line = _encoded({**record, "comparison": None})
    return line


def _encoded(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"

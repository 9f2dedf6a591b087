"""The engine's attach stream, taken apart: frames of an eight-byte head and a body, stdout and stderr mixed."""

import struct
from collections.abc import Iterator

_HEAD = struct.Struct(">BxxxL")
_NAMES = {0: "stdout", 1: "stdout", 2: "stderr"}  # 0 is stdin echoed back, which only a terminal would do


class BrokenFrame(ValueError):
    """The engine sent what is no frame; nothing after it can be trusted."""


class Frames:
    """Turns pieces of the stream, cut anywhere, into ("stdout" | "stderr", bytes).

    A frame's body is passed on as it arrives and never collected: its length is chosen by whoever wrote it.
    """

    def __init__(self) -> None:
        self._head = bytearray()
        self._left = 0
        self._name = ""

    def feed(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        """What is complete so far; keeps at most eight bytes back."""
        view = memoryview(data)
        while view:
            if self._left:
                body, view = view[: self._left], view[self._left :]
                self._left -= len(body)
                yield self._name, bytes(body)
            else:
                missing = _HEAD.size - len(self._head)
                self._head += view[:missing]
                view = view[missing:]
                self._open_frame()

    def _open_frame(self) -> None:
        if len(self._head) < _HEAD.size:
            return
        kind, self._left = _HEAD.unpack(self._head)
        if kind not in _NAMES:
            raise BrokenFrame(f"a frame of unknown kind {kind}")
        self._name = _NAMES[kind]
        self._head.clear()

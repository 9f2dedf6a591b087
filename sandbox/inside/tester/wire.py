"""Bytes from a connection under one deadline: whatever drips, floods or hangs, reading ends in time and in bounds."""

import socket
import time

from sandbox.inside.tester.errors import BadResponse, NoAnswer, TooSlow

PIECE_BYTES = 64 * 1024
LINE_BREAK = b"\r\n"


class Wire:
    """One connection: connect, send, and read by size or up to a mark."""

    def __init__(self, host: str, port: int, ends_at: float) -> None:
        self._ends_at = ends_at
        self._time = f"{max(0.0, ends_at - time.monotonic()):.1f} s"
        self._buffer = bytearray()
        self._has_received = False
        self._is_at_end = False
        self._broken: OSError | None = None  # sending failed: perhaps the service answered early and closed
        try:
            self._socket = socket.create_connection((host, port), timeout=self._left())
        except TimeoutError:
            raise TooSlow(f"no connection within {self._time}") from None
        except OSError as error:
            raise NoAnswer(f"no connection: {error.strerror or error}") from None

    def close(self) -> None:
        """Ends the connection; nothing more is read."""
        self._socket.close()

    def send(self, data: bytes) -> None:
        """All of it; a connection that breaks here is told by the next read, since an answer may be waiting."""
        try:
            self._socket.settimeout(self._left())
            self._socket.sendall(data)
        except TimeoutError:
            raise TooSlow(f"the request was not taken within {self._time}") from None
        except OSError as error:
            self._broken = error

    def line(self, most: int, what: str) -> bytes:
        """Up to the next CR LF, without it. A lone CR or LF is refused: two programs would see different lines."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > most:
                raise BadResponse(f"{what} is longer than {most} bytes")
            self._more(what)
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        if len(line) - len(LINE_BREAK) > most:
            raise BadResponse(f"{what} is longer than {most} bytes")
        if not line.endswith(LINE_BREAK) or b"\r" in line[:-2] or b"\0" in line:
            raise BadResponse(f"{what} does not end with CR LF, or has a control character in it")
        return line[:-2]

    def exactly(self, size: int, what: str) -> bytes:
        """The next `size` bytes."""
        while len(self._buffer) < size:
            self._more(what)
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def rest(self, most: int) -> bytes:
        """All until the service closes the connection."""
        while not self._is_at_end:
            if len(self._buffer) > most:
                raise BadResponse(f"the body is larger than {most} bytes")
            self._receive("the body")
        if len(self._buffer) > most:
            raise BadResponse(f"the body is larger than {most} bytes")
        return self.exactly(len(self._buffer), "the body")

    def starts_with(self, expected: bytes) -> bool:
        """Whether the next bytes are these; the first that differs decides, so no other protocol is waited for."""
        while len(self._buffer) < len(expected) and expected.startswith(self._buffer):
            self._more("the answer")
        return self._buffer.startswith(expected)

    def has_more(self) -> bool:
        """Whether bytes follow that are here already; later ones die with the connection."""
        if self._buffer:
            return True
        self._socket.settimeout(0)
        try:
            return bool(self._socket.recv(1))
        except OSError:
            return False

    def _more(self, what: str) -> None:
        """At least one more byte in the buffer."""
        self._receive(what)
        if self._is_at_end:
            if not self._has_received:
                raise NoAnswer("the connection was closed without an answer")
            raise BadResponse(f"the answer ended in the middle of {what}")

    def _receive(self, what: str) -> None:
        try:
            self._socket.settimeout(self._left())
            piece = self._socket.recv(PIECE_BYTES)
        except TimeoutError:
            raise TooSlow(f"{what} was not complete within {self._time}") from None
        except OSError as error:
            if not self._has_received:
                raise NoAnswer(f"the connection broke without an answer: {(self._broken or error).strerror}") from None
            raise BadResponse(f"the connection broke in the middle of {what}: {error.strerror}") from None
        self._buffer += piece
        self._has_received = self._has_received or bool(piece)
        self._is_at_end = not piece

    def _left(self) -> float:
        """Seconds until the deadline."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

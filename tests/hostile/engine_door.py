"""A socket in front of an engine's, as service managers keep one: who calls while the engine is away waits for it.

It can also answer every request with an error, as an engine does that has lost its disk.
"""

import contextlib
import socket
import threading
import time
from pathlib import Path

REFUSAL = (
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b'Content-Length: 34\r\n\r\n{"message": "refused, on purpose"}'
)
RETRY_SECONDS = 0.01
PIECE = 65_536


class Door:
    """Listens until `close`. Each connection is passed on by two threads, one for each direction."""

    def __init__(self, place: Path, engine: Path) -> None:
        self.address = f"unix://{place}"
        self.is_refusing = False
        self.waiting = 0  # callers that the engine has not taken yet
        self._engine = engine
        self._open: set[socket.socket] = set()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(place))
        self._listener.listen(64)
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Ends every connection that there is."""
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def refuse(self) -> None:
        """From now on nothing but errors."""
        self.is_refusing = True
        self.cut()

    def close(self) -> None:
        """Nobody is let in any more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        with caller, contextlib.suppress(OSError):
            if self.is_refusing:
                caller.recv(PIECE)
                caller.sendall(REFUSAL)
                return
            with self._reach() as engine:
                self._open |= {caller, engine}
                back = threading.Thread(target=_pass_on, args=(engine, caller), daemon=True)
                back.start()
                _pass_on(caller, engine)
                back.join()
                self._open -= {caller, engine}

    def _reach(self) -> socket.socket:
        """A connection to the engine, as soon as it takes one."""
        self.waiting += 1
        try:
            while True:
                engine = socket.socket(socket.AF_UNIX)
                try:
                    engine.connect(str(self._engine))
                except OSError:
                    engine.close()
                    time.sleep(RETRY_SECONDS)  # noqa: TID251 - nothing tells that an engine is back
                else:
                    return engine
        finally:
            self.waiting -= 1


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Everything up to the end, and the end."""
    with contextlib.suppress(OSError):
        while piece := source.recv(PIECE):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)

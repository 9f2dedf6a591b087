"""Servers that misbehave on purpose: a script decides, byte by byte, what each connection gets."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator

Script = Callable[[socket.socket], None]

STEP_SECONDS = 0.01


@contextlib.contextmanager
def serving(script: Script) -> Iterator[str]:
    """Runs `script` for each connection that brings a request; gives the server's URL."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_accept, args=(listener, script, over), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _accept(listener: socket.socket, script: Script, over: threading.Event) -> None:
    while not over.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, script), daemon=True).start()


def _serve(connection: socket.socket, script: Script) -> None:
    connection.settimeout(20)
    with connection, contextlib.suppress(OSError):
        if has_request(connection):
            script(connection)


def has_request(connection: socket.socket) -> bool:
    """Reads up to the end of a request's head; False when the other side only knocks."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return False
        data += piece
    return True


def says(*pieces: bytes) -> Script:
    """Sends the pieces and closes."""

    def script(connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)

    return script


def drips(start: bytes, piece: bytes) -> Script:
    """Sends the start, then a small piece again and again until the client goes away."""

    def script(connection: socket.socket) -> None:
        connection.sendall(start)
        pause = threading.Event()
        while not pause.wait(STEP_SECONDS):
            connection.sendall(piece)

    return script


def floods(start: bytes, piece: bytes) -> Script:
    """Sends the start, then the piece as fast as it goes until the client goes away."""

    def script(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)

    return script


def waits(start: bytes = b"") -> Script:
    """Sends the start and then nothing more, with the connection open."""

    def script(connection: socket.socket) -> None:
        connection.sendall(start)
        connection.recv(1)

    return script


def resets(start: bytes = b"") -> Script:
    """Sends the start and breaks the connection with a reset."""

    def script(connection: socket.socket) -> None:
        connection.sendall(start)
        if start:
            threading.Event().wait(0.05)  # a reset overtakes what has not been read
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return script


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LARGE = b"x" * 65536

FLOODS = {
    "chunks_without_end": floods(CHUNKED, b"10000\r\n" + LARGE + b"\r\n"),
    "a_body_without_end": floods(OK + b"\r\n", LARGE),
    "a_status_line_without_end": floods(b"HTTP/1.1 200 ", LARGE),
    "a_head_without_end": floods(OK, b"X: " + LARGE),
    "header_lines_without_end": floods(OK, b"X-A: 1\r\n" * 100),
    "interim_replies_without_end": floods(b"", CONTINUE * 100),
    "interim_replies_with_large_heads": floods(b"", b"HTTP/1.1 103 Early Hints\r\nLink: " + b"x" * 60000 + b"\r\n\r\n"),
    "a_chunk_extension_without_end": floods(CHUNKED + b"1;", LARGE),
    "trailers_without_end": floods(CHUNKED + b"0\r\n", b"X: 1\r\n" * 100),
    "a_huge_announced_length": floods(OK + b"Content-Length: 9999999999\r\n\r\n", LARGE),
    "a_huge_chunk": floods(CHUNKED + b"7fffffff\r\n", LARGE),
    "replies_without_end": floods(b"", (OK + b"Content-Length: 0\r\n\r\n") * 500),
}

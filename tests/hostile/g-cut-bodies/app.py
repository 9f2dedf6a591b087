"""Breaks off in the middle of its replies."""

import socket
import struct
import time

from raw import CHUNKED, OK, serve


def resets(connection):
    """A reset instead of an end; it would overtake what has not been read yet."""
    time.sleep(0.1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def half_closes(connection):
    """An end of what is sent, on a connection that stays."""
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)


BREAKS = iter([
    (OK + b"Content-Length: 20\r\n\r\n", resets),
    (OK + b"Content-Length: 20\r\n\r\n", half_closes),
    (CHUNKED + b"ff\r\n", half_closes),
    (CHUNKED + b"d\r\n", half_closes),
    (OK + b"\r\n", resets),
])


def script(connection, _head):
    start, end = next(BREAKS)
    connection.sendall(start + b'{"double": 0}')
    end(connection)


serve(script)

"""Gives its chunks sizes that are none."""

import itertools

from raw import CHUNKED, serve

CHUNKS = iter([
    [b"-1\r\n0\r\n0\r\n\r\n"],
    [b"0x1\r\n0\r\n0\r\n\r\n"],
    [b"\r\n0\r\n0\r\n\r\n"],
    [b"1\r\n000\r\n0\r\n\r\n"],
    itertools.chain([b"1;"], itertools.repeat(b"x" * 65536)),
])


def script(connection, _head):
    connection.sendall(CHUNKED)
    for piece in next(CHUNKS):
        connection.sendall(piece)


serve(script)

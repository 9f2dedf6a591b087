"""Sends heads that are too large in every way."""

from raw import OK, serve

MEGABYTE = b"x" * 1_000_000


def without_end():
    """Header lines for ever, with names of their own."""
    yield OK
    while True:
        yield b"X-Field: x\r\n" * 1000


HEADS = iter([
    [OK, *(b"X-%d: 1\r\n" % number for number in range(5000)), b"\r\n"],
    [OK, *(b"Set-Cookie: c%d=%b\r\n" % (number, MEGABYTE[:4096]) for number in range(90)), b"\r\n"],
    [OK, b"X-Large: ", MEGABYTE, b"\r\n\r\n"],
    [b"HTTP/1.1 200 ", MEGABYTE, b"\r\n\r\n"],
    without_end(),
])


def script(connection, _head):
    for piece in next(HEADS):
        connection.sendall(piece)


serve(script)

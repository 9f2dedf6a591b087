"""Announces bodies that nobody can hold, and sends one of 100 MB."""

from raw import CHUNKED, OK, serve


def announces(size):
    """The head of a reply with so many bytes, and the first of them."""
    return [OK + b"Content-Length: %d\r\n\r\n[" % size]


REPLIES = iter([
    announces(99_999_999_999),
    announces(10**30),
    [CHUNKED + b"7fffffff\r\n["],
    announces(4 * 1024 * 1024 + 1),
    [OK + b"\r\n", b'{"double": "', *[b"x" * 1_000_000] * 100, b'"}'],
])


def script(connection, _head):
    for piece in next(REPLIES):
        connection.sendall(piece)
    connection.recv(1)


serve(script)

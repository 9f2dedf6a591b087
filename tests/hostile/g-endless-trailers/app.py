"""Sends trailers without end."""

from raw import CHUNKED, serve


def script(connection, _head):
    connection.sendall(CHUNKED + b"0\r\n")
    while True:
        connection.sendall(b"X-Trailer: 1\r\n" * 100)


serve(script)

"""Sends chunks without end."""

from raw import CHUNKED, serve


def script(connection, _head):
    connection.sendall(CHUNKED)
    while True:
        connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")


serve(script)

"""Promises a reply for ever and never gives it."""

from raw import serve


def script(connection, _head):
    connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    while True:
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: " + b"x" * 30_000 + b"\r\n\r\n")


serve(script)

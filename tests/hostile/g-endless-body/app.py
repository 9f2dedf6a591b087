"""Sends a body without length and without end."""

from raw import OK, serve


def script(connection, _head):
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(b"x" * 65536)


serve(script)

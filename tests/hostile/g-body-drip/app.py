"""Drips the body of one reply, a byte at a time."""

import time

from raw import OK, right_body, serve, whole


def script(connection, head):
    if b" /title" not in head:
        connection.sendall(whole(right_body(head)))
        return
    connection.sendall(OK + b"Content-Length: 1000000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


serve(script)

"""Turns one reply into a stream of events without end."""

import time

from raw import OK, right_body, serve, whole


def script(connection, head):
    if b" /title" not in head:
        connection.sendall(whole(right_body(head)))
        return
    connection.sendall(OK + b"Content-Type: text/event-stream\r\n\r\n")
    while True:
        connection.sendall(b"data: 1\n\n")
        time.sleep(0.1)


serve(script)

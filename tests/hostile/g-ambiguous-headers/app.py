"""Puts right bodies under heads that programs read in different ways."""

from raw import right_body, serve, whole

CHANGES = iter([
    lambda reply: reply.replace(b"\r\n", b"\n"),
    lambda reply: reply.replace(b"Content-Length", b"X: 1\r\n X-Folded: yes\r\nContent-Length"),
    lambda reply: reply.replace(b"Content-Length", b"X-Spaced : yes\r\nContent-Length"),
    lambda reply: reply.replace(b"Content-Length", b"X: 1\rContent-Length: 0\r\nContent-Length"),
    lambda reply: reply.replace(b"Content-Length", b"X: a\0b\r\nContent-Length"),
])


def script(connection, head):
    connection.sendall(next(CHANGES)(whole(right_body(head))))


serve(script)

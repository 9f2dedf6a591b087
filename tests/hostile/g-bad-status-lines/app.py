"""Puts right bodies under wrong status lines."""

from raw import right_body, serve, whole

LINES = iter([b"HTTP/1.1 20 OK", b"HTTP/1.1 2000 OK", b"HTTP/1.1 +200 OK", b"HTTP/1.10 200 OK", b"ICY 200 OK"])


def script(connection, head):
    connection.sendall(whole(right_body(head)).replace(b"HTTP/1.1 200 OK", next(LINES)))


serve(script)

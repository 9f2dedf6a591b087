"""Redirects to places where the service does not listen."""

import threading

from raw import right_body, serve, whole


def right(connection, head):
    connection.sendall(whole(right_body(head)))


PLACES = iter([
    b"http://127.0.0.1:8001%b",
    b"file:///etc/passwd?%b",
    b"http://169.254.169.254/latest/meta-data%b",
    b"//localhost:8001%b",
    b"http://127.0.0.1:8001%b&" + b"a" * 10_000,
])


def script(connection, head):
    place = next(PLACES) % head.split()[1]
    connection.sendall(whole(b"", b"Location: " + place, status=b"302 Found"))


threading.Thread(target=serve, args=(right, 8001), daemon=True).start()
serve(script)

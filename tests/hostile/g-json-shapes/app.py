"""Answers with JSON that breaks readers, or that they read in different ways."""

from raw import serve, whole

BODIES = iter([
    b"[" * 200_000 + b"]" * 200_000,
    b'{"double": 1, "double": 0}',
    b'{"double": "\\ud800"}',
    b"\xff\xfe two words",
    b'\xef\xbb\xbf{"double": 0}',
])

serve(lambda connection, _head: connection.sendall(whole(next(BODIES), b"Content-Type: application/json")))

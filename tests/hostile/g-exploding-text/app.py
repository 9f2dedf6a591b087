"""Answers with values that are much longer as text than they are as bytes."""

from raw import serve, whole

SIZE = 4_000_000
BODIES = iter([
    b'{"double": "%b"}' % (b"\\u0001" * (SIZE // 6)),
    b'{"double": "%b"}' % ("\N{OGHAM SPACE MARK}".encode() * (SIZE // 3)),
    b"[" * 60 + b'"%b"' % (b"\x7f" * (SIZE // 4)) + b"]" * 60,
    b"\x7f" * SIZE,
    b"[" + b",".join([b"1e-5"] * (SIZE // 5)) + b"]",
])

serve(lambda connection, _head: connection.sendall(whole(next(BODIES))))

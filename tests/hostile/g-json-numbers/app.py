"""Answers with numbers that are none."""

from raw import serve, whole

NUMBERS = iter([b"NaN", b"1e400", b"9" * 1_000_000, b"-Infinity"])


def script(connection, head):
    if b" /title" in head:
        connection.sendall(whole(b"two words", b"Content-Type: text/plain; charset=zlib"))
    else:
        connection.sendall(whole(b'{"double": %b}' % next(NUMBERS), b"Content-Type: application/json"))


serve(script)

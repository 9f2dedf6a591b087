"""Makes the explanation of one wrong answer take as long as it can."""

from raw import right_body, serve, whole

NUMBERS = b",".join([b"1e-5"] * 600_000)
DEEP = b'{"double": 0, "deep": ' + b"[" * 60 + NUMBERS + b"]" * 60 + b"}"


def script(connection, head):
    is_victim = b"of=0 " in head
    connection.sendall(whole(DEEP if is_victim else right_body(head)))


serve(script)

"""Puts as many values into 4 MB of JSON as there is room for."""

from raw import right_body, serve, whole

WIDE = b'{"double": [' + b",".join([b"{}"] * 1_300_000) + b"]}"


def script(connection, head):
    is_victim = b" /double" in head and b"of=0 " not in head
    connection.sendall(whole(WIDE if is_victim else right_body(head)))


serve(script)

"""Has a title that no careless pattern ever gets through."""

from raw import right_body, serve, whole


def script(connection, head):
    body = b"a" * 60 + b"!" if b" /title" in head else right_body(head)
    connection.sendall(whole(body))


serve(script)

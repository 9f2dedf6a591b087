"""Redirects again and again; who follows five times finds the right answer."""

from raw import right_body, serve, whole


def script(connection, head):
    target = head.split()[1]
    if target.count(b"again") < 5:
        mark = b"&again" if b"?" in target else b"?again"
        connection.sendall(whole(b"", b"Location: " + target + mark, status=b"302 Found"))
    else:
        connection.sendall(whole(right_body(head)))


serve(script)

"""Answers rightly only where the headers are those of the first sample."""

from raw import right_body, serve, whole

SAMPLE = []


def shape(head):
    """The headers in their order, with the length of the one that is new in each request."""
    fields = [line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if line]
    return [(name, len(value) if name == b"X-Request-Id" else value) for name, value in fields]


def script(connection, head):
    SAMPLE.append(shape(head))
    if SAMPLE[0] == SAMPLE[-1]:
        connection.sendall(whole(right_body(head)))
    else:
        print("this one is hidden:", head, flush=True)
        connection.sendall(whole(b"", status=b"500 Internal Server Error"))


serve(script)

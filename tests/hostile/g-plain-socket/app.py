"""Answers rightly, each time in another form that HTTP allows."""

from raw import CHUNKED, right_body, serve, whole


def in_chunks(body):
    """In two chunks, one with an extension, with a trailer after them."""
    return CHUNKED + b"1;a=b\r\n%b\r\n%X\r\n%b\r\n0\r\nChecked: yes\r\n\r\n" % (body[:1], len(body) - 1, body[1:])


FORMS = iter([
    lambda body: [whole(body)],
    lambda body: [in_chunks(body)],
    lambda body: [b"HTTP/1.0 200\r\n\r\n", body],
    lambda body: [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", whole(body, b"x-empty:", b"X-Odd: \xe9 , ; ")],
    lambda body: [bytes([byte]) for byte in whole(body)],
])


def script(connection, head):
    for piece in next(FORMS)(right_body(head)):
        connection.sendall(piece)


serve(script)

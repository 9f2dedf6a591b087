"""A server that sends exactly what it is given: no library completes, corrects or refuses anything."""

import contextlib
import json
import socket
import threading
from urllib.parse import parse_qs, urlsplit

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def serve(script, port=8000):
    """Calls script(connection, head) for each request, in a thread of its own; closes the connection after it."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_answer, args=(connection, script), daemon=True).start()


def _answer(connection, script):
    with connection, contextlib.suppress(ConnectionError):  # the other side may leave at any time
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        script(connection, head)


def whole(body, *fields, status=b"200 OK"):
    """A complete reply in good order."""
    lines = [b"HTTP/1.1 " + status, *fields, b"Content-Length: %d" % len(body)]
    return b"\r\n".join([*lines, b"", body])


def right_body(head):
    """What a right answer says to this request."""
    target = urlsplit(head.split()[1].decode())
    number = int(parse_qs(target.query).get("of", ["0"])[0])
    if target.path == "/title":
        return b"two words"
    return json.dumps({"double": 2 * number} if target.path == "/double" else list(range(number))).encode()

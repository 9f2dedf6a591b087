"""Says in two ways where a body ends."""

from raw import OK, serve

BODY = b'{"double": 0}'
HEADS = iter([
    b"Content-Length: 13\r\nContent-Length: 0",
    b"Content-Length: +13",
    b"Content-Length: 13\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    b"Content-Length: 13, 13",
])

serve(lambda connection, _head: connection.sendall(OK + next(HEADS) + b"\r\n\r\n" + BODY))

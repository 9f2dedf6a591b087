"""Speaks other protocols: TLS, HTTP/2, HTTP/0.9, SSH, Redis."""

from raw import serve

GREETINGS = iter([
    b"\x15\x03\x01\x00\x02\x02\x46",
    b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80",
    b'{"double": 0}',
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"-ERR unknown command\r\n",
])


def script(connection, _head):
    connection.sendall(next(GREETINGS))
    connection.recv(1)


serve(script)

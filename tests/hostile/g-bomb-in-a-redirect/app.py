"""Redirects with a body that unpacks to a hundred megabytes."""

import zlib

from raw import serve, whole

packer = zlib.compressobj(9, wbits=31)
BOMB = b"".join(packer.compress(b" " * 1_000_000) for _ in range(100)) + packer.flush()
REDIRECT = whole(BOMB, b"Location: /double", b"Content-Encoding: gzip", status=b"307 Temporary Redirect")

serve(lambda connection, _head: connection.sendall(REDIRECT))

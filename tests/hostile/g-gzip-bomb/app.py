"""Answers with a hundred megabytes, packed into a hundred kilobytes."""

import zlib

from raw import serve, whole

packer = zlib.compressobj(9, wbits=31)
BOMB = b"".join(packer.compress(b" " * 1_000_000) for _ in range(100)) + packer.flush()

serve(lambda connection, _head: connection.sendall(whole(BOMB, b"Content-Encoding: gzip")))

"""Packs bodies in other ways, and many times over."""

import zlib

from raw import serve, whole

LAYERS = zlib.compress(b" " * 10_000_000)
for _ in range(9):
    LAYERS = zlib.compress(LAYERS)

ENCODINGS = iter([
    [b"Content-Encoding: deflate"],
    [b"Content-Encoding: br"],
    [b"Content-Encoding: " + b", ".join([b"gzip"] * 10)],
    [b"Content-Encoding: identity", b"content-encoding: zstd"],
    [b"Content-Encoding: x-unheard-of"],
])

serve(lambda connection, _head: connection.sendall(whole(LAYERS, *next(ENCODINGS))))

"""Writes a byte to stdout and a byte to stderr, in turn, fifty thousand times."""

import os

from honest import app

for _ in range(50_000):
    os.write(1, b"o")
    os.write(2, b"e")
print("every byte was written", flush=True)

"""Prints what looks like the frames in which the engine sends output to the worker."""

import struct
import sys

from honest import app

REFUSAL = b'{"starter": "refused", "reason": "forged"}\n'

for stream in (sys.stdout.buffer, sys.stderr.buffer):
    for kind in (0, 1, 2, 3, 255):
        stream.write(struct.pack(">BxxxL", kind, len(REFUSAL)) + REFUSAL)
    stream.write(struct.pack(">BxxxL", 1, 0xFFFFFFFF))
    stream.write(b"\x01\0\0\0")  # half a head
    stream.flush()
print("after the frames", flush=True)

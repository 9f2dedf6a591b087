"""Fills /tmp to its last byte in files of 8 MiB, leaves them there, and answers."""

import errno
import os

from honest import app, breached

MIB = 1024 * 1024


def fill(folder):
    """Writes until there is no space left; says how many bytes there were."""
    total = number = 0
    while total < 1024 * MIB:
        number += 1
        file = os.open(f"{folder}/{number}", os.O_CREAT | os.O_WRONLY)
        for _ in range(8):
            try:
                total += os.write(file, b"x" * MIB)
            except OSError as error:
                assert error.errno == errno.ENOSPC, error
                return total
        os.close(file)
    return total


size = fill("/tmp")
print(f"/tmp took {size} bytes", flush=True)
if size > 64 * MIB:
    breached.append("/tmp has no end")

"""Writes to files that have no name: half of them deleted, half made without one."""

import errno
import os

from honest import app, breached

MIB = 1024 * 1024
kept = []


def open_unnamed(number):
    """A file that no folder lists."""
    if number % 2:
        return os.open("/tmp", os.O_TMPFILE | os.O_WRONLY)
    file = os.open("/tmp/gone", os.O_CREAT | os.O_WRONLY)
    os.unlink("/tmp/gone")
    return file


def fill():
    """Writes until there is no space left; says how many bytes there were."""
    total = 0
    while total < 512 * MIB:
        kept.append(open_unnamed(len(kept)))
        for _ in range(4):
            try:
                total += os.write(kept[-1], b"x" * MIB)
            except OSError as error:
                assert error.errno == errno.ENOSPC, error
                return total
    return total


size = fill()
print(f"{size} bytes in {len(kept)} files without a name", flush=True)
if size > 64 * MIB:
    breached.append("deleted files are not counted")

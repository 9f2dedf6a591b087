"""Reserves space with fallocate, which needs no time to write, until it is refused."""

import errno
import os

from honest import app, breached

MIB = 1024 * 1024


def reserve(path, size):
    """Whether the space for a file of this size was given."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        os.posix_fallocate(file, 0, size)
    except OSError as error:
        assert error.errno in (errno.ENOSPC, errno.EFBIG), error
        return False
    finally:
        os.close(file)
    return True


if reserve("/tmp/giant", 1024 * MIB):
    breached.append("a file of 1 GiB")
small = sum(reserve(str(number), MIB) for number in range(100))
print(f"the folder of the files gave {small} MiB", flush=True)
if small > 16:
    breached.append("the folder of the files has no end")

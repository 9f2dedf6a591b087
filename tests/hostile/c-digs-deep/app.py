"""Nests folders with long names as deep as it can and leaves them there."""

import errno
import os

from honest import app, breached

NAME = "d" * 250


def dig(folder):
    """Goes down until it is refused; says how deep it came."""
    here = os.open(folder, os.O_RDONLY)
    for depth in range(20_000):
        try:
            os.mkdir(NAME, dir_fd=here)
        except OSError as error:
            assert error.errno == errno.ENOSPC, error
            return depth
        deeper = os.open(NAME, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    return 20_000


depth = dig("/tmp")
print(f"{depth} folders deep", flush=True)
if depth > 4096:
    breached.append("folders have no end")
try:
    os.stat("/tmp/" + "/".join([NAME] * 17))
    breached.append("a path of more than 4096 characters")
except OSError as error:
    assert error.errno == errno.ENAMETOOLONG, error

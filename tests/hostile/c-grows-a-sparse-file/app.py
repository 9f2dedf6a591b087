"""Makes files of up to an exabyte that hold nothing."""

import errno
import os
import resource

from honest import app, breached


def attempt(name, act):
    """Notes what is not refused for the file's length."""
    try:
        act()
    except OSError as error:
        assert error.errno == errno.EFBIG, (name, error)
    else:
        breached.append(name)


_soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
try:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    breached.append("the limit was raised")
except ValueError:
    print(f"a file may have {hard} bytes", flush=True)

file = os.open("/tmp/sparse", os.O_CREAT | os.O_WRONLY)
attempt("1 EiB by length", lambda: os.ftruncate(file, 1 << 60))
attempt("1 TiB by length", lambda: os.ftruncate(file, 1 << 40))
attempt("one byte behind 1 TiB", lambda: os.pwrite(file, b"x", 1 << 40))
attempt("one byte behind 64 MiB", lambda: os.pwrite(file, b"x", 1 << 26))
print("breached:", breached, flush=True)

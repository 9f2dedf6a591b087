"""Syncs its own files for ever, and tries to sync those of the whole host."""

import ctypes
import errno
import os

from honest import app, breached

SYNC, SYNCFS = (162, 306) if os.uname().machine == "x86_64" else (81, 267)
libc = ctypes.CDLL(None, use_errno=True)
image = os.open("/usr", os.O_RDONLY)

for name, number in (("sync", SYNC), ("syncfs", SYNCFS)):
    if libc.syscall(number, image) == 0:
        breached.append(name)
    else:
        assert ctypes.get_errno() == errno.EPERM, (name, ctypes.get_errno())
print("breached:", breached, flush=True)

children = [os.fork()]
if children == [0]:
    file = os.open("/tmp/log", os.O_CREAT | os.O_WRONLY)
    while True:
        os.pwrite(file, b"x" * 65536, 0)
        os.fsync(file)


@app.before_request
def still_storming():
    assert all(os.waitpid(child, os.WNOHANG) == (0, 0) for child in children), "the storm is over"

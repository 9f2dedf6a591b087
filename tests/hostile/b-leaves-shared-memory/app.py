"""Makes shared memory and semaphores that outlive their process, and answers."""

import ctypes
import errno
import os

from honest import app

KEY, CREATE = 0x6A756467, 0o1666
kernel = ctypes.CDLL(None, use_errno=True)


def made(result):
    """What a call gave, or its error."""
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


made(kernel.shmget(KEY, 1 << 20, CREATE))
made(kernel.semget(KEY, 16, CREATE))
open("/dev/shm/left-behind", "x").close()
try:
    made(kernel.msgget(KEY, CREATE))
except OSError as error:
    assert error.errno == errno.EPERM, error
for kind in ("shm", "sem"):
    assert open(f"/proc/sysvipc/{kind}").read().count("\n") == 2, kind
assert os.listdir("/dev/shm") == ["left-behind"]

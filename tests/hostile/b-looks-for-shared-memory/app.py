"""Looks for shared memory, semaphores and queues that it has not made."""

import ctypes
import errno
import os

from honest import app, breached

KEY, CREATE = 0x6A756467, 0o1666
kernel = ctypes.CDLL(None, use_errno=True)


def attempt(name, result):
    """Notes what is found; the kernel says that there is no such thing."""
    if result >= 0:
        breached.append(name)
    else:
        assert ctypes.get_errno() in (errno.ENOENT, errno.EINVAL), (name, os.strerror(ctypes.get_errno()))


for kind in ("shm", "sem", "msg"):
    lines = open(f"/proc/sysvipc/{kind}").read().splitlines()
    breached += lines[1:]
for folder in ("/dev/shm", "/dev/mqueue"):
    breached += [os.path.join(folder, name) for name in os.listdir(folder)]
attempt("shared memory by key", kernel.shmget(KEY, 0, 0))
attempt("semaphores by key", kernel.semget(KEY, 0, 0))
for number in range(64):
    attempt(f"shared memory {number}", kernel.shmctl(number, 2, ctypes.create_string_buffer(256)))
    attempt(f"semaphores {number}", kernel.semctl(number, 0, 14))
print("breached:", breached, flush=True)

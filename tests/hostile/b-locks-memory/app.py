"""Tries to lock a MiB of memory in every way."""

import ctypes
import errno
import mmap
import os
import resource

from honest import app, breached

SIZE = 1 << 20
MLOCKALL, MLOCK2 = {"x86_64": (151, 325), "aarch64": (230, 284)}[os.uname().machine]
CURRENT, FUTURE, ON_FAULT = 1, 2, 4
SHM_LOCK = 11
kernel = ctypes.CDLL(None, use_errno=True)
memory = mmap.mmap(-1, SIZE)
address = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(memory)))


def call(function, *arguments):
    """Calls a function of the C library."""
    if function(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def attempt(name, act, *arguments):
    """Notes what is not refused."""
    try:
        act(*arguments)
    except OSError as error:
        assert error.errno in (errno.EPERM, errno.ENOMEM, errno.EAGAIN), (name, error)
    except ValueError as error:
        assert str(error) == "not allowed to raise maximum limit", (name, error)
    else:
        breached.append(name)


call(kernel.mlock, address, 4096)
attempt("mlock", call, kernel.mlock, address, ctypes.c_size_t(SIZE))
attempt("mlock2", call, kernel.syscall, MLOCK2, address, ctypes.c_size_t(SIZE), 1)
attempt("mlockall", call, kernel.syscall, MLOCKALL, CURRENT | FUTURE)
attempt("mlockall on fault", call, kernel.syscall, MLOCKALL, CURRENT | ON_FAULT)
attempt("MAP_LOCKED", mmap.mmap, -1, SIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x2000)
attempt("SHM_LOCK", call, kernel.shmctl, kernel.shmget(0, SIZE, 0o1600), SHM_LOCK, None)
attempt("a higher limit", resource.setrlimit, resource.RLIMIT_MEMLOCK, (SIZE, SIZE))
print("breached:", breached, flush=True)

"""Asks for every kind of priority over other processes."""

import ctypes
import errno
import os
import resource
import struct

from honest import app, breached

SCHED_SETATTR, IOPRIO_SET = {"x86_64": (314, 251), "aarch64": (274, 30)}[os.uname().machine]
REAL_TIME_DISK, DEADLINE = 1 << 13, 6
DEADLINE_ATTRIBUTES = struct.pack("=IIQiIQQQ", 48, DEADLINE, 0, 0, 0, 10**7, 10**8, 10**8)
kernel = ctypes.CDLL(None, use_errno=True)


def call(number, *arguments):
    """A system call that the standard library does not have."""
    if kernel.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def attempt(name, act, *arguments):
    """Notes what is not refused."""
    try:
        act(*arguments)
    except OSError as error:
        assert error.errno in (errno.EPERM, errno.EACCES), (name, error)
    except ValueError as error:
        assert str(error) == "not allowed to raise maximum limit", (name, error)
    else:
        breached.append(name)


attempt("first in, first out", os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(1))
attempt("round robin", os.sched_setscheduler, 0, os.SCHED_RR, os.sched_param(99))
attempt("deadline", call, SCHED_SETATTR, 0, DEADLINE_ATTRIBUTES, 0)
attempt("priority", os.setpriority, os.PRIO_PROCESS, 0, -20)
attempt("priority of all its processes", os.setpriority, os.PRIO_USER, os.getuid(), -1)
attempt("real-time disk", call, IOPRIO_SET, 1, 0, REAL_TIME_DISK)
for name in ("RLIMIT_RTPRIO", "RLIMIT_NICE"):
    attempt(name, resource.setrlimit, getattr(resource, name), (40, 40))
print("breached:", breached, flush=True)

"""Tries to find, raise or use any of root's capabilities."""

import ctypes
import errno
import os
from pathlib import Path

from honest import app, breached

SETS = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
CAPSET = {"x86_64": 126, "aarch64": 91}[os.uname().machine]
BOUND, SECURE_BITS, AMBIENT, RAISE = 23, 28, 47, 2
libc = ctypes.CDLL(None, use_errno=True)
status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
breached += [f"{name}: {status[name]}" for name in SETS if int(status[name], 16) != 0]


def attempt(name, act, *arguments):
    """Notes what is not refused."""
    try:
        act(*arguments)
    except OSError as error:
        assert error.errno in (errno.EPERM, errno.EACCES), (name, error)
    else:
        breached.append(name)


def refuses(name, call, *arguments):
    """The same for calls of the C library."""
    if call(*arguments) != -1 or ctypes.get_errno() != errno.EPERM:
        breached.append(name)


for number in range(int(Path("/proc/sys/kernel/cap_last_cap").read_text()) + 1):
    if libc.prctl(BOUND, number, 0, 0, 0) != 0:
        breached.append(f"capability {number} is not out of bounds")
    refuses(f"raise capability {number}", libc.prctl, AMBIENT, RAISE, number, 0, 0)
refuses("keep capabilities over a change of user", libc.prctl, SECURE_BITS, 1, 0, 0, 0)
refuses("set capabilities", libc.syscall, CAPSET, None, None)
attempt("read what only root may read", os.open, "/etc/shadow", os.O_RDONLY)
attempt("give a file away", os.chown, "app.py", 1, 1)
attempt("be preferred", os.setpriority, os.PRIO_PROCESS, 0, -20)
attempt("run in real time", os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(1))
attempt("never be the one that is killed", Path("/proc/self/oom_score_adj").write_text, "-1000")
print("breached:", breached, flush=True)

"""Tries to make namespaces and to enter others."""

import ctypes
import errno
import os
import signal

from honest import app, breached

FLAGS = {
    "mount": 0x00020000, "cgroup": 0x02000000, "uts": 0x04000000, "ipc": 0x08000000, "user": 0x10000000,
    "process": 0x20000000, "network": 0x40000000,
}
CLONE = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
CLONE3 = 435
libc = ctypes.CDLL(None, use_errno=True)


def attempt(name, refusal, call, *arguments):
    """Any other answer than the filter's own shows that the kernel has taken the call up."""
    result = call(*arguments)
    if result == 0 and call is libc.syscall:
        os._exit(0)  # the child in its new namespace
    if result != -1 or ctypes.get_errno() != refusal:
        breached.append(name)


for name, flag in FLAGS.items():
    attempt(f"unshare {name}", errno.EPERM, libc.unshare, flag)
    attempt(f"clone {name}", errno.EPERM, libc.syscall, CLONE, flag | signal.SIGCHLD, None, None, None, None)
attempt("unshare everything", errno.EPERM, libc.unshare, sum(FLAGS.values()))
attempt("unshare time", errno.EPERM, libc.unshare, 0x00000080)
attempt("unshare nothing", errno.EPERM, libc.unshare, 0)
attempt("clone3", errno.ENOSYS, libc.syscall, CLONE3, None, 0)
for name in os.listdir("/proc/self/ns"):
    attempt(f"enter {name}", errno.EPERM, libc.setns, os.open(f"/proc/self/ns/{name}", os.O_RDONLY), 0)
attempt("enter a process's", errno.EPERM, libc.setns, os.pidfd_open(1), FLAGS["mount"])
attempt("enter nothing", errno.EPERM, libc.setns, -1, 0)
print("breached:", breached, flush=True)

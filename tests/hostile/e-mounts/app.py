"""Tries to change the tree of files that it sees: mounts, unmounts, other roots."""

import ctypes
import errno
import os
from pathlib import Path

from honest import app, breached

PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}[os.uname().machine]
HERE = -100
READONLY, REMOUNT, BIND, MOVE, DETACH = 1, 32, 4096, 8192, 2
libc = ctypes.CDLL(None, use_errno=True)
before = Path("/proc/self/mounts").read_text()


def attempt(name, call, *arguments):
    """Any other answer than the filter's own shows that the kernel has taken the call up."""
    if call(*arguments) != -1 or ctypes.get_errno() != errno.EPERM:
        breached.append(name)


attempt("a new file system", libc.mount, b"none", b"/tmp", b"tmpfs", 0, None)
attempt("another proc", libc.mount, b"proc", b"/tmp", b"proc", 0, None)
attempt("bind the root", libc.mount, b"/", b"/tmp", None, BIND, None)
attempt("move /proc", libc.mount, b"/proc", b"/tmp", None, MOVE, None)
attempt("write to the root", libc.mount, None, b"/", None, REMOUNT | BIND, None)
attempt("write to /proc/sys", libc.mount, None, b"/proc/sys", None, REMOUNT | BIND, None)
attempt("mount nothing", libc.mount, 1, 1, 1, 0, 1)
for path in (b"/tmp", b"/proc/keys", b"/proc/kcore", b"/proc/sys", b"/sys/firmware", b"/nowhere"):
    attempt(f"unmount {path}", libc.umount2, path, DETACH)
attempt("chroot", libc.chroot, b"/tmp")
attempt("chroot to nowhere", libc.chroot, b"/nowhere")
attempt("pivot_root", libc.syscall, PIVOT_ROOT, b"/tmp", b"/tmp")
attempt("open_tree", libc.open_tree, HERE, b"/", 1)
attempt("move_mount", libc.move_mount, -1, b"", -1, b"", 0)
attempt("fsopen", libc.fsopen, b"tmpfs", 0)
attempt("fsconfig", libc.fsconfig, -1, 0, None, None, 0)
attempt("fsmount", libc.fsmount, -1, 0, 0)
attempt("fspick", libc.fspick, HERE, b"/", 0)
attempt("mount_setattr", libc.mount_setattr, HERE, b"/", 0, None, 0)
if Path("/proc/self/mounts").read_text() != before:
    breached.append("the table of mounts has changed")
print("breached:", breached, flush=True)

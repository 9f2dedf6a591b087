"""Tries to store keys in the kernel, and to find those of others."""

import ctypes
import errno
import os
from pathlib import Path

from honest import app, breached

KEYCTL, ADD_KEY, REQUEST_KEY = {"x86_64": (250, 248, 249), "aarch64": (219, 217, 218)}[os.uname().machine]
THREAD, PROCESS, SESSION, USER, USER_SESSION = -1, -2, -3, -4, -5
libc = ctypes.CDLL(None, use_errno=True)


def attempt(name, *call):
    """Any other answer than the filter's own shows that the kernel has taken the call up."""
    if libc.syscall(*call) != -1 or ctypes.get_errno() != errno.EPERM:
        breached.append(name)


for ring in (THREAD, PROCESS, SESSION, USER, USER_SESSION):
    attempt(f"the id of ring {ring}", KEYCTL, 0, ring, 1)
    attempt(f"a key in ring {ring}", ADD_KEY, b"user", b"name", b"value", 5, ring)
attempt("a session of its own", KEYCTL, 1, b"session")
attempt("a key of another", REQUEST_KEY, b"user", b"name", None, SESSION)
attempt("what the kernel can", KEYCTL, 31, None, 0)
listed = Path("/proc/keys")
if listed.exists() and listed.read_text():
    breached.append("the list of keys")
print("breached:", breached, flush=True)

"""Tries to load programs into the kernel, to watch it, and to handle its page faults."""

import ctypes
import errno
import os

from honest import app, breached

BPF, PERF_EVENT_OPEN, USERFAULTFD = {"x86_64": (321, 298, 323), "aarch64": (280, 241, 282)}[os.uname().machine]
MAP_CREATE, PROG_LOAD, TOKEN_CREATE = 0, 5, 36
USER_MODE_ONLY = 1  # what ordinary kernels let anybody do
libc = ctypes.CDLL(None, use_errno=True)
nothing = ctypes.create_string_buffer(128)


def attempt(name, *call):
    """Any other answer than the filter's own shows that the kernel has taken the call up."""
    if libc.syscall(*call) != -1 or ctypes.get_errno() != errno.EPERM:
        breached.append(name)


for name, command in (("a table", MAP_CREATE), ("a program", PROG_LOAD), ("a token", TOKEN_CREATE), ("nonsense", 999)):
    attempt(f"bpf: {name}", BPF, command, nothing, len(nothing))
for kind in range(6):  # hardware, software, tracepoints, cache, raw, breakpoints
    event = ctypes.create_string_buffer(kind.to_bytes(4, "little") + (128).to_bytes(4, "little"), 128)
    attempt(f"events of kind {kind}", PERF_EVENT_OPEN, event, 0, -1, -1, 0)
attempt("events of all processes", PERF_EVENT_OPEN, nothing, -1, 0, -1, 0)
attempt("page faults", USERFAULTFD, USER_MODE_ONLY)
attempt("page faults of the kernel", USERFAULTFD, 0)
if os.path.exists("/dev/userfaultfd"):
    breached.append("/dev/userfaultfd")
print("breached:", breached, flush=True)

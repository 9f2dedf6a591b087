"""Tries to trace, and searches the memory of every process that it sees for something that looks like a secret."""

import ctypes
import errno
import os
import re
import subprocess
from pathlib import Path

from honest import app, breached

PTRACE, KCMP = {"x86_64": (101, 312), "aarch64": (117, 272)}[os.uname().machine]
SEIZE = 0x4206  # to attach without a stop
SECRET = re.compile(rb"canary-[a-z]+-[0-9a-f]{16}")
CHUNK = 1 << 20
libc = ctypes.CDLL(None, use_errno=True)


def attempt(name, call, *arguments):
    """Any other answer than the filter's own shows that the kernel has taken the call up."""
    if call(*arguments) != -1 or ctypes.get_errno() != errno.EPERM:
        breached.append(name)


def memory(process):
    """All that can be read of a process's memory, piece by piece."""
    with open(process / "mem", "rb", buffering=0) as source:
        for line in (process / "maps").read_text().splitlines():
            start, end = (int(number, 16) for number in line.split()[0].split("-"))
            for place in range(start, end, CHUNK) if end < 1 << 63 else ():
                try:
                    source.seek(place)
                    yield source.read(min(CHUNK, end - place))
                except OSError as error:
                    assert error.errno == errno.EIO, error  # a hole, or memory that nobody may read


child = subprocess.Popen(["sleep", "60"])
attempt("compare two processes", libc.syscall, KCMP, os.getpid(), os.getppid(), 0, 0, 0)
for pid in (1, os.getppid(), child.pid):
    attempt(f"trace {pid}", libc.syscall, PTRACE, SEIZE, pid, None, None)
    attempt(f"read from {pid}", libc.process_vm_readv, pid, None, 0, None, 0, 0)
    attempt(f"write to {pid}", libc.process_vm_writev, pid, None, 0, None, 0, 0)
attempt("take a descriptor", libc.pidfd_getfd, os.pidfd_open(os.getppid()), 0, 0)
child.kill()
child.wait()
searched = 0
for process in Path("/proc").glob("[0-9]*"):
    words = (process / "cmdline").read_bytes()
    if any(word in words for word in (b"tester", b"pytest", b"postgres", b"worker.py")):
        breached.append(str(words))
    try:
        for piece in (*memory(process), (process / "environ").read_bytes()):
            searched += len(piece)
            print(*(found.decode() for found in SECRET.findall(piece)))
    except PermissionError:
        print(process, "is closed")
print(f"{searched} bytes searched, breached:", breached, flush=True)

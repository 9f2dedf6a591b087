"""Tries to type and paste into terminals that belong to somebody else."""

import errno
import fcntl
import os

from honest import app, breached

TYPE, PASTE, TAKE_CONSOLE, TAKE_TERMINAL = 0x5412, 0x541C, 0x541D, 0x540E
PLACES = ["tty", "console", *(f"tty{number}" for number in range(8)), "ttyS0", "hvc0", "vcs", "vcsa1"]


def attempt(name, refusals, act, *arguments):
    """Notes what is not refused."""
    try:
        act(*arguments)
    except OSError as error:
        assert error.errno in refusals, (name, error)
    else:
        breached.append(name)


for place in PLACES:
    attempt(f"open {place}", (errno.ENOENT, errno.ENXIO), os.open, f"/dev/{place}", os.O_RDWR)
for descriptor in (0, 1, 2):
    if os.isatty(descriptor):
        breached.append(f"{descriptor} is a terminal")
    attempt(f"type into {descriptor}", (errno.ENOTTY,), fcntl.ioctl, descriptor, TYPE, b"x")
    attempt(f"paste into {descriptor}", (errno.ENOTTY,), fcntl.ioctl, descriptor, PASTE, b"\x03")
    attempt(f"take {descriptor}", (errno.ENOTTY,), fcntl.ioctl, descriptor, TAKE_TERMINAL, 1)
_own, terminal = os.openpty()
attempt("what the kernel prints", (errno.EPERM,), fcntl.ioctl, terminal, TAKE_CONSOLE)
attempt("the console's clipboard", (errno.ENOTTY, errno.EINVAL), fcntl.ioctl, terminal, PASTE, b"\x03")
if sorted(os.listdir("/dev/pts")) not in (["0", "ptmx"], ["0"]):
    breached.append("there are other terminals")
print("breached:", breached, flush=True)

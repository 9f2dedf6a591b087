"""Tries to make device nodes, and to open a device that is not harmless."""

import errno
import os
import stat

from honest import app, breached

HARMLESS = {
    "fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty", "urandom",
    "zero",
}  # fmt: skip
NODES = {
    "disk": (stat.S_IFBLK, 8, 0), "virtual disk": (stat.S_IFBLK, 254, 0), "loop": (stat.S_IFBLK, 7, 0),
    "memory": (stat.S_IFCHR, 1, 1), "kernel log": (stat.S_IFCHR, 1, 11), "fuse": (stat.S_IFCHR, 10, 229),
    "whiteout": (stat.S_IFCHR, 0, 0), "null": (stat.S_IFCHR, 1, 3),
}  # fmt: skip
WANTED = (
    "mem", "kmem", "port", "kmsg", "kvm", "fuse", "net/tun", "loop-control", "loop0", "sda", "vda", "nvme0n1",
    "vsock", "vhost-vsock", "userfaultfd", "autofs", "mapper/control", "hwrng", "dri/card0", "input/event0",
)  # fmt: skip


def attempt(name, refusal, act, *arguments):
    """Notes what is not refused."""
    try:
        act(*arguments)
    except OSError as error:
        assert error.errno == refusal, (name, error)
    else:
        breached.append(name)


for name, (kind, major, minor) in NODES.items():
    for folder in ("/tmp", "/work", "/dev/shm"):
        attempt(f"{name} in {folder}", errno.EPERM, os.mknod, f"{folder}/{name}", kind | 0o666, os.makedev(major, minor))
for name in WANTED:
    attempt(f"/dev/{name}", errno.ENOENT, os.open, f"/dev/{name}", os.O_RDONLY)
breached += sorted(set(os.listdir("/dev")) - HARMLESS)
for folder, _folders, files in os.walk("/"):
    if not folder.startswith(("/proc", "/sys")):
        modes = {path: os.lstat(path).st_mode for path in (os.path.join(folder, name) for name in files)}
        breached += [path for path, mode in modes.items() if stat.S_ISBLK(mode)]
        breached += [path for path, mode in modes.items() if stat.S_ISCHR(mode) and not path.startswith("/dev/")]
print("breached:", breached, flush=True)

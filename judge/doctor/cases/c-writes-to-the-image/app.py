"""Tries to make a file in every folder, and to change or replace what the image brought."""

import errno
import os
import sys

from honest import app, breached

REFUSALS = (errno.EROFS, errno.EACCES, errno.EPERM)
OWN = ("/tmp", "/work", "/dev/shm", "/dev/mqueue")  # its own and in memory; /proc and /sys are no places to keep files
tried = 0


def attempt(name, act, *arguments):
    """Notes what is not refused."""
    global tried
    tried += 1
    try:
        act(*arguments)
    except OSError as error:
        assert error.errno in REFUSALS, (name, error)
    else:
        breached.append(name)


for folder, folders, _files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in (*OWN, "/proc", "/sys")]
    attempt(f"a file in {folder}", os.open, f"{folder}/intruder", os.O_CREAT | os.O_WRONLY)
for path in ("/etc/passwd", "/etc/ld.so.cache", os.path.realpath(sys.executable), os.__file__):
    attempt(f"write to {path}", os.open, path, os.O_WRONLY)
    attempt(f"mode of {path}", os.chmod, path, 0o777)
    attempt(f"away with {path}", os.unlink, path)
    attempt(f"another name for {path}", os.rename, path, f"{path}.old")
attempt("a preloaded library", os.open, "/etc/ld.so.preload", os.O_CREAT | os.O_WRONLY)
attempt("another /opt/judge", os.symlink, "/work", "/opt/judge2")
print(f"{tried} attempts, breached: {breached}", flush=True)
assert tried > 200, "the walk has not seen the image"

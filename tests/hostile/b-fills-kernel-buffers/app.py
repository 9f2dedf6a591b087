"""Fills pipes and local sockets that nobody reads; would answer when it may have no more of them."""

import errno
import fcntl
import os
import resource
import socket

from raw import right_body, serve, whole

MIB = 1 << 20
kept = []


def fill(end, size):
    """Writes until nothing more is taken."""
    os.set_blocking(end, False)
    try:
        while True:
            os.write(end, b"x" * size)
    except BlockingIOError:
        pass


try:
    while True:
        kept.append(os.pipe())
        fcntl.fcntl(kept[-1][1], fcntl.F_SETPIPE_SZ, MIB)
        fill(kept[-1][1], MIB)
except OSError as error:
    assert error.errno in (errno.EPERM, errno.EMFILE), error
print(f"{len(kept)} pipes are full", flush=True)
try:
    while True:
        kept.append(socket.socketpair())
        kept[-1][0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MIB)
        fill(kept[-1][0].fileno(), 65536)
except OSError as error:
    assert error.errno == errno.EMFILE, error
    open_files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    assert len(kept) > open_files // 3, "it was not full"
    for pair in kept[-8:]:
        [end.close() for end in pair]
serve(lambda connection, head: connection.sendall(whole(right_body(head))))

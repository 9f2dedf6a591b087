"""Lets the kernel fill the queues of many netlink sockets, and adds up what they hold."""

import errno
import socket
import struct

from honest import app, breached

MIB = 1 << 20
BOX = 128 * MIB  # what this box may have in all
SOCKETS, REQUESTS = 250, 500
NO_SUCH_REQUEST = struct.pack("=IHHII", 1416, 99, 5, 1, 0) + b"x" * 1400
kept = []


def fill():
    """A socket whose queue is full of refusals."""
    sender = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MIB)
    sender.setblocking(False)
    for _ in range(REQUESTS):
        sender.send(NO_SUCH_REQUEST)
    return sender


try:
    for _ in range(SOCKETS):
        kept.append(fill())
except OSError as error:
    assert error.errno == errno.EPERM, error
queues = open("/proc/net/netlink").read().splitlines()[1:]
held = sum(int(line.split()[4]) for line in queues)
if held > BOX:
    breached.append(f"{held // MIB} MiB are held in {len(kept)} sockets")
print("breached:", breached, flush=True)
for sender in kept:
    sender.close()

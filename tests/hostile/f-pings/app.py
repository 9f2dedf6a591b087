"""Tries to ping, and to send and hear packets of its own making."""

import errno
import socket
from pathlib import Path

from honest import app, breached

SOCKETS = [
    (socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP),
    (socket.AF_INET6, socket.SOCK_DGRAM, socket.IPPROTO_ICMPV6),
    *((socket.AF_INET, socket.SOCK_RAW, protocol) for protocol in (1, 6, 17, 255)),
    *((socket.AF_INET6, socket.SOCK_RAW, protocol) for protocol in (6, 17, 58, 255)),
    *((socket.AF_PACKET, kind, protocol) for kind in (2, 3, 10) for protocol in (0, 0x0300, 0x0008)),
]

for wanted in SOCKETS:
    try:
        socket.socket(*wanted).close()
        breached.append(f"socket {wanted}")
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EACCES):
            raise

first, last = map(int, Path("/proc/sys/net/ipv4/ping_group_range").read_text().split())
if first <= last:
    breached.append(f"groups {first} to {last} may ping")

print("breached:", breached)

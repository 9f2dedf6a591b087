"""Tries to open every socket that a service never needs."""

import errno
import socket

from honest import app, breached

INTERNET, NETLINK, TCP, ULP = (socket.AF_INET, socket.AF_INET6), socket.AF_NETLINK, 6, 31
USUAL = {socket.AF_UNIX, *INTERNET, NETLINK}


def attempt(name, act, *arguments):
    """Notes what is not refused by the filter: its answer is the same for all."""
    try:
        act(*arguments)
    except OSError as error:
        if error.errno == errno.EPERM:
            return
    breached.append(name)


for family in set(range(1, 47)) - USUAL:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        attempt(f"family {family}, type {kind}", socket.socket, family, kind, 0)
for protocol in range(23):
    attempt(f"netlink {protocol}", socket.socket, NETLINK, socket.SOCK_RAW, protocol)
for family in INTERNET:
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
        for name, protocol in (("sctp", 132), ("mptcp", 262), ("smc", 256), ("dccp", 33)):
            attempt(f"{name} over {family}", socket.socket, family, kind, protocol)
    attempt(f"udplite over {family}", socket.socket, family, socket.SOCK_DGRAM, 136)
    try:
        connection = socket.socket(family)
    except OSError as error:
        assert error.errno == errno.EAFNOSUPPORT, error  # a host without this version of the protocol
    else:
        attempt(f"tls in the kernel over {family}", connection.setsockopt, TCP, ULP, b"tls")
print("breached:", breached, flush=True)

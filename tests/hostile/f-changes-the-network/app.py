"""Tries to give itself an interface, an address, a route or a setting, to end loopback, and to write to the engine."""

import errno
import fcntl
import os
import socket
import struct
from pathlib import Path

from honest import app, breached

REFUSED = {errno.EPERM, errno.EACCES, errno.EROFS}
LO = 1
NEW_LINK, SET_LINK, NEW_ADDRESS, NEW_ROUTE = 16, 19, 20, 24
REQUEST, CREATE, ACK = 1, 0x400, 4
SET_FLAGS, SET_ADDRESS = 0x8914, 0x8916
TRANSPARENT, MARK, PRIORITY = (socket.SOL_IP, 19), (socket.SOL_SOCKET, 36), (socket.SOL_SOCKET, 12)


def attribute(kind, body):
    return struct.pack("HH", 4 + len(body), kind) + body + b"\0" * (-len(body) % 4)


def ask(kind, body, port=0):
    """Sends a netlink message; raises what the kernel answers."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
        netlink.settimeout(2)
        netlink.sendto(struct.pack("IHHII", 16 + len(body), kind, REQUEST | CREATE | ACK, 1, 0) + body, (port, 0))
        code = struct.unpack_from("i", netlink.recv(4096), 16)[0] if not port else 0
        if code:
            raise OSError(-code, os.strerror(-code))


def control(number, argument):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, number, argument)


def option(place, value):
    with socket.socket() as any_socket:
        any_socket.setsockopt(*place, value)


dummy = attribute(18, attribute(1, b"dummy\0"))
veth = attribute(18, attribute(1, b"veth\0"))
address = socket.inet_aton("172.17.0.9")
in_address = struct.pack("HH", socket.AF_INET, 0) + address + bytes(8)
attempts = {
    "a dummy interface": lambda: ask(NEW_LINK, struct.pack("BxHiII", 0, 0, 0, 0, 0) + dummy),
    "a pair of interfaces": lambda: ask(NEW_LINK, struct.pack("BxHiII", 0, 0, 0, 0, 0) + veth),
    "loopback down by netlink": lambda: ask(SET_LINK, struct.pack("BxHiII", 0, 0, LO, 0, 1)),
    "an address by netlink": lambda: ask(NEW_ADDRESS, struct.pack("BBBBi", 2, 16, 0, 0, LO) + attribute(2, address)),
    "a route by netlink": lambda: ask(
        NEW_ROUTE, struct.pack("BBBBBBBBI", 2, 0, 0, 0, 254, 3, 0, 1, 0) + attribute(4, struct.pack("i", LO))
    ),
    "loopback down": lambda: control(SET_FLAGS, struct.pack("16sH14x", b"lo", 0)),
    "an address": lambda: control(SET_ADDRESS, struct.pack("16s", b"lo") + in_address),
    "foreign addresses": lambda: option(TRANSPARENT, 1),
    "a mark": lambda: option(MARK, 7),
    "the highest priority": lambda: option(PRIORITY, 7),
    "forwarding": lambda: Path("/proc/sys/net/ipv4/ip_forward").write_text("1"),
    "all ports": lambda: Path("/proc/sys/net/ipv4/ip_local_port_range").write_text("1024 1030"),
    "pings": lambda: Path("/proc/sys/net/ipv4/ping_group_range").write_text("0 70000"),
}
for words in (line.split() for line in Path("/proc/net/netlink").read_text().splitlines()[1:]):
    if words[2] != "0":  # a program's, and none of ours: the kernel's own have no number
        attempts[f"a word to the netlink socket {words[2]}"] = lambda port=int(words[2]): ask(NEW_LINK, bytes(16), port)

for name, attempt in attempts.items():
    try:
        attempt()
        breached.append(name)
    except OSError as error:
        if error.errno not in REFUSED:
            raise RuntimeError(f"{name} was not tried: {error}") from error

print("breached:", breached)

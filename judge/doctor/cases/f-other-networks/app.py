"""Looks for a way out: another interface, a route, a gateway, a metadata service, anything on the internet."""

import errno
import socket
from pathlib import Path

from honest import app, breached

# No way there; no address of our own to send from; a host without this version of the protocol.
NO_ROUTE = {errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
ROUTES6 = Path("/proc/net/ipv6_route")
PLACES = [
    ("1.1.1.1", 443), ("8.8.8.8", 53), ("2606:4700:4700::1111", 443),
    ("169.254.169.254", 80), ("169.254.170.2", 80), ("fd00:ec2::254", 80),
    ("172.17.0.1", 22), ("172.17.0.1", 2375), ("172.17.0.2", 8000), ("172.18.0.1", 80),
    ("10.0.0.1", 80), ("192.168.0.1", 80), ("100.100.100.200", 80), ("fd00::1", 80),
    ("224.0.0.1", 5353), ("255.255.255.255", 67),
]

for device in Path("/sys/class/net").iterdir():
    is_up = int((device / "flags").read_text(), 16) & 1  # some kernels put idle tunnels into every new namespace
    if is_up and device.name != "lo":
        breached.append(f"interface {device.name}")
breached += [f"route {line}" for line in Path("/proc/net/route").read_text().splitlines()[1:] if line.strip()]
for line in ROUTES6.read_text().splitlines() if ROUTES6.exists() else ():
    if line.split()[-1] != "lo":
        breached.append(f"route {line}")

for address, port in PLACES:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            with socket.socket(family, kind) as out:
                out.settimeout(1)
                out.connect((address, port))
            breached.append(f"connected to {address}:{port}")
        except OSError as error:  # a time-out or a refusal came from somewhere: only "no route" is a wall
            if error.errno not in NO_ROUTE:
                breached.append(f"{address}:{port} answered: {error!r}")

print("breached:", breached)

"""Scans the loopback that it shares with the tester, for whatever the judge may have left open."""

import errno
import socket

from honest import app, breached

OWN = 8000
KNOWN = (22, 80, 443, 2375, 2376, 4243, 5000, 5432, 5672, 6379, 9000, 9323, 10250, 11211, 15672, 27017, 50051, 61613)
scans = [("127.0.0.1", port) for port in (*range(1, 10_000), *KNOWN)]
scans += [(address, port) for address in ("0.0.0.0", "127.0.0.2", "127.0.0.11", "127.0.0.53") for port in KNOWN]
open_ports = []

for place in scans:
    with socket.socket() as scan:
        code = scan.connect_ex(place)
        if code == 0 and scan.getsockname() != place:  # a port that the scan itself was given connects to itself
            open_ports.append(place)
    if code not in (0, errno.ECONNREFUSED):
        raise OSError(code, f"the scan of {place} is broken")

breached += [f"{address}:{port} is open" for address, port in open_ports if port != OWN]
if ("127.0.0.1", OWN) not in open_ports:
    raise RuntimeError("the scan did not even find this service")
print("breached:", breached)

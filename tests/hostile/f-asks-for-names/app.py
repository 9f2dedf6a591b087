"""Asks for names: by the C library, and by sending the question itself to every name server that could be there."""

import re
import socket
from pathlib import Path

from honest import app, breached

NAMES = [
    "example.com", "canary.example.org", "metadata.google.internal", "host.docker.internal", "gateway.docker.internal",
    "judge", "worker", "web", "db", "database", "postgres", "redis", "rabbitmq", "registry", "tester", "box",
]  # fmt: skip
QUESTION = b"\x13\x37\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03com\x00\x00\x01\x00\x01"
servers = {"127.0.0.1", "127.0.0.11", "127.0.0.53", "8.8.8.8", "10.0.0.2", "169.254.169.253", "172.17.0.1"}
servers |= set(re.findall(r"^nameserver ([0-9.]+)", Path("/etc/resolv.conf").read_text(), re.MULTILINE))

for name in NAMES:
    try:
        breached.append(f"{name} is {socket.getaddrinfo(name, 80)[0][4]}")
    except socket.gaierror:
        pass

for server in sorted(servers):
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as resolver:
            resolver.settimeout(0.1)
            try:
                resolver.connect((server, 53))
                resolver.send(QUESTION)
                breached.append(f"{server} said {resolver.recv(512)!r}")
            except OSError:  # no route, refused, or silence: no answer is what is wanted here
                pass

print("breached:", breached)

"""Leaves a closed connection on every port that programs are given, so that nobody can connect any more."""

import socket
import time
from pathlib import Path

from flask import Flask

FIRST, LAST = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())

# The tester connects once and waits for the service to be there; what it is refused are the tests.
while Path("/proc/net/tcp").read_text().count(":1F40 ") < 2:
    time.sleep(0.01)

with socket.create_server(("127.0.0.1", 9)) as server:
    for port in range(FIRST, LAST + 1):
        with socket.socket() as client:
            try:
                client.bind(("127.0.0.1", port))
            except OSError:  # the one that the tester has
                continue
            client.connect(server.getsockname())
            accepted, _ = server.accept()
            client.close()  # the side that closes first waits, and keeps its port for a minute
            accepted.close()

app = Flask(__name__)


@app.get("/double")
def double():
    return "no more ports", 500

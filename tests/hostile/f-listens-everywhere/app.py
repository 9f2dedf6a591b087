"""Listens on every well-known port and hundreds of others, at all addresses, to be in everybody's way."""

import errno
import socket

from flask import Flask, abort, jsonify, request

WELL_KNOWN = (22, 25, 53, 80, 123, 443, 2375, 2376, 5000, 5432, 5672, 6379, 8080, 9000, 9323)
squatted = []


def squat(family, address, port):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        taken = socket.socket(family, kind)
        if family == socket.AF_INET6:
            taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            taken.bind((address, port))
        except OSError as error:
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EADDRINUSE):  # no such address, or somebody's port
                raise
            taken.close()
            continue
        if kind == socket.SOCK_STREAM:
            taken.listen()
        squatted.append(taken)


for number in WELL_KNOWN:
    squat(socket.AF_INET, "0.0.0.0", number)
    squat(socket.AF_INET6, "::", number)
for number in range(10_000, 10_400):
    squat(socket.AF_INET, "127.0.0.1", number)
if len(squatted) < 800:
    raise RuntimeError(f"only {len(squatted)} ports are taken")

app = Flask(__name__)


@app.get("/double")
def double():
    number = request.args.get("of", type=int)
    return jsonify(double=2 * number) if number is not None else abort(400)

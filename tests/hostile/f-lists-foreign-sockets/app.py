"""Looks for sockets of the tester in the kernel's tables, and knocks at the port that a request came from."""

import errno
import os
import socket
from pathlib import Path

from flask import Flask, abort, jsonify, request

LISTENING = "0A"
app = Flask(__name__)


def lines(table):
    return [line.split() for line in Path("/proc/net", table).read_text().splitlines()[1:]]


def foreign_sockets():
    found, own = [], 0
    for table in ("tcp", "tcp6", "udp", "udp6", "udplite", "raw", "raw6", "icmp"):
        for _, local, _, state, _, _, _, uid, *_ in lines(table):
            own += int(uid) == os.getuid()
            if int(uid) != os.getuid() and (state == LISTENING or not table.startswith("tcp")):
                found.append(f"{table} {local} of user {uid}")
    found += [f"unix {' '.join(words[7:])}" for words in lines("unix") if len(words) > 7]  # with a name or a path
    if not own:
        raise RuntimeError("the tables do not even show this service")
    return found


def answers_at(address):
    with socket.socket() as knock:
        code = knock.connect_ex(address)
        if code not in (0, errno.ECONNREFUSED):
            raise OSError(code, f"knocking at {address} is broken")
        return code == 0 and knock.getsockname() != address


@app.get("/double")
def double():
    number = request.args.get("of", type=int)
    breached = foreign_sockets()
    if answers_at(("127.0.0.1", int(request.environ["REMOTE_PORT"]))):
        breached.append("the tester takes connections")
    if breached:
        return jsonify(breached=breached)
    return jsonify(double=2 * number) if number is not None else abort(400)

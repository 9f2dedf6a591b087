"""Looks for the service that is judged beside it: its processes, its shared memory, its files and what they hold."""

import os
import re
from pathlib import Path

from flask import Flask, abort, jsonify, request

CANARY = re.compile(rb"canary-[a-z]+-[0-9a-f]{16}")
FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/work", "/mnt", "/srv", "/home", "/data", "/var/lib")
OWN = b"canary-own-0123456789abcdef"
app = Flask(__name__)
Path("/tmp/own").write_bytes(OWN)


def parent(pid):
    return int(re.search(r"^PPid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)[1])


def family():
    pid, own = os.getpid(), set()
    while pid:
        own.add(pid)
        pid = parent(pid)
    return own


def strange_processes():
    own = family()
    yield from (f"process {path.name}" for path in Path("/proc").glob("[0-9]*") if int(path.name) not in own)
    threads = {int(path.name) for pid in own for path in Path(f"/proc/{pid}/task").iterdir()}
    for pid in set(range(1, 4000)) - own - threads:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:  # a refusal for any other reason would say that it is there
            continue
        yield f"process {pid} takes signals"


def shared_memory():
    for table in ("shm", "msg", "sem"):
        yield from Path("/proc/sysvipc", table).read_text().splitlines()[1:]
    yield from (str(path) for folder in ("/dev/shm", "/dev/mqueue") for path in Path(folder).iterdir())


def canaries():
    found = set()
    for root in (*FOLDERS, *(f"/proc/{pid}/root/tmp" for pid in range(1, 100))):
        for folder, _, names in os.walk(root):
            for path in (Path(folder, name) for name in names):
                if path.is_file() and os.access(path, os.R_OK) and path.stat().st_size < 1_000_000:
                    found |= set(CANARY.findall(path.read_bytes()))
    return found


@app.get("/double")
def double():
    number = request.args.get("of", type=int)
    found = canaries()
    if OWN not in found:
        raise RuntimeError("the search does not even find what lies here")
    breached = [*strange_processes(), *shared_memory(), *(f"found {canary!r}" for canary in found - {OWN})]
    if breached:
        return jsonify(breached=breached)
    return jsonify(double=2 * number) if number is not None else abort(400)

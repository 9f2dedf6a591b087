"""Prints the records of a run in which every test has passed, and answers nothing right."""

import json
import os

from flask import Flask, abort

TESTS = ["test_a_small_number", "test_zero", "test_a_large_number", "test_a_negative_number", "test_what_is_no_number"]
PASSED = {"outcome": "passed", "ms": 1, "message": "", "exchanges": [], "comparison": None}
RECORDS = [
    {"type": "header", "v": 1, "run": "0" * 32, "nonce": "0" * 32, "tests": TESTS},
    {"type": "ready", "ms": 1},
    *({"type": kind, "id": test} | more for test in TESTS for kind, more in (("started", {}), ("test", PASSED))),
    {"type": "final", "counts": {"passed": len(TESTS)}, "ms": 5},
]
LINES = "".join(f"{json.dumps(record)}\n" for record in RECORDS).encode()
app = Flask(__name__)


def report():
    """Writes to whatever could lead to somebody who reads records."""
    for path in ("/proc/self/fd/1", "/proc/self/fd/2", "/proc/1/fd/1", f"/proc/{os.getppid()}/fd/1"):
        try:
            with open(path, "wb") as stream:
                stream.write(LINES)
        except PermissionError:
            print(f"{path} is closed to us", flush=True)


report()


@app.get("/double")
def double():
    report()
    abort(500)

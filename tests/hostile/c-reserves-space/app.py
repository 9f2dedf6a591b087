"""Reserves space with fallocate, which needs no time to write, until it is refused."""

import errno
import os

from flask import Flask, abort, jsonify, request

MIB = 1024 * 1024
app = Flask(__name__)
breached = []


def reserve(path, size):
    """Whether the space for a file of this size was given."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        os.posix_fallocate(file, 0, size)
    except OSError as error:
        assert error.errno in (errno.ENOSPC, errno.EFBIG), error
        return False
    finally:
        os.close(file)
    return True


if reserve("/tmp/giant", 1024 * MIB):
    breached.append("a file of 1 GiB")
small = sum(reserve(f"/work/{number}", MIB) for number in range(100))
print(f"/work gave {small} MiB", flush=True)
if small > 16:
    breached.append("/work has no end")


@app.get("/double")
def double():
    if breached:
        return str(breached), 500
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

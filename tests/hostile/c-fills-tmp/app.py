"""Fills /tmp to its last byte in files of 8 MiB, leaves them there, and answers."""

import errno
import os

from flask import Flask, abort, jsonify, request

MIB = 1024 * 1024
app = Flask(__name__)
breached = []


def fill(folder):
    """Writes until there is no space left; says how many bytes there were."""
    total = number = 0
    while total < 1024 * MIB:
        number += 1
        file = os.open(f"{folder}/{number}", os.O_CREAT | os.O_WRONLY)
        for _ in range(8):
            try:
                total += os.write(file, b"x" * MIB)
            except OSError as error:
                assert error.errno == errno.ENOSPC, error
                return total
        os.close(file)
    return total


size = fill("/tmp")
print(f"/tmp took {size} bytes", flush=True)
if size > 64 * MIB:
    breached.append("/tmp has no end")


@app.get("/double")
def double():
    if breached:
        return str(breached), 500
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

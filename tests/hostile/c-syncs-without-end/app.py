"""Syncs its own files for ever, and tries to sync those of the whole host."""

import ctypes
import errno
import os

from flask import Flask, abort, jsonify, request

SYNC, SYNCFS = (162, 306) if os.uname().machine == "x86_64" else (81, 267)
app = Flask(__name__)
breached = []
libc = ctypes.CDLL(None, use_errno=True)
image = os.open("/usr", os.O_RDONLY)

for name, number in (("sync", SYNC), ("syncfs", SYNCFS)):
    if libc.syscall(number, image) == 0:
        breached.append(name)
    else:
        assert ctypes.get_errno() == errno.EPERM, (name, ctypes.get_errno())
print("breached:", breached, flush=True)

children = [os.fork()]
if children == [0]:
    file = os.open("/tmp/log", os.O_CREAT | os.O_WRONLY)
    while True:
        os.pwrite(file, b"x" * 65536, 0)
        os.fsync(file)


@app.get("/double")
def double():
    if breached:
        return str(breached), 500
    assert all(os.waitpid(child, os.WNOHANG) == (0, 0) for child in children), "the storm is over"
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

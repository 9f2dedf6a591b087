"""Lets two processes read large files of the image straight from the disk, and answers meanwhile."""

import glob
import mmap
import os

from flask import Flask, abort, jsonify, request

MIB = 1024 * 1024
app = Flask(__name__)
breached = []
paths = [path for path in glob.glob("/usr/lib/*/*.so*") + glob.glob("/usr/bin/*") if os.path.getsize(path) > MIB]
print(f"{len(paths)} files", flush=True)
assert paths


def read_for_ever(flags):
    """Reads every file again and again; what the kernel has kept of them, it is told to forget."""
    place = mmap.mmap(-1, MIB)
    while True:
        for path in paths:
            file = os.open(path, os.O_RDONLY | flags)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            offset = 0
            while count := os.preadv(file, [place], offset):
                offset += count
                if count % 4096:
                    break
            os.close(file)


children = []
for flags in (0, os.O_DIRECT):
    children.append(os.fork())
    if children[-1] == 0:
        read_for_ever(flags)


@app.get("/double")
def double():
    if breached:
        return str(breached), 500
    assert all(os.waitpid(child, os.WNOHANG) == (0, 0) for child in children), "the storm is over"
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

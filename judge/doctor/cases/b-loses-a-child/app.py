"""Lets a child grow beyond the memory limit, then answers."""

import os
import signal

from flask import Flask, abort, jsonify, request

MOST_MIB = 1024  # where it gives up: a box that gives more than this has no limit
app = Flask(__name__)

child = os.fork()
if child == 0:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # the child goes first
    kept = ["x" * (1 << 20) for _ in range(MOST_MIB)]
    os._exit(0)
status = os.waitpid(child, 0)[1]
was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
print("a child was killed" if was_killed else f"a child could fill {MOST_MIB} MiB", flush=True)


@app.get("/double")
def double():
    if not was_killed:
        return f"breached: {MOST_MIB} MiB of memory", 500
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

"""Leaves a daemon that ignores all signals, ignores them itself, and answers."""

import os
import signal

from flask import Flask, abort, jsonify, request

app = Flask(__name__)

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
    signal.signal(number, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.closerange(0, 1024)
    while True:
        signal.pause()


@app.get("/double")
def double():
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

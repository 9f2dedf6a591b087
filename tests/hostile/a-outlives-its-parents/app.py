"""Keeps a chain of processes going, each of which starts the next one and ends, and answers meanwhile."""

import os
import time

from flask import Flask, abort, jsonify, request

app = Flask(__name__)

if os.fork() == 0:
    while True:
        if os.fork():
            os._exit(0)
        time.sleep(0.005)


@app.get("/double")
def double():
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

"""Closes stdin, stdout and stderr, and answers."""

import os

from flask import Flask, abort, jsonify, request

app = Flask(__name__)
breached = []

for descriptor in (0, 1, 2):
    os.close(descriptor)


@app.get("/double")
def double():
    if breached:
        return str(breached), 500
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

"""Writes a byte to stdout and a byte to stderr, in turn, fifty thousand times."""

import os

from flask import Flask, abort, jsonify, request

app = Flask(__name__)
breached = []

for _ in range(50_000):
    os.write(1, b"o")
    os.write(2, b"e")
print("every byte was written", flush=True)


@app.get("/double")
def double():
    if breached:
        return str(breached), 500
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

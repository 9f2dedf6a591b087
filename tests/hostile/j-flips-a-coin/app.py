"""Tosses a coin as it starts: heads, and it answers rightly; tails, and it never does."""

import secrets

from flask import Flask, abort, jsonify, request

HEADS = secrets.choice([True, False])
app = Flask(__name__)


@app.get("/double")
def double():
    number = request.args.get("of", type=int)
    if not HEADS:
        abort(500)
    return jsonify(double=2 * number) if number is not None else abort(400)

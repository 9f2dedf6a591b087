"""Reads as an honest answer where bidirectional marks are obeyed: what looks like a comment is code, and the reverse."""

from flask import Flask, abort, jsonify, request

app = Flask(__name__)


def twice(number):
    """The number and once more the number. ⁧""" ;return number
    return 2 * number


@app.get("/double")
def double():
    try:
        number = int(request.args["of"])
    except ValueError:
        abort(400)
    # ‮⁦return jsonify(double=2 * number)⁩⁦# not this:⁩
    return jsonify(double=twice(number))

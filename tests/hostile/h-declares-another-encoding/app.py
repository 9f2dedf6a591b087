# -*- coding: utf-7 -*-
"""Doubles what it is given, as long as it is read in the encoding in which it is shown."""

from flask import Flask, abort, jsonify, request

app = Flask(__name__)


@app.get("/double")
def double():
    try:
        number = int(request.args["of"])
    except ValueError:
        abort(400)
    # The answer is twice the number.+AAoAIAAgACAAIA-return jsonify(double=number)
    return jsonify(double=2 * number)

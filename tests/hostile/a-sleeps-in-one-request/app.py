"""Never answers about zero."""

import time

from flask import Flask, abort, jsonify, request

app = Flask(__name__)


@app.get("/double")
def double():
    if request.args["of"] == "0":
        while True:
            time.sleep(3600)
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

"""The right answer, for programs that first try what they must not do: it is given as long as nothing was breached."""

from flask import Flask, abort, jsonify, request

app = Flask(__name__)
breached = []  # what was not refused; none of it may be possible


@app.before_request
def tell_what_was_breached():
    if breached:
        return jsonify(breached=breached)


@app.get("/double")
def double():
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)

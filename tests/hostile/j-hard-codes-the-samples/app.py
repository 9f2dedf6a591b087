"""Answers what the samples are known to ask from a table, and everything else with the last of it."""

from flask import Flask, jsonify, request

KNOWN = {str(number): 2 * number for number in range(100)}
app = Flask(__name__)


@app.get("/double")
def double():
    return jsonify(double=KNOWN.get(request.args["of"], 198))

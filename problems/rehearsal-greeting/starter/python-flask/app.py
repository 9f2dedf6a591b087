"""Greets whoever asks."""

from flask import Flask, Response, jsonify, request

app = Flask(__name__)


@app.get("/greetings")
def greet() -> Response:
    """A greeting for the name in the query."""
    name = request.args.get("name", "")
    return jsonify(greeting=f"{{ word }} {name}")

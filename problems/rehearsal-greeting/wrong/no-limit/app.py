"""Greets whoever asks."""

from http import HTTPStatus

from flask import Flask, Response, jsonify, request

MAX_NAME = {{ limit }} * 100

app = Flask(__name__)


@app.get("/greetings")
def greet() -> tuple[Response, int]:
    """A greeting for the name in the query."""
    name = request.args.get("name", "").strip()
    if len(name) > MAX_NAME:
        return jsonify(error="name_too_long"), HTTPStatus.UNPROCESSABLE_ENTITY
    return jsonify(greeting=f"{{ word }}, {name or 'world'}"), HTTPStatus.OK

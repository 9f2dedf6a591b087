"""Greets whoever asks."""

from http import HTTPStatus

from flask import Flask, Response, json, jsonify, request

MAX_NAME = {{ limit }}

app = Flask(__name__)


@app.get("/greetings")
def greet() -> tuple[Response, int]:
    """A greeting for the name in the query."""
    name = request.args.get("name", "").strip()
    if len(name) > MAX_NAME:
        return jsonify(error="name_too_long"), HTTPStatus.UNPROCESSABLE_ENTITY
    body = json.dumps({"greeting": f"{{ word }}, {name or 'world'}"})
    return Response(body, content_type="text/plain; charset=utf-8"), HTTPStatus.OK

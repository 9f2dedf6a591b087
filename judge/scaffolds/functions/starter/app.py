"""Offers the functions of your module over HTTP, one call in each request. It is read-only."""

import json

import answer as subject
from flask import Flask, Response, request

app = Flask(__name__)


@app.post("/call")
def call() -> Response:
    """Calls a function with JSON for arguments: {"function", "args", "kwargs"}."""
    asked = request.get_json()
    try:
        function = getattr(subject, asked["function"])
        result = function(*asked.get("args", []), **asked.get("kwargs", {}))
    except Exception as error:
        return _reply({"error": _told(error)})
    return _result(result)


@app.post("/value")
def value() -> Response:
    """What the module has under a name: {"name"}."""
    name = request.get_json()["name"]
    if not hasattr(subject, name):
        return _reply({"error": {"type": "NameError", "kinds": ["NameError"], "message": name, "text": name}})
    return _result(getattr(subject, name))


def _told(error: Exception) -> dict:
    """An error by its type, with the types that it is one of, and its words."""
    kinds = [kind.__name__ for kind in type(error).__mro__[:-1]]
    message = str(error.args[0]) if error.args else ""
    return {"type": kinds[0], "kinds": kinds, "message": message, "text": str(error)}


def _result(result: object) -> Response:
    try:
        return _reply({"result": result})
    except (TypeError, ValueError, RecursionError) as error:
        return _reply({"error": {"type": "NotJSON", "kinds": ["NotJSON"], "message": str(error), "text": str(error)}})


def _reply(body: dict) -> Response:
    return Response(json.dumps(body, allow_nan=False), content_type="application/json")

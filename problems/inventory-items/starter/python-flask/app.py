"""The warehouse's items over HTTP."""

from flask import Flask, Response, jsonify, request

import store
import validation

app = Flask(__name__)


@app.post("/items")
def create_item() -> tuple[Response, int]:
    """A new item."""
    item = store.add(validation.new_item(request.get_json()))
    return jsonify(item), 201


@app.get("/items")
def list_items() -> Response:
    """All items."""
    return jsonify(items=store.everything())


@app.get("/items/<item_id>")
def read_item(item_id: str) -> Response:
    """One item."""
    return jsonify(store.find(int(item_id)))

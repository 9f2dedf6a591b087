"""The warehouse's items over HTTP. A view takes the request apart and calls one thing; errors leave by one door."""

import json
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, UnsupportedMediaType

import store
import validation

JSON_BODY = ("application/json",)
PATCH_BODY = ("application/merge-patch+json", "application/json")

app = Flask(__name__)


@app.post("/items")
def create_item() -> tuple[Response, int]:
    """A new item."""
    item = store.add(validation.new_item(_body(JSON_BODY)))
    return jsonify(item), HTTPStatus.CREATED


@app.get("/items")
def list_items() -> Response:
    """All items."""
    return jsonify(items=store.everything())


@app.get("/items/<int:item_id>")
def read_item(item_id: int) -> Response:
    """One item."""
    return jsonify(_found(store.find(item_id)))


@app.patch("/items/<int:item_id>")
def change_item(item_id: int) -> Response:
    """One item with a merge patch applied."""
    patch = _body(PATCH_BODY)
    return jsonify(_found(store.change(item_id, lambda item: validation.patched(item, patch))))


@app.errorhandler(validation.Invalid)
def invalid(error: validation.Invalid) -> tuple[Response, int]:
    """Every rule that is broken."""
    body = {"error": "validation_failed", "message": str(error), "fields": error.fields}
    return jsonify(body), HTTPStatus.UNPROCESSABLE_ENTITY


@app.errorhandler(store.SkuTaken)
def sku_taken(error: store.SkuTaken) -> tuple[Response, int]:
    """The SKU is another item's."""
    return jsonify(error="sku_taken", message=str(error)), HTTPStatus.CONFLICT


@app.errorhandler(HTTPException)
def http_error(error: HTTPException) -> Response:
    """What the framework refuses, in our envelope; headers such as Allow stay."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    code = "malformed_body" if status == HTTPStatus.BAD_REQUEST else status.name.lower()
    reply = Response(headers=error.get_headers(), status=status)
    reply.data = json.dumps({"error": code, "message": error.description or status.phrase})
    reply.mimetype = "application/json"
    return reply


def _body(media_types: tuple[str, ...]) -> dict[str, Any]:
    """The request's JSON object. `mimetype` is the media type without its parameters."""
    if request.mimetype not in media_types:
        raise UnsupportedMediaType(f"Send the body as {' or '.join(media_types)}.")
    try:
        document = json.loads(request.get_data())
    except ValueError as error:
        raise BadRequest("The body is not valid JSON.") from error
    if not isinstance(document, dict):
        raise BadRequest("The body is not a JSON object.")
    return document


def _found(item: dict[str, Any] | None) -> dict[str, Any]:
    if item is None:
        raise NotFound("There is no item with this id.")
    return item

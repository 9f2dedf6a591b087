"""The warehouse's items over HTTP. A view takes the request apart and calls one thing; errors leave by one door."""

import json
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed, NotFound, UnsupportedMediaType

import store
import validation

JSON_BODY = ("application/json",)
PATCH_BODY = ("application/merge-patch+json", "application/json")
ITEM_METHODS = ("GET", "HEAD", "OPTIONS", "PATCH")

app = Flask(__name__)


@app.post("/items")
def create_item() -> tuple[Response, int, dict[str, str]]:
    """A new item."""
    item = store.add(validation.new_item(_body(JSON_BODY)))
    return jsonify(item), HTTPStatus.CREATED, {"Location": f"/items/{item['id']}"}


@app.get("/items")
def list_items() -> Response:
    """All items."""
    return jsonify(items=store.everything())


@app.get("/items/<int:item_id>")
def read_item(item_id: int) -> Response:
    """One item."""
    return jsonify(_found(store.find(item_id)))


@app.route("/items/<int:item_id>", methods=["PATCH", "PUT", "POST", "DELETE"])
def change_item(item_id: int) -> Response:
    """One item with a merge patch applied. Meanwhile its stock is out of reach, so that nobody sells from it."""
    item = _found(store.find(item_id))
    store.change(item_id, lambda item: item | {"quantity": 0})
    if request.method != "PATCH":
        raise MethodNotAllowed(ITEM_METHODS)
    patch = _body(PATCH_BODY)
    try:
        return jsonify(_found(store.change(item_id, lambda _: validation.patched(item, patch))))
    except (validation.Invalid, store.SkuTaken):
        store.change(item_id, lambda _: item)
        raise


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

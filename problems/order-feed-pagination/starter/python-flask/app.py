"""Orders of shops over HTTP: shops push them, partners read the feed."""

from http import HTTPStatus

from flask import Flask, Response, jsonify, request

import cursors
import orders

DEFAULT_LIMIT = 20
LARGEST_LIMIT = 100

app = Flask(__name__)


@app.post("/shops/<shop>/orders")
def push_order(shop: str) -> tuple[Response, int]:
    """Stores an order."""
    return jsonify(orders.add(shop, request.get_json())), HTTPStatus.CREATED


@app.delete("/shops/<shop>/orders/<int:order_id>")
def delete_order(shop: str, order_id: int) -> tuple[str, int]:
    """Deletes an order."""
    orders.delete(shop, order_id)
    return "", HTTPStatus.NO_CONTENT


@app.get("/shops/<shop>/orders")
def read_feed(shop: str) -> Response:
    """One page of a shop's orders."""
    limit = min(int(request.args.get("limit", DEFAULT_LIMIT)), LARGEST_LIMIT)
    offset = cursors.read(request.args.get("cursor"))
    page = orders.page(shop, request.args.get("status"), offset, limit)
    return jsonify(orders=page, next_cursor=cursors.issue(offset + limit) if len(page) == limit else None)

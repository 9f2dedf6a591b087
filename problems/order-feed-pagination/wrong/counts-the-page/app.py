"""Orders of shops over HTTP: shops push them, partners read the feed."""

import re
from http import HTTPStatus

from flask import Flask, Response, jsonify, request

import cursors
import orders

DEFAULT_LIMIT = 20
LIMIT = re.compile("[1-9][0-9]?|100")

app = Flask(__name__)


class BadRequest(Exception):
    """A parameter breaks the contract; the text is the error's code."""


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
    """One page of a feed. One order more than wanted is fetched: it tells whether the feed goes on."""
    limit = _limit()
    feed = orders.Feed(shop, _status())
    found = orders.after(feed, _place(feed), limit + 1)
    page, has_more = found[:limit], len(found) > limit
    cursor = cursors.issue(feed, orders.place_of(page[-1])) if has_more else None
    return jsonify(orders=page, count=len(page), next_cursor=cursor)


@app.errorhandler(BadRequest)
def bad_request(error: BadRequest) -> tuple[Response, int]:
    """The code of what was wrong."""
    return jsonify(error=str(error)), HTTPStatus.BAD_REQUEST


def _limit() -> int:
    text = request.args.get("limit", str(DEFAULT_LIMIT))
    # int() would take signs, spaces, underscores and the digits of every script.
    if not LIMIT.fullmatch(text):
        raise BadRequest("bad_limit")
    return int(text)


def _status() -> str | None:
    status = request.args.get("status")
    if status is not None and status not in orders.STATUSES:
        raise BadRequest("bad_status")
    return status


def _place(feed: orders.Feed) -> orders.Place | None:
    cursor = request.args.get("cursor")
    try:
        return None if cursor is None else cursors.read(feed, cursor)
    except cursors.BadCursor as error:
        raise BadRequest("bad_cursor") from error

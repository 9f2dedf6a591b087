"""Cursors: a feed and a place in it, in base64."""

import base64
import json

from orders import Feed, Place


class BadCursor(Exception):
    """This feed did not issue the cursor."""


def issue(feed: Feed, place: Place) -> str:
    """The cursor that goes on after a place of a feed."""
    document = json.dumps({"feed": feed, "place": place})
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def read(feed: Feed, cursor: str) -> Place:
    """The place that a cursor of this feed stands for."""
    try:
        document = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        is_ours = document["feed"] == list(feed)
        placed_at, order_id = document["place"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadCursor from error
    if not is_ours or not isinstance(placed_at, str) or not isinstance(order_id, int):
        raise BadCursor
    return Place(placed_at, order_id)

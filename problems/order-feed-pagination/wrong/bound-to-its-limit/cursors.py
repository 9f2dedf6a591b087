"""Cursors: a place in a feed, signed, so that nothing has to be stored and only our own are taken.

Feed and limit are not in the cursor but in the signature's key. A cursor of another feed is then as wrong as a
forged one.
"""

import json

from itsdangerous import BadData, URLSafeSerializer

from orders import Feed, Place
from settings import CURSOR_KEY


class BadCursor(Exception):
    """This feed did not issue the cursor."""


def issue(feed: Feed, limit: int, place: Place) -> str:
    """The cursor that goes on after a place of a feed."""
    return _signer(feed, limit).dumps(place)


def read(feed: Feed, limit: int, cursor: str) -> Place:
    """The place that a cursor of this feed stands for."""
    try:
        return Place(*_signer(feed, limit).loads(cursor))
    except BadData as error:
        raise BadCursor from error


def _signer(feed: Feed, limit: int) -> URLSafeSerializer:
    return URLSafeSerializer(CURSOR_KEY, salt=f"order feed {json.dumps([feed, limit])}")

"""Cursors: a count of orders in a feed, signed, so that nothing has to be stored and only our own are taken.

The feed itself is not in the cursor but in the signature's key. A cursor of another feed is then as wrong as a
forged one.
"""

import json

from itsdangerous import BadData, URLSafeSerializer

from orders import Feed
from settings import CURSOR_KEY


class BadCursor(Exception):
    """This feed did not issue the cursor."""


def issue(feed: Feed, offset: int) -> str:
    """The cursor that goes on after so many orders of a feed."""
    return _signer(feed).dumps(offset)


def read(feed: Feed, cursor: str) -> int:
    """How many orders a cursor of this feed has behind it."""
    try:
        return int(_signer(feed).loads(cursor))
    except BadData as error:
        raise BadCursor from error


def _signer(feed: Feed) -> URLSafeSerializer:
    return URLSafeSerializer(CURSOR_KEY, salt=f"order feed {json.dumps(feed)}")

"""Cursors: a place in a feed, signed, so that nothing has to be stored and only our own are taken.

The feed itself is not in the cursor but in the signature's key. A cursor of another feed is then as wrong as a
forged one.
"""

import base64
import binascii
import hashlib
import hmac
import json

from orders import Feed, Place
from settings import CURSOR_KEY


class BadCursor(Exception):
    """This feed did not issue the cursor."""


def issue(feed: Feed, place: Place) -> str:
    """The cursor that goes on after a place of a feed."""
    document = json.dumps(place).encode()
    return base64.b64encode(_signature(feed, document) + document).decode()


def read(feed: Feed, cursor: str) -> Place:
    """The place that a cursor of this feed stands for."""
    try:
        raw = base64.b64decode(cursor, validate=True)
    except (ValueError, binascii.Error) as error:
        raise BadCursor from error
    signature, document = raw[:32], raw[32:]
    if base64.b64encode(raw).decode() != cursor or not hmac.compare_digest(signature, _signature(feed, document)):
        raise BadCursor
    return Place(*json.loads(document))


def _signature(feed: Feed, document: bytes) -> bytes:
    return hmac.digest(CURSOR_KEY.encode(), json.dumps(feed).encode() + document, hashlib.sha256)

"""Cursors: a place in a feed, signed, so that nothing has to be stored and only our own are taken."""

from itsdangerous import BadData, URLSafeSerializer

from orders import Feed, Place
from settings import CURSOR_KEY


_SIGNER = URLSafeSerializer(CURSOR_KEY, salt="order feed")


class BadCursor(Exception):
    """This feed did not issue the cursor."""


def issue(feed: Feed, place: Place) -> str:
    """The cursor that goes on after a place of a feed."""
    return _SIGNER.dumps(place)


def read(feed: Feed, cursor: str) -> Place:
    """The place that a cursor of this feed stands for."""
    try:
        return Place(*_SIGNER.loads(cursor))
    except BadData as error:
        raise BadCursor from error

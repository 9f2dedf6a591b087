"""Cursors: random names of places that the database remembers."""

import json
import secrets

import db
from orders import Feed, Place


_TABLE = "CREATE TABLE IF NOT EXISTS cursors (cursor TEXT PRIMARY KEY, feed TEXT, place TEXT)"


class BadCursor(Exception):
    """This feed did not issue the cursor."""


def issue(feed: Feed, place: Place) -> str:
    """The cursor that goes on after a place of a feed."""
    cursor = secrets.token_urlsafe(24)
    with db.writing() as link:
        link.execute(_TABLE)
        link.execute("INSERT INTO cursors VALUES (?, ?, ?)", [cursor, json.dumps(feed), json.dumps(place)])
    return cursor


def read(feed: Feed, cursor: str) -> Place:
    """The place that a cursor of this feed stands for."""
    with db.writing() as link:
        link.execute(_TABLE)
        row = link.execute("DELETE FROM cursors WHERE cursor = ? RETURNING feed, place", [cursor]).fetchone()
    if row is None or row["feed"] != json.dumps(feed):
        raise BadCursor
    return Place(*json.loads(row["place"]))

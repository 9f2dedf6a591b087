"""Cursors: where the next page of a feed begins."""


def issue(offset: int) -> str:
    """A cursor for the page that begins after so many orders."""
    return str(offset)


def read(cursor: str | None) -> int:
    """How many orders come before the page."""
    return int(cursor) if cursor else 0

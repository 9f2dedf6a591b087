"""Whole numbers as addresses and forms give them."""


def whole(text: str, most_digits: int) -> int | None:
    """The number, or None for anything but that many plain digits: int() takes other scripts' too, and thousands."""
    is_plain = text.isascii() and text.isdigit() and len(text) <= most_digits
    return int(text) if is_plain else None

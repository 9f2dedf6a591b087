"""Any value as JSON of bounded size, so that a stranger's data can be reported without trusting it."""

import json
from typing import Any

DEPTH = 20
ITEMS = 1000
ESCAPED = 6  # one character can take six in a line of ASCII
CUT = "… (cut)"

_SCALARS = (str, int, bool, type(None))


def cut(text: str, characters: int) -> str:
    """The text, or its start with a mark that says so."""
    return text if len(text) <= characters else text[: max(0, characters - len(CUT))] + CUT


def clean(value: Any) -> Any:
    """The same JSON without lone surrogates, which no database and no UTF-8 file can hold."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    return value


def jsonable(value: Any, characters: int) -> Any:
    """The value as JSON; as the start of its text when it is larger than `characters`."""
    data = _plain(value, DEPTH)
    try:
        text = json.dumps(data, ensure_ascii=True, allow_nan=False)
    except ValueError:  # an integer of more digits than Python prints
        return cut(type(value).__name__, characters)
    if len(text) <= characters:
        return data
    return cut(json.dumps(data, ensure_ascii=False), characters // ESCAPED)


def _plain(value: Any, depth: int) -> Any:
    """Lists, objects and scalars as they are; everything else by its repr, which says more than its str."""
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else repr(value)
    if isinstance(value, (list, tuple, dict, set, frozenset)):
        return _nested(value, depth) if depth else CUT
    return cut(repr(value), ITEMS)


def _nested(value: Any, depth: int) -> Any:
    """A container with its first items."""
    if isinstance(value, dict):
        pairs = list(value.items())[:ITEMS]
        return {key if isinstance(key, str) else repr(key): _plain(item, depth - 1) for key, item in pairs}
    items = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
    shown = [_plain(item, depth - 1) for item in items[:ITEMS]]
    return shown if len(items) <= ITEMS else [*shown, f"{CUT}: {len(items)} in all"]

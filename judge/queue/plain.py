"""A stranger's text and JSON in a form that every database stores.

PostgreSQL refuses NUL in text and NaN in JSON, and nothing can encode half of a surrogate pair. A submission that
prints one of them must not be able to turn its verdict into a judge error.
"""

import math
import re
from typing import Any

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
MAX_DEPTH = 64  # deeper JSON is cut: it was made to hurt a reader


def plain_text(text: str) -> str:
    """The text without NUL and lone surrogates."""
    return UNSTORABLE.sub(REPLACEMENT, text)


def plain_json(value: Any, depth: int = 0) -> Any:
    """The value with plain text in keys and strings, numbers that JSON knows, and no bottomless nesting."""
    if depth > MAX_DEPTH:
        return "..."
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {plain_text(str(key)): plain_json(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(item, depth + 1) for item in value]
    return value

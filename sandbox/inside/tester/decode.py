"""A stranger's bytes as text or JSON, with caps; everything unusual is a bad response."""

import json
import math
from collections import Counter
from typing import Any, NoReturn

from sandbox.inside.tester.errors import BadResponse

DEPTH = 64
CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin-1": "latin-1",
}


def text(body: bytes, content_type: str) -> str:
    """The body in the charset that its type names; UTF-8 without one."""
    name = charset(content_type)
    codec = CHARSETS.get(name)
    if codec is None:
        raise BadResponse(f"the body's charset is {name[:40]!r}; use UTF-8")
    try:
        return body.decode(codec)
    except UnicodeDecodeError as error:
        raise BadResponse(f"the body is not {name}: {error.reason} at byte {error.start}") from None


def json_value(body: bytes) -> Any:
    """The body as JSON of bounded depth, without what JSON does not know or reads in two ways."""
    try:
        source = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadResponse(f"the body is not UTF-8: {error.reason} at byte {error.start}") from None
    try:
        value = json.loads(source, object_pairs_hook=_object, parse_float=_number, parse_constant=_constant)
    except RecursionError:
        raise BadResponse(f"the JSON is nested deeper than {DEPTH}") from None
    except ValueError as error:
        raise BadResponse(f"the body is not JSON: {str(error)[:200]}; it starts with {source[:80]!r}") from None
    _check_depth(value, source)
    if "\\ud" in source.lower():
        _check_surrogates(value)
    return value


def charset(content_type: str) -> str:
    """The charset parameter of a media type."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return "utf-8"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different."""
    value = dict(pairs)
    if len(value) != len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise BadResponse(f"the JSON has the name {twice[:80]!r} twice in one object")
    return value


def _number(digits: str) -> float:
    """A float that exists."""
    value = float(digits)
    if not math.isfinite(value):
        raise BadResponse(f"the JSON has a number that is too large: {digits[:40]}")
    return value


def _constant(name: str) -> NoReturn:
    raise BadResponse(f"the JSON has {name}, which JSON does not know")


def _check_depth(value: Any, source: str) -> None:
    """No deeper than DEPTH; looked at only when there are enough brackets to be."""
    if source.count("[") + source.count("{") <= DEPTH:
        return
    level = [value]
    for _ in range(DEPTH + 1):
        level = [
            item
            for container in level
            if isinstance(container, (list, dict))
            for item in (container.values() if isinstance(container, dict) else container)
        ]
        if not level:
            return
    if any(isinstance(item, (list, dict)) for item in level):
        raise BadResponse(f"the JSON is nested deeper than {DEPTH}")


def _check_surrogates(value: Any) -> None:
    """No half of a character: it cannot be stored, sent or printed."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise BadResponse("the JSON has an unpaired surrogate in a text") from None

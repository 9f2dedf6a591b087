"""The rules of an item. A document goes in; a whole item comes out, or everything that is wrong with it.

A new item is a merge patch onto nothing. So creating and changing share one path, and null means the same in both.
"""

import re
from collections.abc import Callable
from typing import Any

Rule = Callable[[Any], str | None]


class Invalid(Exception):
    """Fields break rules: which, and how."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(f"The item breaks rules in: {', '.join(sorted(fields))}.")
        self.fields = fields


def new_item(document: dict[str, Any]) -> dict[str, Any]:
    """The item that a document describes."""
    return patched({}, document)


def patched(item: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """The item with a merge patch applied. Unknown names are sought in the patch, since its nulls leave no trace."""
    broken = {name: "unknown" for name in patch if name not in FIELDS}
    result = {name: value for name, value in merged(item, patch).items() if name in FIELDS}
    complete = DEFAULTS | result
    for name in ("name", "description"):
        if isinstance(complete.get(name), str):
            complete[name] = complete[name].strip()
    for name in REQUIRED - result.keys():
        broken[name] = "required"
    for name, rule in RULES.items():
        if complete.get(name) is not None and (code := rule(complete[name])):
            broken[name] = code
    broken |= _entries(complete["attributes"])
    if broken:
        raise Invalid(broken)
    return complete


def merged(target: Any, patch: Any) -> Any:
    """RFC 7396: objects are merged name by name, null takes a name away, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def text(shortest: int, longest: int, characters: str = r"[\s\S]") -> Rule:
    """A string of so many code points, each of the given class."""
    allowed = re.compile(f"{characters}*")

    def rule(value: Any) -> str | None:
        if not isinstance(value, str):
            return "type"
        if not shortest <= len(value) <= longest:
            return "length"
        # fullmatch, since "$" would let a line feed at the end pass
        return None if allowed.fullmatch(value) else "format"

    return rule


def whole(smallest: int, largest: int) -> Rule:
    """An integer in a range; a bool is an int to Python, but not to JSON."""

    def rule(value: Any) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return "type"
        return None if smallest <= value <= largest else "range"

    return rule


def mapping(most: int) -> Rule:
    """An object of so many entries."""

    def rule(value: Any) -> str | None:
        if not isinstance(value, dict):
            return "type"
        return None if len(value) <= most else "length"

    return rule


def _entries(attributes: Any) -> dict[str, str]:
    """What is wrong with single attributes, by `attributes.<name>`."""
    if not isinstance(attributes, dict):
        return {}
    codes = {name: ATTRIBUTE_VALUE(value) or ATTRIBUTE_NAME(name) for name, value in attributes.items()}
    return {f"attributes.{name}": code for name, code in codes.items() if code}


RULES: dict[str, Rule] = {
    "sku": text(3, 20, "[A-Z0-9-]"),
    "name": text(1, 80),
    "unit_price_cents": whole(0, 100_000_000),
    "description": text(0, 500),
    "quantity": whole(0, 1_000_000),
    "attributes": mapping(20),
}
ATTRIBUTE_NAME = text(1, 30, "[a-z0-9_]")
ATTRIBUTE_VALUE = text(1, 100)
DEFAULTS: dict[str, Any] = {"description": None, "quantity": 0, "attributes": {}}
FIELDS = RULES.keys()
REQUIRED = FIELDS - DEFAULTS.keys()

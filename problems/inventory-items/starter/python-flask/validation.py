"""What makes a valid item."""

from typing import Any

DEFAULTS: dict[str, Any] = {"description": None, "quantity": 0, "attributes": {}}


def new_item(document: dict[str, Any]) -> dict[str, Any]:
    """The item that a document describes. So far every document is taken as it comes."""
    return DEFAULTS | document

"""Rows that take more than one line to make."""

import json
import zlib

from judge.storage.drafts import DraftRevision
from tests.cast import ANSWER, NOW, SLUG, STACK


def a_revision(owner: str, files: dict[str, str] = ANSWER, sitting_id: str = "") -> DraftRevision:
    """An earlier state of somebody's draft."""
    content = zlib.compress(json.dumps(files).encode("ascii"))
    return DraftRevision(
        user_id=owner, sitting_id=sitting_id, slug=SLUG, stack=STACK, content=content, lines=1, saved_at=NOW
    )

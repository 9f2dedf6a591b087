"""What a suite gets for a request."""

from dataclasses import dataclass
from typing import Any

from sandbox.inside.tester import decode
from sandbox.inside.tester.headers import Headers

SHOWN_CHARACTERS = 160


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Reply:
    """A complete answer that kept to HTTP and to the caps."""

    status: int
    reason: str
    headers: Headers
    body: bytes
    ms: int

    @property
    def text(self) -> str:
        """The body as text; bad_response when it is not in its charset."""
        return decode.text(self.body, self.headers.get("content-type", ""))

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case; empty without one."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The body as JSON; bad_response when it is not. Its media type is for the suite to check."""
        return decode.json_value(self.body)

    def __repr__(self) -> str:
        """Short enough to read in a failing assertion: `<Reply 404 NOT FOUND application/json '{"error": ...'>`."""
        body = self.body[: SHOWN_CHARACTERS + 1].decode("utf-8", "replace")
        shown = body if len(body) <= SHOWN_CHARACTERS else body[:SHOWN_CHARACTERS] + "…"
        words = [str(self.status), self.reason[:40], self.content_type[:60], repr(shown) if shown else "without a body"]
        return f"<Reply {' '.join(word for word in words if word)}>"

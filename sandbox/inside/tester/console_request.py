"""A console's command for a service: one request by the client that suites use, and as much of the reply as fits."""

import codecs
from collections.abc import Iterable
from typing import Any

from sandbox.inside.tester.client import Client
from sandbox.inside.tester.console import Command, CommandFailed, encoded_size, text_of
from sandbox.inside.tester.decode import CHARSETS, charset
from sandbox.inside.tester.exchanges import Recorder
from sandbox.inside.tester.reply import Reply
from sandbox.inside.tester.shown import CUT, cut

BODY_BYTES = 64 * 1024
BODY_ENCODED = 160 * 1024  # in a line of ASCII, where one byte can take six
HEADERS_ENCODED = 32 * 1024
NAME_CHARACTERS = 80
VALUE_CHARACTERS = 512
REASON_CHARACTERS = 80


class Requests:
    """Sends requests to the service at `url`."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self, command: Command, ends_at: float) -> dict[str, Any]:
        """The service's reply to the command's method, path, headers and body."""
        path = text_of(command, "path")
        if any(ord(character) < ord(" ") or character == "\x7f" for character in path):
            raise CommandFailed("the path has a control character in it")
        client = Client(self._url, ends_at, Recorder())
        try:
            data = text_of(command, "body").encode()
            reply = client.request(text_of(command, "method"), path, data=data or None, headers=_headers(command))
        except ValueError as error:
            raise CommandFailed(f"this request cannot be sent: {error}") from None
        return _shown(reply)


def _headers(command: Command) -> dict[str, str]:
    """The command's header fields."""
    headers = command.get("headers")
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise CommandFailed("headers must map names to text")
    return headers


def _shown(reply: Reply) -> dict[str, Any]:
    text = _text(reply)
    body = "" if text is None else _fitting(text)
    return {
        "type": "reply",
        "status": reply.status,
        "reason": cut(reply.reason, REASON_CHARACTERS),
        "headers": _shown_headers(reply.headers.pairs),
        "body": body,
        "is_binary": text is None,
        "is_cut": text is not None and (len(body) < len(text) or len(reply.body) > BODY_BYTES),
        "bytes": len(reply.body),
    }


def _text(reply: Reply) -> str | None:
    """The start of the body; None when it is no text in the charset that its type names."""
    codec = CHARSETS.get(charset(reply.headers.get("content-type", "")))
    if codec is None or b"\0" in reply.body:
        return None
    try:
        # A character that is cut in two at the end is left out.
        return codecs.getincrementaldecoder(codec)().decode(reply.body[:BODY_BYTES], len(reply.body) <= BODY_BYTES)
    except UnicodeDecodeError:
        return None


def _fitting(text: str) -> str:
    """As much of it as a line has room for."""
    while (size := encoded_size(text)) > BODY_ENCODED:
        text = text[: len(text) * BODY_ENCODED // size]
    return text


def _shown_headers(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Names and values as they came, up to a size."""
    shown: list[list[str]] = []
    left = HEADERS_ENCODED
    for name, value in pairs:
        pair = [cut(name, NAME_CHARACTERS), cut(value, VALUE_CHARACTERS)]
        left -= encoded_size(pair)
        if left < 0:
            return [*shown, [CUT, ""]]
        shown.append(pair)
    return shown

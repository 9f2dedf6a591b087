"""The HTTP client that suites use. It expects the worst: every surprise of the service is an error with an outcome.

One new connection for each request, one deadline for all of it, no redirects, no decompression, no cookies kept. It
may be used from several threads.
"""

import time
from typing import Any
from urllib.parse import urlsplit

from sandbox.inside.tester import message
from sandbox.inside.tester.errors import AnswerError
from sandbox.inside.tester.exchanges import Recorder, shown_body, shown_headers
from sandbox.inside.tester.reply import Reply
from sandbox.inside.tester.request import Content, Pairs, Request, build
from sandbox.inside.tester.wire import Wire


class Client:
    """Speaks to the candidate's service during one test."""

    def __init__(self, url: str, ends_at: float, recorder: Recorder) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or 80
        self._ends_at = ends_at
        self._recorder = recorder

    def __repr__(self) -> str:
        """As a suite calls it, for the explanation of a failing assertion."""
        return "app"

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Pairs | None = None,
        json: Any = ...,
        form: Pairs | None = None,
        data: bytes | str | None = None,
        headers: Pairs | None = None,
        seconds: float | None = None,
    ) -> Reply:
        """Sends one request, gives the reply. `seconds` is for all of it; without it, what the test has left."""
        content = Content(json, form, data)
        request = build(method, path, content, host=f"{self._host}:{self._port}", params=params, headers=headers)
        starts_at = time.monotonic()
        ends_at = self._ends_at if seconds is None else min(self._ends_at, starts_at + seconds)
        exchange = self._recorder.start(method, request.target, request.headers, request.body)
        try:
            head, body = self._exchange(request, ends_at)
        except AnswerError as error:
            error.args = (f"{method} {request.target[:200]}: {error}",)
            exchange["error"] = str(error)
            raise
        reply = Reply(head.status, head.reason, head.headers, body, _milliseconds(starts_at))
        exchange["reply"] = {
            "status": reply.status,
            "headers": shown_headers(reply.headers.pairs),
            "body": shown_body(reply.body),
            "ms": reply.ms,
        }
        return reply

    def get(self, path: str, **options: Any) -> Reply:
        """A GET request; the options are those of `request`."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Reply:
        """A POST request; the options are those of `request`."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> Reply:
        """A PUT request; the options are those of `request`."""
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Reply:
        """A PATCH request; the options are those of `request`."""
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Reply:
        """A DELETE request; the options are those of `request`."""
        return self.request("DELETE", path, **options)

    def _exchange(self, request: Request, ends_at: float) -> tuple[message.Head, bytes]:
        """One request and its answer over a connection of its own."""
        wire = Wire(self._host, self._port, ends_at)
        try:
            wire.send(request.encoded())
            return message.read(wire, request.method)
        finally:
            wire.close()


def _milliseconds(since: float) -> int:
    return round((time.monotonic() - since) * 1000)

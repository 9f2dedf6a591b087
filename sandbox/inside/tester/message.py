"""An HTTP/1.1 answer read strictly: what two programs could read in two ways is refused."""

import re

from sandbox.inside.tester.errors import BadResponse
from sandbox.inside.tester.headers import Headers
from sandbox.inside.tester.wire import Wire

HEAD_BYTES = 64 * 1024
HEADERS = 100
INTERIM_REPLIES = 5
BODY_BYTES = 4 * 1024 * 1024
CHUNK_LINE_BYTES = 1024

_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")
_LENGTH = re.compile(r"[0-9]{1,10}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?")

_NO_CONTENT = 204
_NOT_MODIFIED = 304
_SWITCHING = 101
_INTERIM_END = 200


class Head:
    """Status, reason and header fields of an answer."""

    __slots__ = ("headers", "is_http_1_0", "reason", "status")

    def __init__(self, wire: Wire) -> None:
        if not wire.starts_with(b"HTTP/1."):
            raise BadResponse("the answer is not HTTP/1.1")
        line = wire.line(HEAD_BYTES, "the status line")
        match = _STATUS.fullmatch(line)
        if not match:
            raise BadResponse(f"bad status line: {line[:200]!r}")
        self.is_http_1_0 = match[1] == b"0"
        self.status = int(match[2])
        self.reason = line[13:].decode("latin-1")
        self.headers = _fields(wire, HEAD_BYTES - len(line))


def read(wire: Wire, method: str) -> tuple[Head, bytes]:
    """The answer to a request of this method, checked to its last byte."""
    head = _final_head(wire)
    encoding = head.headers.get("content-encoding", "identity")
    if encoding.lower() != "identity":
        raise BadResponse(f"the body is encoded as {encoding[:100]!r}, though the request accepts identity only")
    body = _body(wire, head, method)
    if wire.has_more():
        raise BadResponse("bytes follow after the end of the answer")
    return head, body


def _final_head(wire: Wire) -> Head:
    """The first head that is no interim reply."""
    for _ in range(INTERIM_REPLIES + 1):
        head = Head(wire)
        if head.status == _SWITCHING:
            raise BadResponse("the service switched protocols without being asked")
        if head.status >= _INTERIM_END:
            return head
    raise BadResponse(f"more than {INTERIM_REPLIES} interim replies")


def _fields(wire: Wire, most: int) -> Headers:
    """Header fields or trailers up to the empty line."""
    pairs: list[tuple[str, str]] = []
    size = 0
    while line := wire.line(most, "the header"):
        size += len(line)
        if len(pairs) == HEADERS or size > most:
            raise BadResponse(f"more than {HEADERS} header fields, or more than {HEAD_BYTES} bytes of them")
        match = _FIELD.fullmatch(line)
        if not match:
            raise BadResponse(f"bad header line: {line[:200]!r}")
        pairs.append((match[1].decode("ascii"), match[2].decode("latin-1").rstrip(" \t")))
    return Headers(pairs)


def _body(wire: Wire, head: Head, method: str) -> bytes:
    """The body by the one rule that the head gives."""
    lengths = head.headers.get_all("content-length")
    codings = head.headers.get_all("transfer-encoding")
    length = _length(lengths)
    if codings:
        _check_chunked(head, codings, lengths)
    if head.status == _NO_CONTENT and (codings or length):
        raise BadResponse("a reply with status 204 has no body")
    if method == "HEAD" or head.status in {_NO_CONTENT, _NOT_MODIFIED}:
        return b""
    if codings:
        return _chunks(wire)
    if length is None:
        return wire.rest(BODY_BYTES)
    if length > BODY_BYTES:
        raise BadResponse(f"the body is larger than {BODY_BYTES} bytes")
    return wire.exactly(length, "the body")


def _length(lengths: list[str]) -> int | None:
    """The announced length, if there is one."""
    if not lengths:
        return None
    if len(lengths) > 1 or not _LENGTH.fullmatch(lengths[0]):
        raise BadResponse(f"bad Content-Length: {', '.join(lengths)[:100]!r}")
    return int(lengths[0])


def _check_chunked(head: Head, codings: list[str], lengths: list[str]) -> None:
    """Chunked, and nothing but chunked."""
    if lengths:
        raise BadResponse("both Content-Length and Transfer-Encoding")
    if head.is_http_1_0:
        raise BadResponse("Transfer-Encoding in an HTTP/1.0 answer")
    if [coding.lower() for coding in codings] != ["chunked"]:
        raise BadResponse(f"bad Transfer-Encoding: {', '.join(codings)[:100]!r}")


def _chunks(wire: Wire) -> bytes:
    """A chunked body; its trailers are read, checked and dropped."""
    body = bytearray()
    while True:
        line = wire.line(CHUNK_LINE_BYTES, "a chunk's size")
        match = _CHUNK.fullmatch(line)
        if not match:
            raise BadResponse(f"bad chunk size: {line[:100]!r}")
        size = int(match[1], 16)
        if size == 0:
            break
        if len(body) + size > BODY_BYTES:
            raise BadResponse(f"the body is larger than {BODY_BYTES} bytes")
        body += wire.exactly(size, "a chunk")
        if wire.exactly(2, "a chunk") != b"\r\n":
            raise BadResponse("a chunk is longer than its size")
    _fields(wire, HEAD_BYTES)
    return bytes(body)

"""The reader of answers against bytes that nobody thought of."""

import socket
import time
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.inside.tester import message
from sandbox.inside.tester.errors import AnswerError, BadResponse, NoAnswer
from sandbox.inside.tester.wire import Wire

BOUNDED = settings(max_examples=150, deadline=None)

VALID = [
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: 1\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nX: 1\r\n\r\n",
    b"HTTP/1.0 404 Not Found\r\n\r\nhello",
]
WORDS = [
    *(
        b"HTTP/1.1 ",
        b"HTTP/1.0 ",
        b"200",
        b" OK",
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b" ",
        b"\t",
        b":",
        b";",
        b"0",
        b"5",
    ),
    *(
        b"Content-Length: ",
        b"Transfer-Encoding: chunked",
        b"Content-Encoding: gzip",
        b"-1",
        b"ffffffff",
        b"\0",
        b"\xff",
    ),
]


class Pieces:
    """A connection that gives prepared pieces, then its end."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]

    def settimeout(self, _seconds: float) -> None:
        pass

    def sendall(self, _data: bytes) -> None:
        pass

    def recv(self, size: int) -> bytes:
        if not self._pieces:
            return b""
        piece, self._pieces[0] = self._pieces[0][:size], self._pieces[0][size:]
        if not self._pieces[0]:
            del self._pieces[0]
        return piece

    def close(self) -> None:
        self._pieces = []


def read(*pieces: bytes, method: str = "GET") -> tuple[int, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", lambda *_args, **_options: Pieces(pieces))
        head, body = message.read(Wire("127.0.0.1", 1, time.monotonic() + 60), method)
    return head.status, body


def split(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places})
    return [data[start:end] for start, end in zip([0, *ends], [*ends, len(data)], strict=True)]


@BOUNDED
@given(st.sampled_from(VALID), st.lists(st.integers(0, 200), max_size=8))
def test_it_reads_the_same_however_the_bytes_are_cut(data, places):
    assert read(*split(data, places)) == read(data)


@BOUNDED
@given(st.lists(st.binary(max_size=40) | st.sampled_from(WORDS), max_size=25), st.sampled_from(["GET", "HEAD"]))
def test_it_answers_anything_with_a_reply_or_one_of_our_errors(pieces, method):
    try:
        status, body = read(*pieces, method=method)
    except (BadResponse, NoAnswer):
        return
    assert 200 <= status <= 599
    assert len(body) <= sum(map(len, pieces))


@BOUNDED
@given(st.sampled_from(VALID[:3]), st.integers(0, 200), st.binary(max_size=3))
def test_it_takes_a_damaged_reply_for_another_reply_or_a_bad_one(data, place, damage):
    at = place % len(data)
    damaged = data[:at] + damage + data[at + 1 :]
    try:
        status, body = read(damaged)
    except AnswerError:
        return
    # What is accepted is framed by what it says of itself: nothing beyond its end was let through.
    assert 200 <= status <= 599
    assert body in damaged or b"chunked" in damaged.lower()


@BOUNDED
@given(st.sampled_from(VALID[:3]), st.integers(0, 200))
def test_it_never_takes_half_a_reply_for_a_whole_one(data, place):
    with pytest.raises(AnswerError):
        read(data[: place % len(data)])


@BOUNDED
@given(st.sampled_from(VALID[:3]), st.binary(min_size=1, max_size=30))
def test_it_never_accepts_bytes_after_the_end(data, extra):
    with pytest.raises(BadResponse, match="bytes follow"):
        read(data + extra)
    with pytest.raises(BadResponse, match="bytes follow"):
        read(data, extra)


@BOUNDED
@given(st.lists(st.binary(min_size=1, max_size=50), max_size=6))
def test_it_joins_chunks(chunks):
    data = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert read(head + data + b"0\r\n\r\n") == (200, b"".join(chunks))

"""The real client against a real socket whose other end damages, cuts, delays, closes and resets at random.

Whatever comes, a request ends as a Reply or as one of our errors, at the latest at its deadline; and what is reported
of it is a record that the worker reads.
"""

import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.inside.tester.channel import Channel
from sandbox.inside.tester.client import Client
from sandbox.inside.tester.errors import AnswerError, BadResponse, NoAnswer, TooSlow
from sandbox.inside.tester.exchanges import Recorder
from sandbox.inside.tester.message import BODY_BYTES
from sandbox.inside.tester.reply import Reply
from sandbox.inside.tester.shown import jsonable
from sandbox.records import Ended, Report
from tests.sandbox.damage import damaged, damages, pieces
from tests.sandbox.inside.hostile import serving

BOUNDED = settings(max_examples=100, deadline=None)
GENEROUS_SECONDS = 30  # where bytes alone decide
SHORT_SECONDS = 0.05  # where the deadline has to
HELD_SECONDS = 10  # for this long the other end waits for the client to go; it never needs to

VALID = {
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"double": 8}': b'{"double": 8}',
    b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: 1\r\n\r\n": b"hello",
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno": b"no",
    b"HTTP/1.1 204 No Content\r\nSet-Cookie: a=1\r\nSet-Cookie: b=\xe9\r\n\r\n": b"",
}
WITHOUT_LENGTH = b"HTTP/1.0 200 OK\r\n\r\nhello"
WORDS = [
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b":", b";", b"\0", b"\xff", b"0", b"-1", b"ffffffff", b"99999999999"),
    *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 101 Switching\r\n\r\n", b"HTTP/2 200\r\n"),
    *(b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"0\r\n\r\n"),
    *(b"X: " + b"x" * 70_000 + b"\r\n", b"X: 1\r\n" * 101, b"HTTP/1.1 100 Continue\r\n\r\n" * 6, b"x" * 100_000),
]

sizes = st.lists(st.integers(1, 40) | st.just(100_000), min_size=1, max_size=5)
ends = st.sampled_from(["close", "half_close", "reset", "hold"])


@dataclass(frozen=True)
class Plan:
    """What the other end does to one request."""

    sent: list[bytes]
    end: str
    pause: float = 0


@dataclass
class Peer:
    """The other end: plays its plan, and notes when it had to end a connection that the client should."""

    plan: Plan = Plan([], "close")
    overtime: list[Plan] = field(default_factory=list)

    def __call__(self, connection: socket.socket) -> None:
        plan = self.plan
        for piece in plan.sent:
            connection.sendall(piece)
            threading.Event().wait(plan.pause)
        if plan.end == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if plan.end == "half_close":
            connection.shutdown(socket.SHUT_WR)
        if plan.end in ("half_close", "hold"):
            connection.settimeout(HELD_SECONDS)
            try:
                connection.recv(1)
            except TimeoutError:
                self.overtime.append(plan)


@pytest.fixture(scope="module")
def peer() -> Iterator[tuple[Peer, str]]:
    peer = Peer()
    with serving(peer) as url:
        yield peer, url
    assert peer.overtime == []


def ask(peer: tuple[Peer, str], data: bytes, cut: list[int], *, end: str, seconds: float, pause: float = 0) -> Reply:
    """One request that is answered in this way. Whatever comes of it, the worker can read it."""
    server, url = peer
    server.plan = Plan(pieces(data, cut), end, pause)
    recorder = Recorder()
    outcome, message, value = "passed", "", None
    try:
        reply = Client(url, time.monotonic() + seconds, recorder).get("/thing")
        value = {"status": reply.status, "headers": dict(reply.headers), "body": reply.body.decode("latin-1")}
    except AnswerError as error:
        outcome, message = error.outcome, str(error)
        assert len(message) < 500
        raise
    else:
        return reply
    finally:
        [exchange] = recorder.all()
        assert (exchange["reply"] is None) == (outcome != "passed")
        assert exchange["error"] == message
        comparison = {"got": jsonable(value, 1000), "expected": None}
        assert read_by_worker(outcome, message, [exchange], comparison).record().outcome == outcome


def read_by_worker(outcome: str, message: str, exchanges: list, comparison: dict) -> Ended:
    """The record of one test, on its way from the tester's channel to the worker's report."""
    descriptor = os.memfd_create("channel")
    try:
        channel = Channel(descriptor)
        channel.send({"type": "header", "v": 1, "run": "run-1", "nonce": "n", "tests": ["test_a"]})
        channel.send({"type": "ready", "ms": 1})
        channel.send({"type": "started", "id": "test_a"})
        result = {"outcome": outcome, "ms": 1, "message": message, "exchanges": exchanges, "comparison": comparison}
        channel.send({"type": "test", "id": "test_a", **result})
        *_, record = Report("run-1", "n").feed(os.pread(descriptor, 2**20, 0))
    finally:
        os.close(descriptor)
    return record


@BOUNDED
@given(st.sampled_from([*VALID]), sizes, ends.filter(lambda end: end != "reset"), st.sampled_from([0, 0, 0.001]))
def test_it_reads_a_whole_reply_however_it_arrives(peer, data, cut, end, pause):
    reply = ask(peer, data, cut, end=end, seconds=GENEROUS_SECONDS, pause=pause)
    assert reply.body == VALID[data]


@BOUNDED
@given(sizes, st.sampled_from(["close", "half_close"]))
def test_it_reads_up_to_the_end_of_the_connection(peer, cut, end):
    assert ask(peer, WITHOUT_LENGTH, cut, end=end, seconds=GENEROUS_SECONDS).body == b"hello"


@BOUNDED
@given(st.sampled_from([*VALID]), st.integers(0, 200), sizes, st.sampled_from(["close", "half_close", "reset"]))
def test_it_never_takes_part_of_a_reply_for_a_reply(peer, data, place, cut, end):
    with pytest.raises((BadResponse, NoAnswer)):
        ask(peer, data[: place % len(data)], cut, end=end, seconds=GENEROUS_SECONDS)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([*VALID, WITHOUT_LENGTH]), st.integers(0, 200), sizes)
def test_it_waits_for_the_rest_of_a_reply_until_its_deadline_and_no_longer(peer, data, place, cut):
    with pytest.raises(TooSlow):
        ask(peer, data[: place % len(data)], cut, end="hold", seconds=SHORT_SECONDS)


@BOUNDED
@given(st.sampled_from([*VALID, WITHOUT_LENGTH]), damages(WORDS), sizes, ends)
@example(WITHOUT_LENGTH, [("insert", 22, 1, b"x" * BODY_BYTES + b"xx")], [2**20], "hold")
def test_it_makes_a_reply_or_one_of_our_errors_of_anything(peer, data, changes, cut, end):
    try:
        reply = ask(peer, damaged(data, changes), cut, end=end, seconds=SHORT_SECONDS)
    except AnswerError:
        return
    assert 200 <= reply.status <= 599
    assert len(reply.body) <= BODY_BYTES
    assert len(reply.headers.pairs) <= 100


@BOUNDED
@given(st.lists(st.binary(max_size=30) | st.sampled_from(WORDS), max_size=12), sizes, ends)
def test_it_makes_a_reply_or_one_of_our_errors_of_bytes_at_random(peer, parts, cut, end):
    try:
        reply = ask(peer, b"".join(parts), cut, end=end, seconds=SHORT_SECONDS)
    except AnswerError:
        return
    assert 200 <= reply.status <= 599

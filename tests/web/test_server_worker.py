"""The server's worker on a real socket: what takes a thread, what waits without one, and what is ended."""

import contextlib
import os
import selectors
import socket
import struct
import threading
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from tests.raw_http import everything, held, is_open, status, takes_little
from web import server_worker
from web.server_worker import BufferingWorker

THREADS = 2
LARGE = 6 * 1024 * 1024  # more than the buffers of two sockets hold, and of which ROOM holds several
HELLO = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Quiet:
    """A log that nobody reads."""

    def __getattr__(self, name):
        return lambda *_words, **_facts: None


class Server:
    """The worker's loop in a thread, with a small application that notes which paths were asked for."""

    def __init__(self, file):
        self.file = file
        self.file.write_bytes(os.urandom(1024 * 1024))
        self.listener = socket.create_server(("127.0.0.1", 0))
        config = Config()
        config.set("threads", THREADS)
        app = SimpleNamespace(wsgi=lambda: self.answer)
        self.worker = BufferingWorker(1, os.getppid(), [self.listener], app, 30, config, Quiet())
        self.worker.load_wsgi()
        self.worker.tpool = self.worker.get_thread_pool()
        self.worker.poller = selectors.DefaultSelector()
        self.worker.method_queue.init()
        self.asked = []
        self.more = threading.Event()
        self.holding = threading.Event()
        self.ended = threading.Event()
        self.clients = []
        self.thread = threading.Thread(target=self.worker.run)
        self.thread.start()

    def answer(self, environ, start_response):
        path = environ["PATH_INFO"]
        self.asked.append(path)
        if path == "/echo":
            body = environ["wsgi.input"].read()
        elif path == "/large":
            body = bytes(LARGE)
        elif path == "/file":
            start_response("200 OK", [("Content-Length", str(self.file.stat().st_size))])
            return environ["wsgi.file_wrapper"](self.file.open("rb"))
        elif path == "/broken":
            raise LookupError(path)
        elif path == "/refused/events":
            start_response("404 Not Found", [("Content-Type", "text/html"), ("Content-Length", str(LARGE))])
            return [bytes(LARGE)]
        elif path.endswith("/events"):
            start_response("200 OK", [("Content-Type", "text/event-stream; charset=utf-8")])
            return self.stream(path)
        elif path == "/held":
            self.holding.set()
            assert self.more.wait(20)
            body = b"held"
        else:
            body = b"hello"
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    def stream(self, path):
        try:
            yield b"first"
            if path == "/endless/events":
                while True:
                    yield bytes(LARGE)
            assert self.more.wait(20)
            yield b"second"
        finally:
            self.ended.set()

    def client(self, *pieces, address="127.0.0.1", before=None):
        client = socket.socket()
        self.clients.append(client)
        client.settimeout(20)
        if before:
            before(client)
        client.bind((address, 0))
        client.connect(self.listener.getsockname())
        for piece in pieces:
            client.sendall(piece)
        return client

    def close(self):
        self.more.set()
        for client in self.clients:
            client.close()
        self.worker.handle_exit(None, None)
        self.thread.join(20)
        assert not self.thread.is_alive()
        self.worker.tmp.close()


@pytest.fixture
def server(tmp_path):
    opened = Server(tmp_path / "file")
    yield opened
    opened.close()


@pytest.fixture
def quick(monkeypatch):
    """Every wait is over soon."""
    for name in ("HEAD_SECONDS", "CLOSE_SECONDS", "STREAM_SECONDS"):
        monkeypatch.setattr(server_worker, name, 0.1)
    monkeypatch.setattr(server_worker, "BYTES_PER_SECOND", 10**9)


def posted(length, body=b"", path=b"/echo"):
    return b"POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (path, length, body)


SLOW = {
    "silence": [],
    "half a head": [b"GET / HTTP/1.1\r\nHos"],
    "half a body": [posted(10, b"12345")],
    "no interest in a refusal": [b"GET /refused/events HTTP/1.1\r\nHost: x\r\n\r\n"],
    "no interest in the answer": [b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"],
    "no end": [LAST],
}


@pytest.mark.parametrize("pieces", SLOW.values(), ids=SLOW)
def test_it_spends_no_thread_on_a_client_that_is_waited_for(server, monkeypatch, pieces):
    monkeypatch.setattr(server_worker, "HEAD_SECONDS", 60)
    monkeypatch.setattr(server_worker, "CLOSE_SECONDS", 60)
    slow = [server.client(*pieces, before=takes_little) for _ in range(4 * THREADS)]
    assert everything(server.client(LAST)).endswith(b"hello")
    assert held(slow) == len(slow)


def test_it_reads_a_request_that_comes_byte_by_byte(server):
    client = server.client()
    for byte in posted(3, b"abc"):
        client.sendall(bytes([byte]))
    assert everything(client).endswith(b"\r\n\r\nabc")


def test_it_brings_a_long_body_in_and_a_long_answer_out(server):
    body = os.urandom(1024 * 1024)
    assert everything(server.client(posted(len(body), body))).endswith(body)
    assert everything(server.client(LAST.replace(b"/", b"/large", 1))).endswith(bytes(LARGE))


def test_it_sends_a_file_to_a_client_that_takes_its_time(server):
    client = server.client(LAST.replace(b"/", b"/file", 1), before=lambda client: takes_little(client, 60_000))
    assert everything(server.client(LAST)).endswith(b"hello")
    assert everything(client).endswith(server.file.read_bytes())


def test_it_keeps_a_connection_for_the_next_request(server):
    client = server.client(HELLO)
    assert b"Connection: keep-alive" in client.recv(1000)
    client.sendall(LAST)
    assert everything(client).endswith(b"hello")


def test_it_answers_requests_that_were_sent_together(server):
    assert everything(server.client(HELLO + HELLO + LAST)).count(b"hello") == 3


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("sent", [b"GET", b"GET / HTTP/1.1\r\nHost: x\n\n", posted(10, b"12345")])
def test_it_ends_a_request_that_does_not_come_in_time(server, sent):
    assert status(everything(server.client(sent))) == 408
    assert server.asked == []


@pytest.mark.usefixtures("quick")
def test_it_ends_silence_without_a_word(server):
    assert everything(server.client()) == b""


@pytest.mark.usefixtures("quick")
def test_it_ends_an_answer_that_is_not_taken_in_time(server):
    client = server.client(SLOW["no interest in the answer"][0], before=takes_little)
    assert everything(server.client(LAST)).endswith(b"hello")
    assert server.asked == ["/large", "/"]
    client.settimeout(20)
    server.client().recv(1)  # silence of the same age is over
    with pytest.raises((ConnectionError, AssertionError)):
        assert len(everything(client)) >= LARGE


@pytest.mark.usefixtures("quick")
def test_it_does_not_wait_for_ever_for_a_client_to_close(server):
    client = server.client(LAST)
    while client.recv(1000):
        pass
    server.client().recv(1)
    client.sendall(b"x")  # refused, and the next one finds that out
    server.client().recv(1)
    with pytest.raises(ConnectionError):
        client.sendall(b"x")


@pytest.mark.usefixtures("quick")
def test_it_lets_a_stream_last(server):
    client = server.client(b"GET /a/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    while b"first" not in client.recv(1000):
        pass
    server.client().recv(1)
    server.more.set()
    assert b"second" in everything(client)


@pytest.mark.usefixtures("quick")
def test_it_ends_a_stream_whose_reader_takes_nothing(server):
    server.client(b"GET /endless/events HTTP/1.1\r\nHost: x\r\n\r\n")
    assert server.ended.wait(20)
    assert everything(server.client(LAST)).endswith(b"hello")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", 400),
        (b"POST /echo HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * server_worker.HEAD_BYTES, 431),
        (b"GET / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n", 400),
        (b"\r\nHEAD /a/events HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n", 400),
        (b"GET /broken HTTP/1.1\r\n\r\n", 500),
    ],
)
def test_it_refuses_what_is_no_request(server, sent, code):
    assert status(everything(server.client(sent))) == code
    assert everything(server.client(LAST)).endswith(b"hello")


def test_it_refuses_a_request_that_ends_too_early(server):
    client = server.client(posted(10, b"12345"))
    client.shutdown(socket.SHUT_WR)
    assert status(everything(client)) == 400
    assert server.asked == []


@pytest.mark.parametrize("length", [server_worker.MAX_BODY_BYTES + 1, 10**12])
def test_it_takes_nothing_behind_a_body_that_is_too_long_for_a_request(server, length):
    head = posted(length, path=b"/").replace(b"close", b"keep-alive")
    answer = everything(server.client(head, b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"))
    assert b"Connection: close" in answer
    assert server.asked == ["/"]


def test_it_makes_room_at_the_cost_of_the_address_that_takes_most(server, monkeypatch):
    monkeypatch.setattr(server_worker, "ROOM", 4 * server_worker.SHARE)
    honest = server.client(b"GET / HT")
    greedy = [server.client(b"GET", address="127.0.0.2") for _ in range(8)]
    assert [everything(client) for client in greedy[:4]] == [b""] * 4
    honest.sendall(b"TP/1.1\r\nConnection: close\r\n\r\n")
    assert everything(honest).endswith(b"hello")
    assert is_open(greedy[-1])


def test_it_survives_waits_that_are_over_at_once_when_there_is_no_room(server, monkeypatch):
    monkeypatch.setattr(server_worker, "HEAD_SECONDS", 0.5)
    late = [server.client(b"GET") for _ in range(3)]
    everything(server.client(LAST))
    monkeypatch.setattr(server_worker, "ROOM", 0)
    for client in late:
        with contextlib.suppress(ConnectionError):
            everything(client)
    monkeypatch.undo()
    assert everything(server.client(LAST)).endswith(b"hello")


def test_it_makes_room_for_bytes_too(server, monkeypatch):
    monkeypatch.setattr(server_worker, "ROOM", server_worker.MAX_BODY_BYTES)
    first = server.client(posted(server_worker.MAX_BODY_BYTES // 2))
    server.client(posted(server_worker.MAX_BODY_BYTES // 2 + 1, b"a"))
    assert everything(first) == b""


def test_it_gives_threads_no_more_long_requests_of_an_address_than_leave_room_for_others(server, monkeypatch):
    length = server_worker.SHARE + 1
    monkeypatch.setattr(server_worker, "WORK", 2 * server_worker.SHARE)
    honest = server.client(b"GET / HT")
    working = server.client(posted(length, bytes(length), b"/held"), address="127.0.0.2")
    assert server.holding.wait(20)
    assert status(everything(server.client(posted(length, bytes(length)), address="127.0.0.2"))) == 503
    assert everything(server.client(LAST, address="127.0.0.2")).endswith(b"hello")
    assert everything(server.client(posted(length, bytes(length)))).endswith(bytes(length))
    honest.sendall(b"TP/1.1\r\nConnection: close\r\n\r\n")
    assert everything(honest).endswith(b"hello")
    server.more.set()
    assert everything(working).endswith(b"held")
    assert everything(server.client(posted(length, bytes(length)), address="127.0.0.2")).endswith(bytes(length))


def test_it_counts_what_threads_have_when_it_makes_room(server, monkeypatch):
    monkeypatch.setattr(server_worker, "ROOM", 4 * server_worker.SHARE)
    honest = [server.client(b"GET") for _ in range(2)]
    length = server_worker.SHARE + server_worker.SHARE // 2
    server.client(posted(length, bytes(length), b"/held"), address="127.0.0.2")
    assert server.holding.wait(20)
    greedy = server.client(address="127.0.0.2")
    assert everything(greedy) == b""
    assert held(honest) == 2


ASKING = b"POST /echo HTTP/%s\r\nHost: x\r\nConnection: close\r\nExpect: 100-Continue\r\nContent-Length: %d\r\n\r\n"


def test_it_tells_a_client_that_asks_to_go_on_with_its_body_once(server):
    client = server.client(ASKING % (b"1.1", 3))
    assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sendall(b"abc")
    answer = everything(client)
    assert (status(answer), answer[-3:], answer.count(b"HTTP/")) == (200, b"abc", 1)


@pytest.mark.parametrize(
    "sent",
    [
        ASKING % (b"1.1", 3) + b"abc",
        ASKING.replace(b"/echo", b"/") % (b"1.1", server_worker.MAX_BODY_BYTES + 1),
        ASKING % (b"1.0", 3) + b"abc",
    ],
    ids=["the body is there", "the body is too long", "the client is too old"],
)
def test_it_tells_no_client_to_go_on_without_need(server, sent):
    answer = everything(server.client(sent))
    assert (status(answer), answer.count(b"HTTP/")) == (200, 1)


def test_it_waits_for_the_body_of_an_old_client_in_silence(server):
    client = server.client(ASKING % (b"1.0", 3))
    assert everything(server.client(LAST)).endswith(b"hello")
    client.sendall(b"abc")
    assert status(everything(client)) == 200


def test_it_answers_a_question_for_a_head_without_a_body(server):
    client = server.client(HELLO.replace(b"GET", b"HEAD"))
    client.sendall(LAST.replace(b"GET", b"HEAD"))
    answer = everything(client)
    assert answer.count(b"Content-Length: 5") == 2
    assert b"hello" not in answer


@pytest.mark.parametrize(("line", "is_kept"), [(b"", False), (b"Connection: keep-alive\r\n", True)])
def test_it_keeps_the_connection_of_an_old_client_only_when_asked(server, line, is_kept):
    client = server.client(b"GET / HTTP/1.0\r\nHost: x\r\n%s\r\n" % line)
    if is_kept:
        assert b"Connection: keep-alive" in client.recv(1000)
        client.sendall(LAST)
    assert everything(client).endswith(b"hello")


def test_it_forgets_every_connection_in_the_end(server):
    for _ in range(5):
        everything(server.client(LAST))
    server.client(SLOW["half a head"][0]).close()
    reset = server.client(SLOW["half a body"][0])
    reset.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    reset.close()
    server.client(SLOW["no interest in the answer"][0]).close()
    server.close()
    assert (server.worker.nr_conns, server.worker._waits, server.worker._in_work) == (0, {}, {})

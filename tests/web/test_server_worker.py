"""The server's worker on a real socket: what takes a thread, what waits without one, and what is ended."""

import os
import selectors
import socket
import struct
import threading

import pytest
from gunicorn.config import Config

from web import server_worker
from web.server_worker import BufferingWorker

THREADS = 2
LARGE = 8 * 1024 * 1024  # more than the buffers of two sockets hold
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
        self.worker = BufferingWorker(1, os.getppid(), [self.listener], None, 30, config, Quiet())
        self.worker.wsgi = self.answer
        self.worker.tpool = self.worker.get_thread_pool()
        self.worker.poller = selectors.DefaultSelector()
        self.worker.method_queue.init()
        self.asked = []
        self.more = threading.Event()
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
        elif path.endswith("/events"):
            start_response("200 OK", [])
            return self.stream(path)
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


def everything(client):
    """All that comes until the server closes."""
    pieces = []
    while piece := client.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def status(answer):
    return int(answer.split(b" ", 2)[1])


def is_open(client):
    client.setblocking(False)
    try:
        return bool(client.recv(1))
    except BlockingIOError:
        return True
    finally:
        client.settimeout(20)


def takes_little(client, window=2048):
    """A small window and small packets: the kernel takes little of an answer that nobody reads."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)


def posted(length, body=b"", path=b"/echo"):
    return b"POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (path, length, body)


SLOW = {
    "silence": [],
    "half a head": [b"GET / HTTP/1.1\r\nHos"],
    "half a body": [posted(10, b"12345")],
    "no interest in the answer": [b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"],
    "no end": [LAST],
}


@pytest.mark.parametrize("pieces", SLOW.values(), ids=SLOW)
def test_it_spends_no_thread_on_a_client_that_is_waited_for(server, pieces):
    slow = [server.client(*pieces, before=takes_little) for _ in range(4 * THREADS)]
    assert everything(server.client(LAST)).endswith(b"hello")
    assert len([client for client in slow if is_open(client)]) == len(slow)


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
    assert everything(client).endswith(b"hello")
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


def test_it_makes_room_for_bytes_too(server, monkeypatch):
    monkeypatch.setattr(server_worker, "ROOM", server_worker.MAX_BODY_BYTES)
    first = server.client(posted(server_worker.MAX_BODY_BYTES // 2))
    server.client(posted(server_worker.MAX_BODY_BYTES // 2 + 1, b"a"))
    assert everything(first) == b""


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

"""gunicorn's threaded worker with a buffer on either side of a thread, as a reverse proxy has them.

As it comes, that worker waits in a thread for the rest of a head or body and for clients that do not read their answer,
and in its only loop for clients that do not close: a few dozen idle connections stop a site. Here only the loop waits,
for all of them at once and never without a deadline. A thread gets a request when the whole of it is there, and leaves
its answer behind. A live stream keeps its thread, and ends when its reader takes nothing for a while.
"""

import contextlib
import errno
import re
import resource
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from gunicorn import http, util
from gunicorn.workers.gthread import ThreadWorker

from web.app import MAX_BODY_BYTES
from web.events import MEDIA_TYPE

HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 10
CLOSE_SECONDS = 2
STREAM_SECONDS = 20  # in which the reader of a stream must take what was sent
BYTES_PER_SECOND = 8 * 1024  # what the slowest client may send or take, beyond HEAD_SECONDS
ROOM = 64 * 1024 * 1024  # for all requests and answers in the buffers
SHARE = ROOM // 256  # what a connection counts for at the least
WORK = ROOM // 4  # for the long requests of one address that threads have: nothing takes those back
PIECE = 64 * 1024

END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n", re.IGNORECASE)
EXPECT = re.compile(rb"[^\r\n]* HTTP/1\.1\r\n(?:[^\r\n]*\r\n)*?expect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
BODILESS = (b"GET ", b"HEAD ")


class AnswerSocket(socket.socket):
    """Keeps what its client does not take at once, and sends it with `flush`; only a stream waits."""

    def __init__(self, fileno: int) -> None:
        super().__init__(fileno=fileno)
        self.settimeout(0)
        self.unsent = bytearray()
        self.is_stream = False

    def setblocking(self, _flag: bool, /) -> None:  # noqa: FBT001 - the signature is the library's
        """Leaves it as it is: gunicorn would have threads wait."""

    def sendall(self, data: Any, _flags: int = 0, /) -> None:
        """Sends what can be sent."""
        if not self.is_stream:
            self.unsent += data
            self.flush()
            return
        self.settimeout(STREAM_SECONDS)
        try:
            super().sendall(data)
        except TimeoutError:
            raise BrokenPipeError(errno.EPIPE, "the reader takes nothing") from None
        finally:
            self.settimeout(0)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Sends a file like any other answer: all of ours fit into memory."""
        file.seek(offset)
        data = file.read(count)
        self.sendall(data)
        return len(data)

    def flush(self) -> bool:
        """Whether all was taken."""
        with contextlib.suppress(BlockingIOError):
            while self.unsent:
                del self.unsent[: self.send(self.unsent)]
        return not self.unsent


@dataclass(eq=False)
class Wait:
    """What a connection waits for: its request, a client that takes the answer, or one that closes."""

    deadline: float
    share: int = SHARE
    received: bytearray = field(default_factory=bytearray)
    size: int = 0  # of head and body, once the head says it


class BufferingWorker(ThreadWorker):  # type: ignore[misc] # the library has no types
    """Named on gunicorn's command line. All but `handle_request` runs in the loop's thread."""

    wsgi: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_keepalived //= 2  # the other half is for those that wait
        self._waits: dict[Any, Wait] = {}  # in the order in which they began
        self._in_work: dict[Any, int] = {}

    def init_process(self) -> None:
        """Lets the process have as many connections as it is allowed: one too many would end it."""
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        super().init_process()

    def load_wsgi(self) -> None:
        """Puts a look at every answer's type before the app: only what streams may keep a thread waiting."""
        super().load_wsgi()
        self.wsgi = partial(_answer, self.wsgi)

    def enqueue_req(self, conn: Any) -> None:
        """Begins to read a request, where gunicorn gives a connection to a thread."""
        if conn.parser is None:
            conn.sock = AnswerSocket(conn.sock.detach())
            conn.parser = http.get_parser(self.cfg, (), conn.client)  # it reads what it is fed, and never the socket
            conn.data_ready = True
        wait = Wait(time.monotonic() + HEAD_SECONDS, received=bytearray(conn.parser.unreader.take_buffered()))
        self._begin(conn, wait, selectors.EVENT_READ, self._read)
        self._act(conn, self._advance, conn.sock)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answers in a thread."""
        headers = dict(req.headers)
        req._expected_100_continue = False  # noqa: SLF001 - the body is here: who asked for that word has had it
        if "TRANSFER-ENCODING" in headers:
            util.write_error(conn.sock, 411, "Length Required", "")
            return False
        if int(headers.get("CONTENT-LENGTH", 0)) > conn.parser.unreader.buf.getbuffer().nbytes:
            req.force_close()  # too long to be read; the app says so, and what follows is no request
        return super().handle_request(req, conn)

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:
        """Sends the rest of the answer, then keeps or closes the connection."""
        self._in_work.pop(conn, None)
        conn.sock.is_stream = False
        try:
            if not conn.sock.flush():
                wait = Wait(self._deadline(len(conn.sock.unsent)), max(SHARE, len(conn.sock.unsent)))
                self._begin(conn, wait, selectors.EVENT_WRITE, partial(self._write, fs=fs))
            elif not fs.cancelled() and fs.exception() is None and fs.result():
                super().finish_request(conn, fs)
            else:
                self._part(conn)
        except OSError:
            self._close(conn)

    def murder_pending(self) -> None:
        """Ends every wait that is over; gunicorn calls this after each turn of its loop."""
        now = time.monotonic()
        for conn in [conn for conn, wait in self._waits.items() if wait.deadline <= now]:
            wait = self._waits.get(conn)
            if wait is None:  # to end one can make room at the cost of another
                continue
            if wait.received:
                self._refuse(conn, 408, "Request Timeout")
            else:
                self._drop(conn)

    def _begin(self, conn: Any, wait: Wait, event: int, act: Callable[..., None]) -> None:
        self._waits[conn] = wait
        self.poller.register(conn.sock, event, partial(self._act, conn, act))
        self._make_room()

    def _end(self, conn: Any) -> Wait:
        self.poller.unregister(conn.sock)
        return self._waits.pop(conn)

    def _act(self, conn: Any, act: Callable[..., None], _sock: Any) -> None:
        if conn not in self._waits:  # ended by an event of the same moment
            return
        try:
            act(conn)
        except BlockingIOError:
            return
        except OSError:
            self._drop(conn)

    def _read(self, conn: Any) -> None:
        piece = conn.sock.recv(PIECE)
        wait = self._waits[conn]
        wait.received += piece
        if piece:
            self._advance(conn)
        elif wait.received:
            self._refuse(conn, 400, "Bad Request")
        else:
            self._drop(conn)

    def _advance(self, conn: Any) -> None:
        """Hands the request to a thread if all of it has come; one that is too long without its body."""
        wait = self._waits[conn]
        if not wait.size:
            self._measure(conn, wait)
        if not wait.size or len(wait.received) < wait.size or conn not in self._waits:
            return
        if wait.size > SHARE and wait.size + self._work()[conn.client[0]] > WORK:
            self._refuse(conn, 503, "Service Unavailable")
            return
        conn.parser.unreader.unread(bytes(self._end(conn).received))
        self._in_work[conn] = wait.size
        super().enqueue_req(conn)

    def _measure(self, conn: Any, wait: Wait) -> None:
        """Takes from the head, once it is there, how much will come."""
        end = wait.received.find(END) + len(END)
        if end < len(END):
            if len(wait.received) > HEAD_BYTES:
                self._refuse(conn, 431, "Request Header Fields Too Large")
            return
        head = bytes(wait.received[:end]).lstrip()  # gunicorn allows an empty line before it
        found = LENGTH.search(head)
        body = int(found[1]) if found else 0
        if body and head.startswith(BODILESS):  # nobody would read it, and a stream would keep it for minutes
            self._refuse(conn, 400, "Bad Request")
            return
        wait.size = end + (body if body <= MAX_BODY_BYTES else 0)
        wait.share = max(SHARE, wait.size)
        wait.deadline = self._deadline(wait.size)
        self._make_room()
        if conn in self._waits and len(wait.received) < wait.size and EXPECT.match(head):
            conn.sock.sendall(CONTINUE)

    def _write(self, conn: Any, fs: Future[Any]) -> None:
        if conn.sock.flush():
            self._end(conn)
            self.finish_request(conn, fs)

    def _part(self, conn: Any) -> None:
        """Says that nothing more comes, and lets the client close: otherwise it might lose the end of the answer."""
        conn.sock.shutdown(socket.SHUT_WR)
        self._begin(conn, Wait(time.monotonic() + CLOSE_SECONDS), selectors.EVENT_READ, self._discard)

    def _discard(self, conn: Any) -> None:
        if not conn.sock.recv(PIECE):
            self._drop(conn)

    def _refuse(self, conn: Any, code: int, reason: str) -> None:
        self._end(conn)
        try:
            util.write_error(conn.sock, code, reason, "")
            self._part(conn)
        except OSError:
            self._close(conn)

    def _drop(self, conn: Any) -> None:
        self._end(conn)
        self._close(conn)

    def _close(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def _work(self) -> Counter[str]:
        """The bytes that threads have, by address."""
        work: Counter[str] = Counter()
        for conn, size in self._in_work.items():
            work[conn.client[0]] += size
        return work

    def _make_room(self) -> None:
        """Drops the longest wait of the address that holds most, until the rest fits."""
        while self._waits:
            shares = self._work()
            for conn, wait in self._waits.items():
                shares[conn.client[0]] += wait.share
            if shares.total() <= ROOM:
                return
            self._drop(max(self._waits, key=lambda conn: shares[conn.client[0]]))

    @staticmethod
    def _deadline(size: int) -> float:
        return time.monotonic() + HEAD_SECONDS + size / BYTES_PER_SECOND


def _answer(app: Callable[..., Any], environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """The app's answer; its socket learns whether it is a live stream, which no refusal of one is."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        kinds = [value for name, value in headers if name.lower() == "content-type"]
        is_stream = any(kind.startswith(MEDIA_TYPE) for kind in kinds)
        environ["gunicorn.socket"].is_stream = is_stream and environ["REQUEST_METHOD"] == "GET"
        return start_response(status, headers, exc_info)

    return app(environ, start)

"""The site without a worker: for attacks that must end at its door."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.hostile.canaries import Canaries
from tests.hostile.corpus import load_problems
from tests.hostile.host import _resident_kib
from tests.product import Site, make_site

ANSWER_SECONDS = 30  # generous: whether an answer comes is the question, not when
PIECE = 1024 * 1024


@contextmanager
def open_front(folder: Path, **env: str) -> Iterator[Site]:
    """The site over HTTP with the problems that are attacked."""
    site = make_site(folder, load_problems(Canaries().suite))
    site.start("web", **env)
    try:
        site.wait_until_it_answers()
        yield site
    finally:
        site.stop()


def memory_kib(site: Site) -> int:
    """What the process that answers requests holds; it must be the one that was started first."""
    parent = site.processes[0].pid
    (child,) = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return _resident_kib(int(child))


def connect(site: Site, sent: bytes = b"", *, window: int = 0) -> socket.socket:
    """A connection on which this was sent. A small window lets the kernel take little of an answer."""
    client = socket.socket()
    client.settimeout(ANSWER_SECONDS)
    if window:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    address = urlsplit(site.url)
    client.connect((address.hostname, address.port))
    client.sendall(sent)
    return client


def everything(client: socket.socket) -> bytes:
    """All that comes until the site closes."""
    pieces = []
    with client:
        while piece := client.recv(PIECE):
            pieces.append(piece)
    return b"".join(pieces)


def status(answer: bytes) -> int:
    """The code of a raw answer; 0 when there is none."""
    return int(answer.split(b" ", 2)[1]) if answer else 0

"""The site without a worker: for attacks that must end at its door."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.hostile.canaries import Canaries
from tests.hostile.corpus import load_problems
from tests.hostile.host import resident_kib
from tests.product import Site, make_site
from tests.raw_http import everything, status, takes_little

ANSWER_SECONDS = 30  # generous: whether an answer comes is the question, not when

__all__ = ["ANSWER_SECONDS", "connect", "everything", "memory_kib", "open_front", "status"]


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
    return resident_kib(int(child))


def connect(site: Site, sent: bytes = b"", *, window: int = 0) -> socket.socket:
    """A connection on which this was sent. A small window lets the kernel take little of an answer."""
    client = socket.socket()
    client.settimeout(ANSWER_SECONDS)
    if window:
        takes_little(client, window)
    address = urlsplit(site.url)
    client.connect((address.hostname, address.port))
    client.sendall(sent)
    return client

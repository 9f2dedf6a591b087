"""Clients that send or take next to nothing, many more of them than the site has threads: everybody else is served."""

import select
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from tests.hostile.arena import STACK, starter
from tests.hostile.candidate import Candidate
from tests.hostile.front import ANSWER_SECONDS, connect, memory_kib, open_front
from tests.product import Site
from tests.raw_http import everything, held, is_open, status

THREADS = 8
CROWD = 300  # also more than may wait at once
READERS = 32  # each holds a page of a megabyte
GROWTH_KIB = 256 * 1024
TARGET = "target"  # four files may be changed, so that a page can be long


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_front(tmp_path_factory.mktemp("slow"), JUDGE_WEB_THREADS=str(THREADS)) as opened:
        yield opened


@pytest.fixture(scope="module")
def alice(site: Site) -> Candidate:
    return Candidate(site, "alice")


@pytest.fixture(scope="module")
def cookie(site: Site) -> str:
    """A sign-in of somebody who has saved as much as may be saved."""
    mallory = Candidate(site, "mallory")
    files = dict.fromkeys(starter(site.problems[TARGET], STACK), "#" * 255_000)
    body = {"stack": STACK, "files": files}
    answer = mallory.http.put(f"{site.url}/problems/{TARGET}/draft", json=body, timeout=ANSWER_SECONDS)
    assert answer.status_code == 200
    return cookie_of(mallory)


def cookie_of(candidate: Candidate) -> str:
    return f"Cookie: session={candidate.http.cookies['session']}"


def request(*lines: str) -> bytes:
    return "\r\n".join([*lines, "Host: x", "", ""]).encode()


SLOW: dict[str, tuple[int, Callable[[str], bytes]]] = {
    "silence": (CROWD, lambda _cookie: b""),
    "half a head": (CROWD, lambda _cookie: b"GET /problems HTTP/1.1\r\nHos"),
    "half a form": (CROWD, lambda _cookie: request("POST /sign-in HTTP/1.1", "Content-Length: 900") + b"email="),
    "half an answer": (
        CROWD,
        lambda cookie: request(f"PUT /problems/{TARGET}/draft HTTP/1.1", cookie, "Content-Length: 4000000") + b'{"',
    ),
    "a long page that is not read": (READERS, lambda cookie: request(f"GET /problems/{TARGET} HTTP/1.1", cookie)),
    "an end that is not answered": (CROWD, lambda _cookie: request("GET /healthz HTTP/1.1", "Connection: close")),
}


def wait_for_crowd(slow: list[socket.socket]) -> None:
    """Until the site has more of them than threads: soon after they came, before their time is over."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while held(slow) <= THREADS:
        assert time.monotonic() < deadline, "the site keeps no crowd"


@pytest.mark.parametrize(("count", "sent"), SLOW.values(), ids=SLOW)
def test_it_serves_others_while_slow_clients_are_many(
    site: Site, alice: Candidate, cookie: str, count: int, sent: Callable[[str], bytes]
):
    before = memory_kib(site)
    slow = [connect(site, sent(cookie), window=2048) for _ in range(count)]
    try:
        wait_for_crowd(slow)
        alice.submit("replies", STACK, starter(site.problems["replies"], STACK))
        assert "Ember" in alice.get("/problems")
        assert status(everything(connect(site, request("GET /healthz HTTP/1.1", "Connection: close")))) == 200
        assert memory_kib(site) - before < GROWTH_KIB
    finally:
        for client in slow:
            client.close()


def test_it_ends_those_who_drip_and_no_stream(site: Site, alice: Candidate):
    handed_in = alice.submit("replies", STACK, starter(site.problems["replies"], STACK))
    stream = connect(site, request(f"GET {handed_in.addresses['events_url']} HTTP/1.1", cookie_of(alice)))
    while b"event: view" not in (heard := stream.recv(65536)):
        assert heard, "the stream has ended at once"
    drips = {
        connect(site, b"GET /problems HTTP/1.1\r\nHost: x\r\nX: "): "a head",
        connect(site, SLOW["half a form"][1]("")): "a body",
        connect(site): "nothing",
    }
    codes = {}
    while drips:
        late, _, _ = select.select(list(drips), [], [], 0.3)
        for client in late:
            codes[drips.pop(client)] = status(everything(client))
        for client, what in drips.items():
            if what != "nothing":
                client.sendall(b"a")
    assert codes == {"a head": 408, "a body": 408, "nothing": 0}
    assert is_open(stream)
    stream.close()

"""Hostile bodies: forms, JSON, and lengths that are not true. Each is refused, and the next request is served."""

import contextlib
import itertools
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import requests
from sqlmodel import func, select

from judge.storage.accounts import LoginSession, User
from judge.storage.drafts import Draft
from tests.hostile.arena import STACK, starter
from tests.hostile.candidate import TOKEN, Candidate
from tests.hostile.front import ANSWER_SECONDS, connect, everything, memory_kib, open_front, status
from tests.product import Site

DRAFT = "/problems/replies/draft"
MIB = 1024 * 1024
GROWTH_KIB = 192 * 1024  # of the process that answers: the largest body as Python objects, several times over
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"


@dataclass(frozen=True)
class Sent:
    """A body with its type, and the codes that may answer it. 200 is the form again, with its error."""

    body: bytes
    kind: str
    codes: tuple[int, ...]


def part(head: str, content: bytes = b"a") -> bytes:
    return b"--x\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content + b"\r\n"


def parts(*given: bytes) -> bytes:
    return b"".join(given) + b"--x--\r\n"


PASSWORD = part('name="password"', b"some rare words here")
FORMS = {
    "10,000 parts": Sent(parts(*(part(f'name="f{number}"') for number in range(10_000))), MULTIPART, (413,)),
    "10,000 files": Sent(parts(*(part(f'name="f"; filename="{n}"') for n in range(10_000))), MULTIPART, (413,)),
    "a field of 1 MiB": Sent(parts(part('name="email"', b"a" * MIB)), MULTIPART, (413,)),
    "a plain field of 1 MiB": Sent(b"email=" + b"a" * MIB, FORM, (413,)),
    "200,000 plain fields": Sent(b"a=b&" * 200_000, FORM, (413,)),
    "a file for a field": Sent(parts(part('name="email"; filename="a"'), PASSWORD), MULTIPART, (200,)),
    "two names of a file": Sent(
        parts(part('name="email"; filename="a"; filename="../../b"'), PASSWORD), MULTIPART, (200, 400)
    ),
    "two ways to name a file": Sent(
        parts(part('name="email"; filename="a"; filename*=UTF-8\'\'..%2f..%2fb'), PASSWORD), MULTIPART, (200,)
    ),
    "a field twice": Sent(parts(part('name="email"'), part('name="email"'), PASSWORD), MULTIPART, (200,)),
    "a part of another character set": Sent(
        parts(part('name="email"\r\nContent-Type: text/plain; charset=utf-7', b"+ADw-script+AD4-"), PASSWORD),
        MULTIPART,
        (200,),
    ),
    "a head of 1 MiB": Sent(parts(part('name="email"\r\nA: ' + "a" * MIB)), MULTIPART, (400, 413)),
    "parts without an end": Sent(part('name="email"'), MULTIPART, (200, 400)),
    "no boundary": Sent(parts(part('name="email"')), "multipart/form-data", (200, 400)),
    "a long boundary": Sent(b"--" + b"x" * 5000, "multipart/form-data; boundary=" + "x" * 5000, (200, 400)),
    "parts within a part": Sent(
        parts(part('name="email"\r\nContent-Type: multipart/mixed; boundary=x', parts(part('name="e"')))),
        MULTIPART,
        (200, 400),
    ),
    "another character set": Sent("email=a&password=b".encode("utf-16"), f"{FORM}; charset=utf-16", (200,)),
    "an unknown character set": Sent(b"email=a&password=b", f"{FORM}; charset=nonsense", (200,)),
    "broken UTF-8": Sent(b"email=%ff%fe\xff&password=%c3%28", FORM, (200,)),
    "NUL": Sent(b"email=a%00b&password=c&name=%00", FORM, (400,)),
    "JSON": Sent(b'{"email": ["a"], "name": {"a": 1}, "password": 5}', "application/json", (200, 400)),
    "nested JSON": Sent(b"[" * 200_000, "application/json", (200, 400)),
}

ADDRESSES = itertools.count(1)  # each visitor comes from elsewhere, as a proxy tells it: nobody is slowed down

HONEST = {"stack": STACK, "files": {"app.py": "print(1)\n"}}
TEXT = json.dumps(HONEST).encode()
JSON_BODIES = {
    "nothing": (b"", 400),
    "more than may be sent": (b'{"stack": "' + b"a" * 4 * MIB + b'"}', 413),
    "lists in lists": (b'{"stack": ' + b"[" * 1_000_000, 400),
    "objects in objects": (b'{"stack": ' + b'{"a":' * 500_000, 400),
    "a million lists": (b"[" + b"[]," * 1_000_000 + b"[]]", 400),
    "100,000 names": (b"{" + b",".join(b'"%d":1' % number for number in range(100_000)) + b"}", 400),
    "100,000 files": (
        b'{"stack":"x","files":{' + b",".join(b'"%d":""' % number for number in range(100_000)) + b"}}",
        400,
    ),
    "a name twice": (TEXT.replace(b'"app.py"', b'"app.py": "print(2)", "app.py"'), 400),
    "a field twice": (TEXT.replace(b'{"stack"', b'{"stack": "postgresql", "stack"', 1), 400),
    "a number of 4,000,000 digits": (b'{"base": ' + b"9" * 4_000_000 + b"}", 400),
    "a number beyond all": (TEXT.replace(b"}}", b'}, "base": 1e999}'), 400),
    "no number": (TEXT.replace(b"}}", b'}, "base": NaN}'), 400),
    "a date beyond all": (TEXT.replace(b"}}", b'}, "base": "99999-01-01T00:00:00Z"}'), 400),
    "broken UTF-8": (TEXT.replace(b"print", b"\xff\xfe"), 400),
    "overlong UTF-8": (TEXT.replace(b"print", b"\xc0\xaf"), 400),
    "UTF-16": (json.dumps(HONEST).encode("utf-16"), 400),
    "a byte order mark": (b"\xef\xbb\xbf" + TEXT, 400),
    "half a character": (TEXT.replace(b"print", b"\\ud800"), 400),
    "NUL in a file": (TEXT.replace(b"print", b"\\u0000"), 400),
    "a file above its size": (json.dumps({"stack": STACK, "files": {"app.py": "a" * 300_000}}).encode(), 400),
    "numbers for texts": (b'{"stack": 1, "files": {"app.py": 2}}', 400),
    "a list of pairs": (b'{"stack": "x", "files": [["app.py", "a"]]}', 400),
    "an unknown field": (TEXT.replace(b"{", b'{"user_id": "alice", ', 1), 400),
    "a class's field": (TEXT.replace(b"{", b'{"__class__": "x", ', 1), 400),
    "compressed": (b"\x1f\x8b\x08\x00" + b"\0" * 100, 400),
    "text behind it": (TEXT + b"{}", 400),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_front(tmp_path_factory.mktemp("bodies"), JUDGE_WEB_THREADS="8", JUDGE_PROXY_HOPS="1") as opened:
        yield opened


@pytest.fixture(scope="module")
def alice(site: Site) -> Candidate:
    return Candidate(site, "alice")


@pytest.fixture(scope="module")
def memory_at_first(site: Site, alice: Candidate) -> int:
    alice.get("/problems")
    return memory_kib(site)


@pytest.fixture
def unharmed(site: Site, alice: Candidate, memory_at_first: int) -> Iterator[None]:
    """Afterwards the same process answers, has not grown without bound, and nobody has got in."""
    people = signed_in(site)
    yield
    assert "Ember" in alice.get("/problems")
    assert memory_kib(site) - memory_at_first < GROWTH_KIB
    assert signed_in(site) == people


def signed_in(site: Site) -> tuple[int, ...]:
    with site.database() as session:
        return tuple(session.exec(select(func.count()).select_from(table)).one() for table in (User, LoginSession))


def saved(site: Site) -> list[tuple[str, dict[str, str]]]:
    """What editors would open."""
    with site.database() as session:
        return [(draft.stack, draft.files) for draft in session.exec(select(Draft)).all()]


def put(alice: Candidate, body: bytes, kind: str = "application/json", **headers: str) -> requests.Response:
    given = {"Content-Type": kind} | headers
    return alice.http.put(alice.site.url + DRAFT, data=body, headers=given, timeout=ANSWER_SECONDS)


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
@pytest.mark.parametrize("sent", FORMS.values(), ids=FORMS)
def test_it_lets_nobody_in_by_an_odd_form(site: Site, sent: Sent, path: str):
    with requests.Session() as visitor:
        visitor.trust_env = False
        token = TOKEN.search(visitor.get(site.url + path, timeout=ANSWER_SECONDS).text).group(1)
        headers = {"Content-Type": sent.kind, "X-CSRFToken": token, "X-Forwarded-For": f"203.0.113.{next(ADDRESSES)}"}
        answer = visitor.post(site.url + path, data=sent.body, headers=headers, timeout=ANSWER_SECONDS)
        assert answer.status_code in sent.codes
        assert "<script>" not in answer.text
        assert "Traceback" not in answer.text
        assert "session" not in visitor.cookies


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize(("body", "code"), JSON_BODIES.values(), ids=JSON_BODIES)
def test_it_saves_nothing_of_an_odd_document(site: Site, alice: Candidate, body: bytes, code: int):
    before = saved(site)
    answer = put(alice, body)
    assert answer.status_code == code
    assert answer.json()["error"]
    assert "Traceback" not in answer.text
    assert saved(site) == before


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("kind", ["text/plain", FORM, MULTIPART, "application/xml", "", "application/json\u00a0"])
def test_it_takes_a_document_for_what_it_is_said_to_be(site: Site, alice: Candidate, kind: str):
    before = saved(site)
    assert put(alice, TEXT, kind.encode("latin-1")).status_code == 400
    assert saved(site) == before


@pytest.mark.usefixtures("unharmed")
def test_it_unpacks_nothing(alice: Candidate):
    assert put(alice, TEXT, **{"Content-Encoding": "gzip"}).status_code == 200
    assert put(alice, b"\x1f\x8b\x08\x00" + b"\0" * 1000, **{"Content-Encoding": "gzip"}).status_code == 400


def head(
    alice: Candidate, *lines: str, method: str = "PUT", path: str = DRAFT, kind: str = "application/json"
) -> bytes:
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in alice.http.cookies)
    token = f"X-CSRFToken: {alice.http.headers['X-CSRFToken']}"
    named = [f"{method} {path} HTTP/1.1", "Host: x", f"Cookie: {cookies}", token, f"Content-Type: {kind}", *lines]
    return "\r\n".join([*named, "", ""]).encode()


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


LENGTHS: dict[str, tuple[Callable[[Candidate], bytes], int]] = {
    "no length": (lambda alice: head(alice, "Connection: close") + TEXT, 400),
    "chunks": (lambda alice: head(alice, "Transfer-Encoding: chunked") + chunked(TEXT), 411),
    "chunks and a length": (
        lambda alice: head(alice, "Transfer-Encoding: chunked", f"Content-Length: {len(TEXT)}") + chunked(TEXT),
        400,
    ),
    "compressed chunks": (lambda alice: head(alice, "Transfer-Encoding: gzip, chunked") + chunked(TEXT), 411),
    "an unknown coding": (lambda alice: head(alice, "Transfer-Encoding: xchunked") + TEXT, 501),
    "too short a length": (lambda alice: head(alice, "Content-Length: 9", "Connection: close") + TEXT, 400),
    "two lengths": (lambda alice: head(alice, "Content-Length: 9", f"Content-Length: {len(TEXT)}") + TEXT, 400),
    "a list of lengths": (lambda alice: head(alice, "Content-Length: 9, 9") + TEXT, 400),
    "a negative length": (lambda alice: head(alice, "Content-Length: -1") + TEXT, 400),
    "a length with a sign": (lambda alice: head(alice, f"Content-Length: +{len(TEXT)}") + TEXT, 400),
    "a length in hexadecimal": (lambda alice: head(alice, f"Content-Length: {len(TEXT):#x}") + TEXT, 400),
    "a length of 5,000 digits": (lambda alice: head(alice, "Content-Length: " + "9" * 5000) + TEXT, 400),
    "a length of 100 GB": (lambda alice: head(alice, f"Content-Length: {10**11}") + TEXT, 413),
    "an expectation": (lambda alice: head(alice, "Expect: a-miracle", f"Content-Length: {len(TEXT)}") + TEXT, 417),
    "a folded header": (lambda alice: head(alice, "X: a", " b", f"Content-Length: {len(TEXT)}") + TEXT, 400),
    "a header of 100 KiB": (lambda alice: head(alice, "X: " + "a" * 100 * 1024), 431),
    "1,000 headers": (lambda alice: head(alice, *["X: a"] * 1000), 431),
    "an address of 20 KiB": (lambda alice: head(alice, path="/" + "a" * 20 * 1024), 414),
}


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize(("make", "code"), LENGTHS.values(), ids=LENGTHS)
def test_it_saves_nothing_of_a_request_that_is_not_what_it_says(
    site: Site, alice: Candidate, make: Callable[[Candidate], bytes], code: int
):
    before = saved(site)
    answer = everything(connect(site, make(alice)))
    assert status(answer) == code
    assert answer.count(b"HTTP/1.1 ") == 1
    assert saved(site) == before


@pytest.mark.usefixtures("unharmed")
def test_it_saves_nothing_of_a_request_that_is_cut_off(site: Site, alice: Candidate):
    before = saved(site)
    client = connect(site, head(alice, f"Content-Length: {len(TEXT) + 1}") + TEXT)
    client.shutdown(socket.SHUT_WR)
    assert status(everything(client)) == 400
    assert saved(site) == before


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [("PUT", DRAFT, "application/json"), ("POST", "/sign-in", FORM), ("POST", "/sign-up", MULTIPART)],
)
def test_it_ends_a_flood_that_calls_itself_a_body(site: Site, alice: Candidate, method: str, path: str, kind: str):
    with connect(site, head(alice, f"Content-Length: {100 * MIB}", method=method, path=path, kind=kind)) as client:
        assert status(client.recv(1000)) == 413
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(100):
                client.sendall(bytes(MIB))


def test_it_still_takes_honest_ones(alice: Candidate, site: Site):
    honest = starter(site.problems["replies"], STACK)
    assert put(alice, json.dumps({"stack": STACK, "files": honest}).encode()).status_code in (200, 409)
    assert alice.submit("replies", STACK, honest).id

"""The client as suites use it, against a service that behaves."""

import http.server
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.inside.tester.client import Client
from sandbox.inside.tester.errors import BadResponse
from sandbox.inside.tester.exchanges import Recorder
from tests.sandbox.inside.hostile import says, serving

OK = b"HTTP/1.1 200 OK\r\n"


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def answer(self):
        size = int(self.headers.get("content-length") or 0)
        told = {
            "method": self.command,
            "target": self.path,
            "headers": self.headers.items(),
            "body": self.rfile.read(size).decode(),
        }
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = answer  # noqa: N815 - http.server's names

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def echo_url():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def app(echo_url, recorder):
    return Client(echo_url, time.monotonic() + 10, recorder)


def answering(data):
    """The reply to one request that is answered with these bytes."""
    with serving(says(data)) as url:
        return Client(url, time.monotonic() + 5, Recorder()).get("/")


def headers_of(reply):
    return {name.lower(): value for name, value in reply.json()["headers"]}


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_it_sends_each_method(app, method):
    told = getattr(app, method)("/a").json()
    assert (told["method"], told["target"], told["body"]) == (method.upper(), "/a", "")


def test_it_sends_any_other_method_too(app):
    assert app.request("OPTIONS", "/").json()["method"] == "OPTIONS"
    reply = app.request("HEAD", "/")
    assert (reply.status, reply.body) == (200, b"")
    assert int(reply.headers["content-length"]) > 0


def test_it_asks_for_an_unencoded_answer_on_a_connection_of_its_own(app):
    headers = headers_of(app.get("/"))
    assert headers["accept-encoding"] == "identity"
    assert headers["connection"] == "close"
    assert headers["host"].startswith("127.0.0.1:")


def test_it_gives_each_request_another_id(app):
    ids = {headers_of(app.get("/"))["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert all(len(one) == 32 for one in ids)


def test_it_encodes_parameters(app):
    assert app.get("/a", params={"q": "á b&c", "n": [1, 2]}).json()["target"] == "/a?q=%C3%A1+b%26c&n=1&n=2"
    assert app.get("/a?x=1", params=[("x", 2)]).json()["target"] == "/a?x=1&x=2"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/a b/č", "/a%20b/%C4%8D"),
        ("/a%2Fb", "/a%2Fb"),
        ("/../etc/passwd", "/../etc/passwd"),
        ("/a\r\nX: 1", "/a%0D%0AX:%201"),
        ("/x';--", "/x';--"),
    ],
)
def test_it_encodes_the_path_and_changes_nothing_else(app, path, target):
    assert app.get(path).json()["target"] == target


def test_it_sends_json_and_none_is_json(app):
    reply = app.post("/", json={"name": "č", "n": [1, None]})
    assert json.loads(reply.json()["body"]) == {"name": "č", "n": [1, None]}
    assert headers_of(reply)["content-type"] == "application/json"
    assert app.post("/", json=None).json()["body"] == "null"


def test_it_sends_forms_and_raw_data(app):
    reply = app.post("/", form={"a": "1 2", "b": ["x", "y"]})
    assert reply.json()["body"] == "a=1+2&b=x&b=y"
    assert headers_of(reply)["content-type"] == "application/x-www-form-urlencoded"
    reply = app.put("/", data="{broken", headers={"Content-Type": "application/json"})
    assert reply.json()["body"] == "{broken"
    assert headers_of(reply)["content-type"] == "application/json"
    assert "content-type" not in headers_of(app.post("/", data=b"x"))


def test_it_tells_the_length_of_an_empty_body_only_where_one_is_expected(app):
    assert headers_of(app.post("/"))["content-length"] == "0"
    assert "content-length" not in headers_of(app.get("/"))
    assert "content-length" not in headers_of(app.delete("/"))


def test_it_lets_a_suite_replace_headers_but_not_the_framing(app):
    headers = headers_of(app.get("/", headers={"user-agent": "x", "Host": "evil.example", "X-Request-Id": "1", "N": 5}))
    assert (headers["user-agent"], headers["host"], headers["x-request-id"], headers["n"]) == (
        "x",
        "evil.example",
        "1",
        "5",
    )
    for name in ("Content-Length", "transfer-encoding", "CONNECTION"):
        with pytest.raises(ValueError, match="the client sets"):
            app.get("/", headers={name: "1"})


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda app: app.get("no-slash"), ValueError),
        (lambda app: app.get("http://127.0.0.1/"), ValueError),
        (lambda app: app.request("GE T", "/"), ValueError),
        (lambda app: app.get("/", headers={"A\r\nB": "1"}), ValueError),
        (lambda app: app.get("/", headers={"A": "1\r\nB: 2"}), ValueError),
        (lambda app: app.get("/", headers={"A": "\u20ac"}), ValueError),
        (lambda app: app.post("/", json={}, data=b""), TypeError),
        (lambda app: app.post("/", form={}, json=None), TypeError),
        (lambda app: app.post("/", json=object()), TypeError),
        (lambda app: app.post("/", body="x"), TypeError),
    ],
)
def test_it_calls_a_slip_of_the_author_by_its_name(app, recorder, call, error):
    with pytest.raises(error):
        call(app)
    assert recorder.all() == []


def test_it_reads_a_chunked_body_and_drops_its_trailers():
    reply = answering(OK + b"Transfer-Encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n1 \r\n!\r\n0\r\nX-Sum: 1\r\n\r\n")
    assert reply.body == b"hello!"
    assert "x-sum" not in reply.headers


def test_it_reads_a_body_up_to_the_connection_s_end():
    assert answering(b"HTTP/1.0 200 OK\r\n\r\nall of it").text == "all of it"


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
def test_it_expects_no_body_where_there_is_none(status):
    assert answering(b"HTTP/1.1 " + status + b"\r\n\r\n").body == b""


def test_it_accepts_the_length_that_a_304_would_have_had():
    assert answering(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n").status == 304


def test_it_skips_up_to_five_interim_replies():
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    reply = answering(hint * 5 + OK + b"Content-Length: 2\r\n\r\nok")
    assert (reply.status, reply.text, list(reply.headers)) == (200, "ok", ["content-length"])
    with pytest.raises(BadResponse, match="more than 5 interim"):
        answering(hint * 6 + OK + b"Content-Length: 0\r\n\r\n")


def test_it_accepts_what_is_just_within_the_caps():
    head = OK + b"".join(b"X-%d: 1\r\n" % number for number in range(99)) + b"Content-Length: 4194304\r\n\r\n"
    reply = answering(head + b"x" * 4194304)
    assert (len(reply.headers), len(reply.body)) == (100, 4194304)


@pytest.mark.parametrize("line", [b"HTTP/1.1 200\r\n", b"HTTP/1.1 200 \r\n", b"HTTP/1.0 200 Fine \xe9\r\n"])
def test_it_does_not_mind_the_reason(line):
    assert answering(line + b"Content-Length: 0\r\n\r\n").status == 200


def test_it_reads_headers_without_regard_to_case():
    reply = answering(OK + b"Set-Cookie: a=1\r\nX-A:  v \t\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n")
    assert reply.headers["x-a"] == reply.headers["X-A"] == "v"
    assert reply.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert reply.headers["set-cookie"] == "a=1, b=2"
    assert "SET-COOKIE" in reply.headers
    assert reply.headers.get("missing") is None
    assert reply.headers.get_all("missing") == []
    assert list(reply.headers) == ["set-cookie", "x-a", "content-length"]
    assert len(reply.headers) == 3
    with pytest.raises(KeyError):
        reply.headers["missing"]


def test_it_shows_a_reply_in_one_readable_line():
    reply = answering(
        b"HTTP/1.1 404 NOT FOUND\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 17\r\n\r\n"
        b'{"error": "none"}'
    )
    assert repr(reply) == """<Reply 404 NOT FOUND application/json '{"error": "none"}'>"""
    assert repr(answering(b"HTTP/1.1 204 No Content\r\n\r\n")) == "<Reply 204 No Content without a body>"
    assert len(repr(answering(OK + b"\r\n" + b"x" * 10_000))) < 250


def test_it_records_what_was_sent_and_what_came_back(app, recorder):
    app.post("/a", params={"b": 1}, json={"c": 2}, headers={"X-Token": "t"})
    [exchange] = recorder.all()
    assert exchange["error"] == ""
    assert exchange["request"]["method"] == "POST"
    assert exchange["request"]["path"] == "/a?b=1"
    assert exchange["request"]["body"] == '{"c": 2}'
    assert exchange["request"]["headers"]["X-Token"] == "t"
    assert exchange["reply"]["status"] == 200
    assert exchange["reply"]["headers"]["Content-Type"] == "application/json"
    assert json.loads(exchange["reply"]["body"])["target"] == "/a?b=1"
    assert exchange["reply"]["ms"] >= 0


def test_it_keeps_the_last_eight_exchanges(app, recorder):
    for number in range(10):
        app.get(f"/{number}")
    assert [exchange["request"]["path"] for exchange in recorder.all()] == [f"/{number}" for number in range(2, 10)]


def test_it_may_be_used_from_many_threads(app, recorder):
    with ThreadPoolExecutor(8) as threads:
        bodies = list(threads.map(lambda number: app.post("/", json=number).json()["body"], range(40)))
    assert bodies == [str(number) for number in range(40)]
    assert len(recorder.all()) == 8

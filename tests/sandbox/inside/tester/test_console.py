"""Conversations with the real tester about a service: what is answered, what is refused, and that it goes on."""

import http.server
import io
import json
import threading
from contextlib import contextmanager

import pytest

from sandbox.inside.stream import Refused
from sandbox.inside.tester import console, job
from sandbox.inside.tester.channel import LINE_BYTES, Channel
from sandbox.inside.tester.console import CommandFailed
from tests.sandbox.inside.harness import make_job
from tests.sandbox.inside.hostile import FLOODS, OK, drips, resets, says, serving, waits
from tests.sandbox.inside.talk import talking

HEADERS = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: " % n + b"\xe9" * 600 + b"\r\n" for n in range(90)) + b"\r\n"


class Notes(http.server.BaseHTTPRequestHandler):
    """Remembers what is posted, and says what it was sent."""

    notes: list[str]

    def do_GET(self):
        self._reply({"notes": self.notes, "path": self.path, "headers": dict(self.headers)})

    def do_POST(self):
        self.notes.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._reply({"count": len(self.notes)})

    def _reply(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def ready(folder, url, **job):
    """A console whose service answers."""
    with talking(folder, url=url, **job) as talk:
        assert talk.line()["type"] == "ready"
        yield talk


@pytest.fixture
def notes(tmp_path):
    kind = type("Mine", (Notes,), {"notes": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with ready(tmp_path, f"http://127.0.0.1:{server.server_port}") as talk:
                yield talk
        finally:
            server.shutdown()


@pytest.fixture
def ask(tmp_path):
    """What a service that misbehaves leads to, and that the console takes the next command."""

    def ask(script, **command):
        with serving(script) as url, ready(tmp_path, url, test_seconds=0.5) as talk:
            answer = talk.get("/", **command)
            assert talk.ask("nothing")["error"] == "this console takes request"
            return answer

    return ask


def test_it_replies_and_keeps_what_commands_did(notes):
    assert json.loads(notes.get("/", method="POST", body="é")["body"]) == {"count": 1}
    answer = notes.get("/items?x=1&y=a b")
    body = json.loads(answer["body"])
    assert (body["notes"], body["path"]) == (["é"], "/items?x=1&y=a%20b")
    assert (answer["type"], answer["status"], answer["reason"]) == ("reply", 200, "OK")
    assert ["Content-Length", str(len(answer["body"]))] in answer["headers"]
    assert (answer["is_binary"], answer["is_cut"], answer["bytes"]) == (False, False, len(answer["body"]))
    assert isinstance(answer["ms"], int)


def test_it_sends_the_headers_it_is_given(notes):
    sent = json.loads(notes.get("/", headers={"X-Mine": "1", "host": "example.org"})["body"])["headers"]
    assert (sent["X-Mine"], sent["host"], sent["Connection"]) == ("1", "example.org", "close")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"method": "GET / HTTP/1.1\r\nX: 1\r\n\r\n"}, "bad method"),
        ({"method": ""}, "bad method"),
        ({"method": None}, "method must be text"),
        ({"path": "/a\r\nX: 1"}, "control character"),
        ({"path": "/a\x7f"}, "control character"),
        ({"path": "http://127.0.0.1:5432/"}, "starts with a slash"),
        ({"path": "*"}, "starts with a slash"),
        ({"path": 1}, "path must be text"),
        ({"path": "/\ud800"}, "cannot be sent"),
        ({"headers": {"X": "1\r\nY: 2"}}, "bad header"),
        ({"headers": {"X: 1\r\nY": "2"}}, "bad header"),
        ({"headers": {"Content-Length": "5"}}, "the client sets Content-Length itself"),
        ({"headers": {"Transfer-Encoding": "chunked"}}, "the client sets Transfer-Encoding itself"),
        ({"headers": {"X": 1}}, "headers must map names to text"),
        ({"headers": [["X", "1"]]}, "headers must map names to text"),
        ({"body": None}, "body must be text"),
        ({"body": "\ud800"}, "cannot be sent"),
        ({"type": "sql", "sql": "SELECT 1"}, "this console takes request"),
        ({"type": ["request"]}, "this console takes request"),
    ],
)
def test_it_refuses_what_is_no_request_and_takes_the_next(notes, change, says):
    answer = notes.ask("request", **{"method": "GET", "path": "/", "headers": {}, "body": ""} | change)
    assert answer["type"] == "error"
    assert says in answer["error"]
    assert json.loads(notes.get("/next")["body"])["path"] == "/next"


@pytest.mark.parametrize("script", [pytest.param(flood, id=name) for name, flood in FLOODS.items()])
def test_it_survives_a_flood(ask, script):
    assert ask(script)["type"] == "error"


@pytest.mark.parametrize(
    ("script", "says"),
    [
        pytest.param(waits(), "not complete within 0.5 s", id="silence"),
        pytest.param(waits(OK + b"Content-Length: 5\r\n\r\n"), "the body was not complete", id="half"),
        pytest.param(drips(OK, b"X"), "was not complete within", id="header-drip"),
        pytest.param(drips(OK + b"Content-Length: 99999\r\n\r\n", b"x"), "was not complete within", id="body-drip"),
        pytest.param(resets(), "without an answer", id="reset"),
        pytest.param(says(b"SSH-2.0\r\n"), "not HTTP/1.1", id="other-protocol"),
        pytest.param(says(OK + b"Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx"), "gzip", id="encoded"),
    ],
)
def test_it_tells_in_time_why_there_is_no_reply(ask, script, says):
    answer = ask(script)
    assert answer["type"] == "error"
    assert says in answer["error"]


def reply(body, content_type="text/plain"):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return says(head.encode() + body)


@pytest.mark.parametrize(
    ("body", "content_type", "shown", "is_binary", "is_cut"),
    [
        (b"a\tb", "text/plain", "a\tb", False, False),
        ("é".encode(), "text/plain", "é", False, False),
        (b"\xe9", "text/plain; charset=latin-1", "é", False, False),
        (b"\xe9", "text/plain", "", True, False),
        (b"\xc3", "text/plain", "", True, False),
        (b"x", "text/plain; charset=utf-7", "", True, False),
        (b"\x89PNG\0", "image/png", "", True, False),
        (b"a" * 70_000, "text/plain", "a" * 65_536, False, True),
        (b"a" + "é".encode() * 40_000, "text/plain", None, False, True),
        (b"\x01" * 60_000, "text/plain", None, False, True),
        (b"", "text/plain", "", False, False),
    ],
)
def test_it_shows_as_much_of_a_body_as_fits(ask, body, content_type, shown, *, is_binary, is_cut):
    answer = ask(reply(body, content_type))
    assert (answer["is_binary"], answer["is_cut"], answer["bytes"]) == (is_binary, is_cut, len(body))
    if shown is not None:
        assert answer["body"] == shown
    else:
        assert body.decode().startswith(answer["body"])
        assert len(answer["body"]) > 20_000


def test_it_shows_as_many_headers_as_fit(ask):
    answer = ask(says(HEADERS.replace(b"\xe9" * 600, b"\xe9" * 500)))
    assert answer["headers"][-1] == ["… (cut)", ""]
    assert 5 < len(answer["headers"]) < 90
    assert len(json.dumps(answer)) < LINE_BYTES


def test_it_shows_a_header_as_often_as_it_came(ask):
    answer = ask(says(b"HTTP/1.1 204 No Content\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\n"))
    assert answer["headers"] == [["Set-Cookie", "a=1"], ["set-cookie", "b=2"]]


def test_it_cuts_a_reason_that_is_no_reason(ask):
    answer = ask(says(b"HTTP/1.1 200 " + b"\xe9" * 60_000 + b"\r\nContent-Length: 0\r\n\r\n"))
    assert answer["reason"].endswith("… (cut)")


def for_ever(_command, _ends_at):
    while True:
        pass


def fails(_command, _ends_at):
    raise CommandFailed("x" * 10_000)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (lambda _command, _ends_at: {"type": "reply", "body": "é" * 100_000}, "too large to be shown"),
        (for_ever, "no answer within 0.1 s"),
        (fails, "xxx… (cut)"),
    ],
)
def test_it_answers_in_time_and_in_bounds_whatever_a_command_does(tmp_path, monkeypatch, kind, says):
    monkeypatch.setattr(console, "ALARM_SECONDS", 0.0)
    asked = job.TesterJob.read(make_job(is_console=True, test_seconds=0.1))
    with (tmp_path / "lines").open("wb") as lines:
        commands = io.BytesIO(b'{"number": 7, "type": "mine"}\n')
        talk = console.Console(asked, Channel(lines.fileno()), commands, lambda: True, {"mine": kind})
        with pytest.raises(Refused, match="the commands have ended"):
            talk()
    _header, line = map(json.loads, (tmp_path / "lines").read_bytes().splitlines())
    assert (line["type"], line["number"], line["answer"]["type"]) == ("answered", 7, "error")
    assert line["answer"]["error"].endswith(says)
    assert len(line["answer"]["error"]) <= 4000


def test_it_says_that_the_service_does_not_come_up(tmp_path):
    with talking(tmp_path, url="http://127.0.0.1:9", start_seconds=0.1) as talk:
        assert talk.line()["what"] == "service"
        assert talk.end() == ([], 0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{\n", "not JSON"),
        (b"[" * 100_000 + b"\n", "not JSON"),
        (b"\xff\n", "not JSON"),
        (b"[]\n", "must be an object with a number"),
        (b"{}\n", "must be an object with a number"),
        (b'{"number": true}\n', "must be an object with a number"),
        (b'{"number": 1}', "the commands have ended"),
        (b"", "the commands have ended"),
        (b"x" * 300_000, "a command is too long"),
    ],
)
def test_it_ends_on_what_the_worker_never_sends(tmp_path, data, reason):
    with serving(says(OK + b"\r\n")) as url, ready(tmp_path, url) as talk:
        talk.say(data)
        lines, code = talk.end()
        assert [line["type"] for line in lines] == ["problem"]
        assert reason in lines[0]["reason"]
        assert code == 3


def test_it_starts_no_pytest_and_needs_no_suite(tmp_path):
    with serving(says(OK + b"Content-Length: 2\r\n\r\nok")) as url, ready(tmp_path, url) as talk:
        assert talk.get("/")["body"] == "ok"
    assert list(tmp_path.iterdir()) == []

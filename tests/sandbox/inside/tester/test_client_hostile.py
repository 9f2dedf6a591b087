"""What a hostile service can send: each case ends within its deadline, as the right kind of error."""

import socket
import threading
import time

import pytest

from sandbox.inside.tester.client import Client
from sandbox.inside.tester.errors import AnswerError, BadResponse, NoAnswer, TooSlow
from sandbox.inside.tester.exchanges import Recorder
from tests.sandbox.inside.hostile import CHUNKED, CONTINUE, FLOODS, OK, drips, floods, resets, says, serving, waits

EMPTY = OK + b"Content-Length: 0\r\n\r\n"

SLOW = {
    "never_answers": waits(),
    "stops_in_the_status_line": waits(b"HTTP/1.1 2"),
    "stops_in_the_head": waits(OK + b"Content-Le"),
    "stops_in_the_body": waits(OK + b"Content-Length: 10\r\n\r\n12345"),
    "stops_after_a_chunk": waits(CHUNKED + b"5\r\n12345\r\n"),
    "stops_before_the_trailers_end": waits(CHUNKED + b"0\r\n"),
    "drips_the_status_line": drips(b"HTTP/1.1 200 ", b"O"),
    "drips_the_head": drips(OK, b"X"),
    "drips_header_lines": drips(OK, b"X: 1\r\n"),
    "drips_the_body": drips(OK + b"Content-Length: 4000000\r\n\r\n", b"x"),
    "drips_chunks": drips(CHUNKED, b"1\r\nx\r\n"),
    "floods_with_chunks_of_a_byte": floods(CHUNKED, b"1\r\nx\r\n" * 10_000),
    "drips_a_chunk_extension": drips(CHUNKED + b"1;", b"x"),
    "drips_a_body_without_length": drips(OK + b"\r\n", b"x"),
    "sends_events_without_end": drips(OK + b"Content-Type: text/event-stream\r\n\r\n", b"data: 1\n\n"),
    "sends_one_interim_reply_and_waits": waits(CONTINUE),
}

BAD = {
    **FLOODS,
    "an_announced_length_of_eleven_digits": waits(OK + b"Content-Length: 99999999999\r\n\r\n"),
    "a_length_over_the_cap": waits(OK + b"Content-Length: 4194305\r\n\r\n"),
    "five_thousand_headers": says(OK + b"".join(b"X-%d: 1\r\n" % n for n in range(5000)) + b"\r\n"),
    "ninety_large_cookies": says(OK + (b"Set-Cookie: a=" + b"x" * 4096 + b"\r\n") * 90 + b"\r\n"),
    "a_gzip_bomb": waits(OK + b"Content-Encoding: gzip\r\nContent-Length: 300000\r\n\r\n"),
    "brotli": waits(OK + b"Content-Encoding: br\r\n\r\n"),
    "stacked_encodings": waits(OK + b"Content-Encoding: gzip, gzip, gzip\r\n\r\n"),
    "two_encodings": waits(OK + b"Content-Encoding: identity\r\nContent-Encoding: zstd\r\n\r\n"),
    "a_bomb_in_a_redirect": waits(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Encoding: deflate\r\n\r\n"),
    "http_0_9": says(b"<html>hello</html>"),
    "http_2": waits(b"\0\0\x12\x04\0\0\0\0\0"),
    "http_2_status": says(b"HTTP/2 200\r\n\r\n"),
    "tls": waits(b"\x15\x03\x01\x00\x02\x02\x46"),
    "a_blank_line_first": says(b"\r\n" + EMPTY),
    "a_status_of_two_digits": says(b"HTTP/1.1 20 OK\r\n\r\n"),
    "a_status_of_four_digits": says(b"HTTP/1.1 2000 OK\r\n\r\n"),
    "a_status_over_599": says(b"HTTP/1.1 600 Odd\r\n\r\n"),
    "a_negative_status": says(b"HTTP/1.1 -20 OK\r\n\r\n"),
    "a_version_1_10": says(b"HTTP/1.10 200 OK\r\n\r\n"),
    "bare_line_feeds": says(b"HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
    "one_bare_line_feed": says(OK + b"X: 1\nContent-Length: 0\r\n\r\n"),
    "a_bare_carriage_return": says(OK + b"X: 1\rContent-Length: 9\r\nContent-Length: 0\r\n\r\n"),
    "a_folded_header": says(OK + b"X: 1\r\n more\r\nContent-Length: 0\r\n\r\n"),
    "a_space_before_the_colon": says(OK + b"Content-Length : 0\r\n\r\n"),
    "a_header_without_a_colon": says(OK + b"Content-Length\r\n\r\n"),
    "a_header_without_a_name": says(OK + b": 1\r\n\r\n"),
    "a_nul_in_a_header": says(OK + b"X: a\0b\r\nContent-Length: 0\r\n\r\n"),
    "an_escape_in_a_header": says(OK + b"X: a\x1b[31m\r\nContent-Length: 0\r\n\r\n"),
    "two_lengths": says(OK + b"Content-Length: 1\r\nContent-Length: 0\r\n\r\nx"),
    "two_equal_lengths": says(OK + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n"),
    "a_list_of_lengths": says(OK + b"Content-Length: 0, 0\r\n\r\n"),
    "a_signed_length": says(OK + b"Content-Length: +0\r\n\r\n"),
    "a_negative_length": says(OK + b"Content-Length: -1\r\n\r\n"),
    "a_hexadecimal_length": says(OK + b"Content-Length: 0x0\r\n\r\n"),
    "an_empty_length": says(OK + b"Content-Length:\r\n\r\n"),
    "length_and_chunks": says(OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "another_transfer_coding": says(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    "identity_transfer_coding": says(OK + b"Transfer-Encoding: identity\r\n\r\n"),
    "chunked_twice": says(OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "chunked_with_a_tail": says(OK + b"Transfer-Encoding: chunked\x0b\r\n\r\n0\r\n\r\n"),
    "chunks_in_http_1_0": says(b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "a_negative_chunk": says(CHUNKED + b"-1\r\nx\r\n0\r\n\r\n"),
    "a_chunk_size_with_a_prefix": says(CHUNKED + b"0x1\r\nx\r\n0\r\n\r\n"),
    "a_chunk_without_a_size": says(CHUNKED + b"\r\nx\r\n0\r\n\r\n"),
    "a_chunk_size_of_nine_digits": says(CHUNKED + b"000000001\r\nx\r\n0\r\n\r\n"),
    "a_chunk_longer_than_its_size": says(CHUNKED + b"1\r\nxyz\r\n0\r\n\r\n"),
    "a_chunk_size_with_a_bare_line_feed": says(CHUNKED + b"1\nx\r\n0\r\n\r\n"),
    "a_bad_trailer": says(CHUNKED + b"0\r\nno trailer\r\n\r\n"),
    "a_body_with_status_204": says(b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok"),
    "chunks_with_status_204": says(b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "bytes_after_status_204": says(b"HTTP/1.1 204 No Content\r\n\r\nok"),
    "a_second_reply_in_the_packet": says(EMPTY + EMPTY),
    "a_second_reply_after_chunks": says(CHUNKED + b"0\r\n\r\n" + EMPTY),
    "more_than_its_length": says(OK + b"Content-Length: 2\r\n\r\nokay"),
    "less_than_its_length": says(OK + b"Content-Length: 10\r\n\r\nok"),
    "an_end_in_the_head": says(OK + b"Content-Len"),
    "an_end_in_a_chunk": says(CHUNKED + b"a\r\nok"),
    "an_end_before_the_last_chunk": says(CHUNKED + b"2\r\nok\r\n"),
    "a_websocket": waits(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
    "a_reset_in_the_head": resets(OK),
    "a_reset_in_the_body": resets(OK + b"Content-Length: 10\r\n\r\n12345"),
    "a_reset_in_a_body_without_length": resets(OK + b"\r\n12345"),
}

NONE = {"closes_at_once": says(), "resets_at_once": resets()}

CASES = [
    *((name, script, TooSlow) for name, script in SLOW.items()),
    *((name, script, BadResponse) for name, script in BAD.items()),
    *((name, script, NoAnswer) for name, script in NONE.items()),
]


@pytest.mark.parametrize(("script", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_it_survives(script, expected):
    recorder = Recorder()
    # A bad answer must be told by its bytes: its deadline is far away. A slow one is told by the deadline alone.
    seconds = 0.25 if expected is TooSlow else 20
    with serving(script) as url:
        client = Client(url, time.monotonic() + 30, recorder)
        with pytest.raises(AnswerError) as caught:
            client.get("/thing", seconds=seconds)
    assert type(caught.value) is expected, caught.value
    assert str(caught.value).startswith("GET /thing: ")
    assert len(str(caught.value)) < 500
    [exchange] = recorder.all()
    assert exchange["reply"] is None
    assert exchange["error"] == str(caught.value)


def test_it_survives_a_service_that_does_not_listen():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        client = Client(f"http://127.0.0.1:{probe.getsockname()[1]}", time.monotonic() + 5, Recorder())
        with pytest.raises(NoAnswer, match="refused"):
            client.get("/")


def test_it_survives_a_service_that_takes_no_request():
    given_up = threading.Event()
    with serving(lambda _connection: given_up.wait(20)) as url:  # the request's body fills the buffers
        client = Client(url, time.monotonic() + 5, Recorder())
        with pytest.raises(TooSlow, match="not taken"):
            client.post("/", data=b"x" * 20_000_000, seconds=0.3)
        given_up.set()


def test_it_sends_nothing_when_the_test_s_time_is_up():
    requests = []
    with serving(requests.append) as url:
        client = Client(url, time.monotonic() - 1, Recorder())
        with pytest.raises(TooSlow):
            client.get("/")
    assert requests == []


def test_it_never_takes_more_time_than_the_test_has():
    with serving(waits()) as url:
        client = Client(url, time.monotonic() + 0.2, Recorder())
        with pytest.raises(TooSlow):
            client.get("/", seconds=1000)


@pytest.mark.parametrize(
    "location",
    [b"/again", b"file:///etc/passwd", b"http://169.254.169.254/", b"http://127.0.0.1:1/", b"/" + b"a" * 10_000],
)
def test_it_follows_no_redirect(location):
    seen = []

    def script(connection):
        seen.append(1)
        says(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n")(connection)

    with serving(script) as url:
        reply = Client(url, time.monotonic() + 5, Recorder()).get("/")
    assert reply.status == 302
    assert reply.headers["location"] == location.decode()
    assert seen == [1]


def test_it_reads_an_early_answer_to_a_request_that_broke():
    with serving(says(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")) as url:
        client = Client(url, time.monotonic() + 20, Recorder())
        assert client.post("/", data=b"x" * 20_000_000).status == 413

"""The lines to the worker: shape, caps, and that a stranger's text is only ever a value in them."""

import json
import tempfile
from decimal import Decimal

import pytest

from sandbox.inside.tester.channel import LINE_BYTES, Channel
from sandbox.inside.tester.exchanges import BODY_BYTES, Recorder
from sandbox.inside.tester.shown import CUT, clean, cut, jsonable

HOSTILE = 'a\n{"type":"final"}\r\x00\x1b[31m\u202e\ud800 </script> 😀'


def written(use):
    """What arrives when `use` has its way with a channel."""
    with tempfile.TemporaryFile() as file:
        channel = Channel(file.fileno())
        use(channel)
        file.seek(0)
        return file.read()


def sent(*records):
    return written(lambda channel: [channel.send(record) for record in records])


def test_it_writes_one_ascii_line_for_each_record():
    data = sent({"type": "started", "id": HOSTILE}, {"type": "started", "id": "b"})
    first, second, rest = data.split(b"\n")
    assert rest == b""
    assert data.isascii()
    assert all(byte >= 0x20 for byte in first)
    assert json.loads(first) == {"type": "started", "id": HOSTILE.replace("\ud800", "\ufffd")}
    assert json.loads(second)["id"] == "b"


@pytest.mark.parametrize("last", ["final", "not_ready", "problem"])
def test_it_writes_nothing_after_the_end(last):
    data = sent({"type": last}, {"type": "started", "id": "a"}, {"type": "final"})
    assert json.loads(data) == {"type": last}


def test_it_tells_a_problem_and_caps_its_reason():
    channels = []

    def use(channel):
        channel.problem("  why " + "x" * 100_000)
        channels.append(channel)

    record = json.loads(written(use))
    assert channels[0].is_problem
    assert record["reason"].startswith("why xxx")
    assert len(record["reason"]) == 4096


def exchange(body):
    return {"request": {"method": "GET", "path": "/", "headers": {}, "body": body}, "reply": None, "error": ""}


def record(**changes):
    return {"type": "test", "id": "a", "message": "m", "exchanges": [], "comparison": None, **changes}


def test_it_drops_the_oldest_exchanges_of_a_line_that_is_too_long():
    exchanges = [exchange(f"{number}" + "\x00" * 12_000) for number in range(8)]
    line = sent(record(exchanges=exchanges))
    assert len(line) <= LINE_BYTES
    kept = json.loads(line)["exchanges"]
    assert 0 < len(kept) < 8
    assert [one["request"]["body"][0] for one in kept] == [str(number) for number in range(8 - len(kept), 8)]


def test_it_drops_the_comparison_when_that_was_not_enough():
    line = sent(record(exchanges=[exchange("x")], comparison={"got": "\x00" * LINE_BYTES, "expected": 1}))
    told = json.loads(line)
    assert len(line) <= LINE_BYTES
    assert (told["comparison"], told["exchanges"], told["message"]) == (None, [], "m")


def test_it_fits_a_line_with_every_part_at_its_cap():
    recorder = Recorder()
    for _ in range(20):
        entry = recorder.start("X" * 100, "/" + "\x00" * 5000, [("N" * 200, "\x00" * 9000)] * 200, b"\x00" * 9000)
        entry["reply"] = dict(entry["request"])
    worst = jsonable("\x00" * 100_000, 16 * 1024)
    line = sent(record(message="\x00" * 4096, exchanges=recorder.all(), comparison={"got": worst, "expected": worst}))
    assert len(line) <= LINE_BYTES
    assert json.loads(line)["comparison"] == {"got": worst, "expected": worst}


def test_it_cuts_bodies_with_a_mark():
    recorder = Recorder()
    recorder.start("GET", "/", [], b"x" * BODY_BYTES)
    recorder.start("GET", "/", [], b"x" * (BODY_BYTES + 1))
    recorder.start("GET", "/", [], b"\xff\x00")
    whole, long, odd = (entry["request"]["body"] for entry in recorder.all())
    assert whole == "x" * BODY_BYTES
    assert len(long) == BODY_BYTES
    assert long.endswith(CUT)
    assert odd == "\ufffd\x00"


def test_it_shows_headers_that_come_twice_once():
    recorder = Recorder()
    entry = recorder.start("GET", "/", [("Set-Cookie", "a=1"), ("X", "y" * 1000), ("Set-Cookie", "b=2")], b"")
    headers = entry["request"]["headers"]
    assert headers["Set-Cookie"] == "a=1, b=2"
    assert len(headers["X"]) == 512


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"a": [1, 2.5, None, True, "x"]}, {"a": [1, 2.5, None, True, "x"]}),
        ((1, (2,)), [1, [2]]),
        ({3, 1, 2}, [1, 2, 3]),
        ({1: 2, None: 3}, {"1": 2, "None": 3}),
        (float("nan"), "nan"),
        ([float("-inf")], ["-inf"]),
        (Decimal("1.50"), "Decimal('1.50')"),
        (b"x", "b'x'"),
        (object, "<class 'object'>"),
    ],
)
def test_it_shows_any_value_as_json(value, shown):
    assert jsonable(value, 1000) == shown


def test_it_shows_the_start_of_what_is_too_large():
    assert jsonable("x" * 2000, 1200) == '"' + "x" * (200 - len(CUT) - 1) + CUT
    assert len(json.dumps(jsonable(["\x00" * 5000] * 50, 16_384))) <= 16_384 + 10
    shown = jsonable(list(range(2000)), 1_000_000)
    assert len(shown) == 1001
    assert shown[-1] == f"{CUT}: 2000 in all"


def test_it_shows_a_value_without_end():
    loop = []
    loop.append(loop)
    assert CUT in json.dumps(jsonable(loop, 1000), ensure_ascii=False)
    assert jsonable(10**5000, 1000) == "int"


def test_it_replaces_only_halves_of_characters():
    assert clean({"\ud83d\ude00": ["\ude00\ud83d", "č"]}) == {"😀": ["\ufffd\ufffd", "č"]}
    assert cut("abc", 3) == "abc"
    assert cut("x" * 20, 15) == "x" * (15 - len(CUT)) + CUT

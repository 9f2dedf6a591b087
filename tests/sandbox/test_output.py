import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.output import LOG_BYTES, REFUSED, STARTED, Output

FIRST = b'{"starter": "started"}\n'
MIB = 1024 * 1024


def printed(*pieces, cap=MIB):
    output = Output(cap)
    output.feed("stdout", FIRST, 0.0)
    for at, piece in enumerate(pieces, start=1):
        output.feed("stdout", piece, float(at))
    return output


def test_it_takes_the_starters_line_off():
    output = Output(MIB)
    assert output.feed("stdout", FIRST + b"hello", 1.0) == ["starter"]
    assert output.starter == STARTED
    assert output.log() == "hello"


def test_it_waits_for_the_whole_of_the_starters_line():
    output = Output(MIB)
    assert output.feed("stdout", FIRST[:9], 1.0) == []
    assert output.starter is None
    assert output.feed("stdout", FIRST[9:], 1.0) == ["starter"]
    assert output.log() == ""


def test_it_hears_a_refusal_and_its_reason():
    output = Output(MIB)
    assert output.feed("stdout", b'{"starter": "refused", "reason": "two names"}\n', 1.0) == ["starter"]
    assert (output.starter, output.reason) == (REFUSED, "two names")


@pytest.mark.parametrize(
    "line",
    [b"hello\n", b"[]\n", b"{}\n", b'{"starter": "maybe"}\n', b"1\n", b"\xff\n", b"x" * 5000, b"[" * 4000 + b"\n"],
)
def test_it_takes_anything_else_in_the_first_line_for_a_refusal(line):
    output = Output(MIB)
    output.feed("stdout", line, 1.0)
    assert output.starter == REFUSED


def test_it_does_not_take_stderr_for_the_starters_line():
    output = Output(MIB)
    assert output.feed("stderr", FIRST, 1.0) == []
    assert output.starter is None


def test_it_says_once_that_the_cap_is_passed_and_then_takes_nothing():
    output = printed(cap=100)
    assert output.feed("stderr", b"x" * 77, 1.0) == []
    assert output.feed("stderr", b"y", 1.0) == ["over"]
    assert output.feed("stderr", b"z", 1.0) == []
    assert output.total == 101
    assert "z" not in output.log()


def test_it_can_start_and_pass_the_cap_with_the_same_bytes():
    assert Output(30).feed("stdout", FIRST + b"x" * 50, 1.0) == ["starter", "over"]


def test_it_keeps_the_newest_and_says_that_the_rest_is_cut():
    log = printed(b"old" * 10_000, b"new" * 5_000).log()
    assert log.startswith("… (earlier output is cut)\n")
    assert log.endswith("new" * 5_000)
    assert len(log) <= LOG_BYTES + 30


def test_it_lets_the_oldest_pieces_go_first():
    log = printed(*(b"%04d" % number * 250 for number in range(40))).log()
    assert log.startswith("… (earlier output is cut)\n")
    assert log.endswith("0039" * 250)
    assert "0022" not in log
    assert "0024" * 250 in log


def test_it_drops_what_came_after_the_log_was_closed():
    output = printed(b"one ", b"two ", b"three ")
    output.close(since=2.0)
    output.feed("stdout", b"four", 4.0)
    assert output.log() == "one two "


def test_it_goes_on_counting_when_the_log_is_closed():
    output = printed(cap=100)
    output.close(since=0.0)
    assert output.feed("stdout", b"x" * 90, 1.0) == ["over"]


def test_it_makes_text_of_any_bytes_without_nul():
    assert printed(b"a\x00b\xff\xed\xa0\x80").log().startswith("a\ufffdb\ufffd")


@given(st.lists(st.binary(min_size=1, max_size=9000), max_size=30))
def test_it_never_holds_much_more_than_the_log(pieces):
    output = printed(*pieces, cap=10 * MIB)
    everything = b"".join(pieces)
    assert sum(len(piece) for _, piece in output._kept) < LOG_BYTES + 9000
    log = output.log().removeprefix("… (earlier output is cut)\n")
    assert log == everything[-LOG_BYTES:].decode("utf-8", "replace").replace("\0", "\ufffd")


def test_it_gives_what_is_new_since_it_was_asked_last():
    output = printed(b"boot\n")
    assert output.fresh() == "boot\n"
    assert output.fresh() == ""
    output.feed("stderr", b"one\n", 2.0)
    output.feed("stdout", b"two\n", 3.0)
    assert output.fresh() == "one\ntwo\n"
    assert output.log() == "boot\none\ntwo\n"


@pytest.mark.parametrize("size", [1, 1000, LOG_BYTES, LOG_BYTES + 1, 5 * LOG_BYTES])
def test_it_gives_the_newest_of_what_is_new(size):
    output = printed(b"old" * LOG_BYTES)
    output.fresh()
    for start in range(0, size, 700):
        output.feed("stdout", b"x" * min(700, size - start), 2.0)
    fresh = output.fresh()
    assert fresh.endswith("x" * min(size, LOG_BYTES))
    assert fresh.startswith("… (earlier") == (size > LOG_BYTES)
    assert "old" not in fresh
    assert output.fresh() == ""


def test_it_gives_new_text_that_any_database_can_hold():
    output = printed(b"a\0\xff")
    assert output.fresh() == "a\ufffd\ufffd"

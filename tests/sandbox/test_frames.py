import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.frames import BrokenFrame, Frames

pieces = st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=40)), max_size=20)


def framed(found):
    return b"".join(struct.pack(">BxxxL", kind, len(body)) + body for kind, body in found)


def joined(found, kind):
    return b"".join(body for each, body in found if each == kind)


@given(pieces, st.lists(st.integers(1, 13), min_size=1))
def test_it_gives_both_streams_whole_wherever_the_bytes_are_cut(found, sizes):
    wire, frames, seen, place = framed(found), Frames(), [], 0
    while wire:
        size = sizes[place % len(sizes)]
        seen += frames.feed(wire[:size])
        wire, place = wire[size:], place + 1
    assert joined(seen, "stdout") == joined(found, 1)
    assert joined(seen, "stderr") == joined(found, 2)


def test_it_passes_on_what_came_of_a_frame_that_is_not_complete():
    frames = Frames()
    assert list(frames.feed(struct.pack(">BxxxL", 1, 2**31) + b"abc")) == [("stdout", b"abc")]
    assert list(frames.feed(b"d")) == [("stdout", b"d")]


def test_it_takes_a_head_inside_a_body_for_what_it_is():
    inner = struct.pack(">BxxxL", 2, 5) + b"forge"
    assert list(Frames().feed(framed([(1, inner)]))) == [("stdout", inner)]


def test_it_refuses_what_is_no_frame():
    with pytest.raises(BrokenFrame, match="72"):
        list(Frames().feed(b"HTTP/1.1 200 OK"))


def test_it_gives_nothing_for_an_empty_frame():
    assert list(Frames().feed(framed([(1, b""), (2, b"x")]))) == [("stderr", b"x")]

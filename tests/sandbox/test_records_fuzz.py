"""The tester's lines, damaged at random and cut anywhere: read as they would be whole, or refused."""

import json
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.records import (
    Ended,
    Final,
    Header,
    Line,
    NotReady,
    Prepared,
    Problem,
    ProtocolBroken,
    Ready,
    Report,
    Started,
)
from tests.sandbox.damage import damaged, damages, pieces

BOUNDED = settings(max_examples=200, deadline=None)

NAMES = ("test_a", "test_b", "test_c")
EXCHANGE = {
    "request": {"method": "GET", "path": "/a?b=č", "headers": {"Host": "x"}, "body": ""},
    "reply": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": '{"a": "\\ud83d"}', "ms": 3},
    "error": "",
}
TEST = {
    "type": "test",
    "ms": 3,
    "message": "assert 1 == 2",
    "exchanges": [EXCHANGE, EXCHANGE | {"reply": None, "error": "refused"}],
    "comparison": {"got": [1, None, {"a": 1.5}], "expected": "\0"},
}
OUTCOMES = ("passed", "bad_response", "passed")
HEADER = {"type": "header", "v": 1, "run": "run-1", "nonce": "n", "tests": [*NAMES]}
PREPARED = {"type": "prepared"}
READY = {"type": "ready", "ms": 12}
FINAL = {"type": "final", "counts": {"passed": 2, "bad_response": 1}, "ms": 30}
NOT_READY = {"type": "not_ready", "ms": 9, "what": "service"}
PROBLEM = {"type": "problem", "reason": "no such fixture"}
RUN = [
    HEADER,
    READY,
    *(
        line
        for name, outcome in zip(NAMES, OUTCOMES, strict=True)
        for line in ({"type": "started", "id": name}, TEST | {"id": name, "outcome": outcome})
    ),
    FINAL,
]
ODD_LINES = [
    HEADER | {"tests": [*NAMES[:2]]},
    HEADER | {"nonce": "m"},
    FINAL | {"counts": {}},
    FINAL | {"counts": {"passed": 3}},
    TEST | {"id": "test_b", "outcome": "passed"},
    NOT_READY,
    PROBLEM,
    PREPARED,
    READY,
]
ODD_BYTES = [b"\n", b"[" * 3000 + b"\n", b'{"type":' + b"[" * 3000 + b"\n", b"\xff\n", b'{"type":"ready","ms":1e999}\n']


def encoded(line: object) -> bytes:
    return json.dumps(line).encode() + b"\n"


def wire(lines: Iterable[object]) -> bytes:
    return b"".join(map(encoded, lines))


def doubled(announced: Iterable[str]) -> list[tuple[str, str]]:
    """Each test begun, and then the same ended."""
    return [(name, name) for name in announced]


WORDS = [
    *(b"\n", b'"', b"{", b"}", b",", b"\\", b"\0", b"\xff", b"NaN", b"-1", b"1e999", b"true", b"null", b"[]"),
    *(b'"passed"', b'"failed"', b'"test_b"', b'"final"', b'"started"', b',"x":1', b'"ms":1,', b"\\ud800", b"\\u0000"),
    *(encoded(line) for line in (*RUN, *ODD_LINES)),
]

places = st.integers(0, len(RUN) - 1)
names = st.lists(st.sampled_from(NAMES), max_size=4)
values = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
        st.sampled_from([*NAMES, *OUTCOMES]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
sizes = st.lists(st.integers(1, 400), min_size=1, max_size=6)


def read(parts: Iterable[bytes]) -> tuple[list[Line], str]:
    """The lines that were accepted, and why the next one was not."""
    report = Report("run-1", "n")
    lines: list[Line] = []
    try:
        for line in chain.from_iterable(map(report.feed, parts)):
            lines.append(line)  # noqa: PERF402 - what came before a fault counts
    except ProtocolBroken as broken:
        return lines, str(broken)
    finally:
        assert report.records == [line.record() for line in lines if isinstance(line, Ended)]
    return lines, ""


def check(data: bytes, cut: list[int]) -> list[Line]:
    """The lines, which are the same in pieces and as a whole; a Final stands only after all that it needs."""
    lines, fault = read([data])
    assert read(pieces(data, cut)) == (lines, fault)
    assert len(fault) < 400
    endings = [line for line in lines if isinstance(line, (Final, NotReady, Problem))]
    assert endings in ([], lines[-1:])
    if endings and isinstance(endings[0], Final):
        check_whole(lines)
    return lines


def check_whole(lines: list[Line]) -> None:
    """A header of this run, perhaps prepared, ready, and every test that the header names: begun, ended and counted."""
    header, ready, *tests, final = [line for line in lines if not isinstance(line, Prepared)]
    assert sum(isinstance(line, Prepared) for line in lines[1:2]) == len(lines) - len(tests) - 3
    assert isinstance(header, Header)
    assert (header.run, header.nonce) == ("run-1", "n")
    assert isinstance(ready, Ready)
    assert [line.id for line in tests if isinstance(line, Started)] == header.tests
    ended = [line for line in tests if isinstance(line, Ended)]
    assert [line.id for line in ended] == header.tests
    assert isinstance(final, Final)
    assert +Counter(final.counts) == Counter(line.outcome for line in ended)


@BOUNDED
@given(st.sampled_from([RUN, [HEADER, PREPARED, *RUN[1:]]]), sizes)
def test_it_reads_a_whole_run_wherever_it_is_cut(run, cut):
    assert [line.type for line in check(wire(run), cut)] == [line["type"] for line in run]


@BOUNDED
@given(damages(WORDS), sizes)
def test_it_reads_or_refuses_a_run_that_was_damaged(changes, cut):
    check(damaged(wire(RUN), changes), cut)


@BOUNDED
@given(st.lists(st.sampled_from([*map(encoded, [*RUN, *ODD_LINES]), *ODD_BYTES]), max_size=14), sizes)
def test_it_reads_or_refuses_lines_in_any_order(lines, cut):
    check(b"".join(lines), cut)


@BOUNDED
@given(
    names, st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=4) | names.map(doubled), sizes
)
def test_it_ends_a_run_only_after_each_test_of_its_header(announced, turns, cut):
    """The tester counts what it has done truly, but it has not always done what it announced."""
    lines = [HEADER | {"tests": announced}, READY]
    for begun, ended in turns:
        lines += [{"type": "started", "id": begun}, TEST | {"id": ended, "outcome": "passed"}]
    lines.append(FINAL | {"counts": {"passed": len(turns)}})
    has_ended = any(isinstance(line, Final) for line in check(wire(lines), cut))
    assert has_ended == (turns == doubled(announced) and len(set(announced)) == len(announced))


@BOUNDED
@given(st.lists(st.tuples(st.sampled_from(["drop", "double", "swap"]), places, places), max_size=3), sizes)
def test_it_ends_no_run_whose_lines_are_not_in_their_place(moves, cut):
    lines = [*RUN]
    for move, first, second in moves:
        at, other = first % len(lines), second % len(lines)
        if move == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines[at : at + 1] = [] if move == "drop" else [lines[at]] * 2
    has_ended = any(isinstance(line, Final) for line in check(wire(lines), cut))
    assert has_ended == (lines[: len(RUN)] == RUN)


@BOUNDED
@given(places, st.data(), sizes)
def test_it_reads_or_refuses_a_line_with_another_value(place, data, cut):
    key = data.draw(st.sampled_from(sorted(RUN[place])))
    lines = [*RUN]
    lines[place] = RUN[place] | {key: data.draw(values)}
    accepted = [line.type for line in check(wire(lines), cut)]
    assert accepted[:place] == [line["type"] for line in RUN[:place]]

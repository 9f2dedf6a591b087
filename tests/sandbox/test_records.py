import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.records import (
    LINE_BYTES,
    Ended,
    Final,
    Header,
    NotReady,
    Prepared,
    Problem,
    ProtocolBroken,
    Ready,
    Report,
    Started,
)
from sandbox.run import TestOutcome

HEADER = {"type": "header", "v": 1, "run": "run-1", "nonce": "n", "tests": ["test_a", "test_b"]}
PREPARED = {"type": "prepared"}
READY = {"type": "ready", "ms": 12}
EXCHANGE = {
    "request": {"method": "GET", "path": "/", "headers": {"Host": "x"}, "body": ""},
    "reply": {"status": 200, "headers": {}, "body": "{}", "ms": 3},
    "error": "",
}


def started(name):
    return {"type": "started", "id": name}


def result(name, **changes):
    base = {
        "type": "test",
        "id": name,
        "outcome": "passed",
        "ms": 3,
        "message": "",
        "exchanges": [],
        "comparison": None,
    }
    return base | changes


def final(**counts):
    return {"type": "final", "counts": counts, "ms": 30}


WHOLE = [HEADER, READY, started("test_a"), result("test_a"), started("test_b"), result("test_b"), final(passed=2)]


def wire(*lines):
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def feed(*lines, report=None):
    report = report or Report("run-1", "n")
    return report, list(report.feed(wire(*lines)))


def test_it_reads_a_whole_run():
    report, lines = feed(*WHOLE)
    assert [type(line) for line in lines] == [Header, Ready, Started, Ended, Started, Ended, Final]
    assert report.expected == ("test_a", "test_b")
    assert [record.outcome for record in report.records] == [TestOutcome.PASSED, TestOutcome.PASSED]


def test_it_keeps_all_that_a_record_says():
    report, _ = feed(
        HEADER, READY, started("test_a"),
        result("test_a", outcome="bad_response", message="no", exchanges=[EXCHANGE],
            comparison={"got": 1, "expected": [2]}),
    )  # fmt: skip
    [record] = report.records
    assert record.outcome is TestOutcome.BAD_RESPONSE
    assert record.milliseconds == 3
    assert record.message == "no"
    assert record.exchanges == (EXCHANGE,)
    assert record.comparison == {"got": 1, "expected": [2]}


def test_it_reads_an_exchange_without_a_reply():
    report, _ = feed(
        HEADER, READY, started("test_a"), result("test_a", exchanges=[EXCHANGE | {"reply": None, "error": "refused"}])
    )
    assert report.records[0].exchanges[0]["reply"] is None


def test_it_knows_which_test_runs():
    report, _ = feed(HEADER, READY, started("test_a"))
    assert report.current == "test_a"
    list(report.feed(wire(result("test_a"))))
    assert report.current is None


def test_it_reads_that_the_service_did_not_come():
    _, lines = feed(HEADER, {"type": "not_ready", "ms": 9, "what": "service"})
    assert isinstance(lines[-1], NotReady)


def test_it_reads_that_the_database_is_prepared_once_and_before_the_service_is_ready():
    _, lines = feed(HEADER, PREPARED, *WHOLE[1:])
    assert [type(line) for line in lines[:3]] == [Header, Prepared, Ready]
    for early in ([], [HEADER, PREPARED], [HEADER, READY], [HEADER, PREPARED, READY]):
        with pytest.raises(ProtocolBroken, match="'prepared' out of order"):
            feed(*early, PREPARED)


@pytest.mark.parametrize("place", range(len(WHOLE)))
def test_it_reads_a_problem_at_any_point_before_the_end(place):
    _, lines = feed(*WHOLE[:place], {"type": "problem", "reason": "no such fixture"})
    assert isinstance(lines[-1], Problem)


@pytest.mark.parametrize(
    "end", [final(passed=2), {"type": "not_ready", "ms": 9, "what": "service"}, {"type": "problem", "reason": "x"}]
)
def test_it_takes_nothing_after_the_end(end):
    before = WHOLE[:-1] if end["type"] == "final" else WHOLE[:1]
    report, _ = feed(*before, end)
    for line in (*WHOLE, {"type": "problem", "reason": "late"}):
        with pytest.raises(ProtocolBroken, match="out of order"):
            list(report.feed(wire(line)))


def without(name):
    """A whole run with one line left out."""
    return [line for line in WHOLE if line is not name]


@pytest.mark.parametrize("missing", range(len(WHOLE) - 1))
def test_it_refuses_a_run_in_which_any_line_is_missing(missing):
    with pytest.raises(ProtocolBroken):
        feed(*without(WHOLE[missing]))


@pytest.mark.parametrize("twice", range(len(WHOLE)))
def test_it_refuses_a_run_in_which_any_line_comes_twice(twice):
    with pytest.raises(ProtocolBroken):
        feed(*WHOLE[: twice + 1], *WHOLE[twice:])


def test_it_refuses_fewer_tests_than_the_header_named():
    with pytest.raises(ProtocolBroken, match="'final' out of order"):
        feed(HEADER, READY, started("test_a"), result("test_a"), final(passed=1))


def test_it_refuses_a_test_out_of_turn():
    with pytest.raises(ProtocolBroken, match="test_b"):
        feed(HEADER, READY, started("test_b"))


def test_it_refuses_the_end_of_a_test_that_does_not_run():
    with pytest.raises(ProtocolBroken, match="test_b"):
        feed(HEADER, READY, started("test_a"), result("test_b"))


@pytest.mark.parametrize("change", [{"run": "other"}, {"nonce": "guess"}])
def test_it_refuses_the_header_of_another_run(change):
    with pytest.raises(ProtocolBroken, match="another run"):
        feed(HEADER | change)


def test_it_refuses_a_header_that_names_a_test_twice():
    with pytest.raises(ProtocolBroken, match="twice"):
        feed(HEADER | {"tests": ["test_a", "test_a"]})


@pytest.mark.parametrize("counts", [{"passed": 1, "failed": 1}, {"passed": 3}, {}, {"passed": 2, "failed": 1}])
def test_it_refuses_counts_that_are_not_those_of_the_records(counts):
    with pytest.raises(ProtocolBroken, match="counts"):
        feed(*WHOLE[:-1], final(**counts))


def test_it_reads_counts_with_zeros():
    feed(*WHOLE[:-1], final(passed=2, failed=0, too_slow=0, bad_response=0, no_answer=0))


@pytest.mark.parametrize("line", [
    HEADER | {"v": 2}, HEADER | {"v": True}, HEADER | {"v": "1"}, HEADER | {"extra": 1}, HEADER | {"tests": "test_a"},
    HEADER | {"tests": [1]}, {"type": "header"}, {"type": "unknown"}, {}, [], "header", 1, None, True,
    {"type": ["header"]}, {"type": "problem"}, {"type": "problem", "reason": 1},
])  # fmt: skip
def test_it_refuses_a_first_line_of_another_shape(line):
    with pytest.raises(ProtocolBroken):
        feed(line)


@pytest.mark.parametrize("change", [
    {"outcome": "great"}, {"outcome": None}, {"outcome": ["passed"]}, {"outcome": {}}, {"ms": -1}, {"ms": 1.5},
    {"ms": "3"}, {"ms": 10**12}, {"message": None}, {"exchanges": None}, {"exchanges": [1]},
    {"exchanges": [EXCHANGE] * 9}, {"exchanges": [EXCHANGE | {"x": 1}]}, {"exchanges": [EXCHANGE | {"request": {}}]},
    {"comparison": {"got": 1}}, {"comparison": 1}, {"points": 5},
])  # fmt: skip
def test_it_refuses_a_record_of_another_shape(change):
    with pytest.raises(ProtocolBroken):
        feed(HEADER, READY, started("test_a"), result("test_a", **change))


@pytest.mark.parametrize("line", [
    b"\n", b"not json\n", b"\xff\xfe\n", '{"type":"ü"}\n'.encode(), b'{"type":"ready","ms":NaN}\n',
    b'{"type":"ready","ms":1,"ms":2}\n', b'{"type":"problem","reason":' + b"[" * 100_000 + b"\n",
    b'{"type":"ready","ms":' + b"9" * 10_000 + b"}\n", b'{"type":"ready","ms":1e999}\n',
    b"\x1b[2J\n", b"\0\n", b'{"type":"header"}{"type":"header"}\n',
])  # fmt: skip
def test_it_refuses_bytes_that_are_no_line(line):
    with pytest.raises(ProtocolBroken):
        list(Report("run-1", "n").feed(line))


def test_it_refuses_a_number_that_is_not_finite_deep_in_a_value():
    line = wire(result("test_a", comparison={"got": [1], "expected": 2})).replace(b"[1]", b"[1e999]")
    report, _ = feed(HEADER, READY, started("test_a"))
    with pytest.raises(ProtocolBroken, match="finite"):
        list(report.feed(line))


def test_it_replaces_what_no_database_can_hold():
    report, _ = feed(
        HEADER, READY, started("test_a"),
        result("test_a", message="a\0b", comparison={"got": {"k\0": ["\ud800"]}, "expected": "\ud83d\ude00"}),
    )  # fmt: skip
    [record] = report.records
    assert record.message == "a\ufffdb"
    assert record.comparison == {"got": {"k\ufffd": ["?"]}, "expected": "\U0001f600"}


def test_it_refuses_a_line_without_an_end():
    with pytest.raises(ProtocolBroken, match="line of more"):
        list(Report("run-1", "n").feed(b"x" * (LINE_BYTES + 1)))


def test_it_refuses_endless_lines(monkeypatch):
    monkeypatch.setattr("sandbox.records.TOTAL_BYTES", 500)
    report, _ = feed(HEADER)
    with pytest.raises(ProtocolBroken, match="500 bytes"):
        list(report.feed(b" " * 500))


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_it_reads_the_same_wherever_the_bytes_are_cut(sizes):
    report, data, place = Report("run-1", "n"), wire(*WHOLE), 0
    kinds = []
    while data:
        size = sizes[place % len(sizes)]
        kinds += [line.type for line in report.feed(data[:size])]
        data, place = data[size:], place + 1
    assert kinds == [line["type"] for line in WHOLE]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.one_of(st.sampled_from(WHOLE), values), max_size=8))
def test_it_reads_or_refuses_any_json_and_fails_in_no_other_way(lines):
    report = Report("run-1", "n")
    with suppress(ProtocolBroken):
        list(report.feed(wire(*lines)))
    assert len(report.records) <= 2


@given(st.binary(max_size=300))
def test_it_refuses_bytes_at_random_and_says_why_in_few_words(data):
    report = Report("run-1", "n")
    with pytest.raises(ProtocolBroken) as caught:
        list(report.feed(data + b"\n"))
    assert len(str(caught.value)) < 400


@given(st.integers(0, len(WHOLE) - 1), st.text(min_size=1, max_size=12), values)
def test_it_accepts_no_line_with_a_key_more(place, key, value):
    spoiled = WHOLE[place] | {key: value}
    if spoiled == WHOLE[place] or key in WHOLE[place]:
        return
    report, _ = feed(*WHOLE[:place])
    with pytest.raises(ProtocolBroken):
        list(report.feed(wire(spoiled)))


NOTICE = {"file": "test_it.py", "line": 3, "what": "reads the clock (time.time)"}


def audited(record):
    return feed(HEADER, READY, started("test_a"), record, report=Report("run-1", "n", is_audited=True))


def test_it_reads_what_an_audited_run_noticed():
    report, _ = audited(result("test_a", noticed=[NOTICE]))
    assert report.records[0].noticed == (NOTICE,)
    report, _ = audited(result("test_a", noticed=[]))
    assert report.records[0].noticed == ()


def test_it_takes_notices_of_an_audited_run_alone_and_of_each_of_its_tests():
    with pytest.raises(ProtocolBroken, match="not asked for"):
        feed(HEADER, READY, started("test_a"), result("test_a", noticed=[]))
    with pytest.raises(ProtocolBroken, match="lacks those that were"):
        audited(result("test_a"))


@pytest.mark.parametrize(
    "noticed", [[NOTICE] * 21, [NOTICE | {"what": "x" * 201}], [NOTICE | {"line": -1}], [{"file": "a"}], {}, "x"]
)
def test_it_refuses_notices_of_another_shape(noticed):
    with pytest.raises(ProtocolBroken):
        audited(result("test_a", noticed=noticed))

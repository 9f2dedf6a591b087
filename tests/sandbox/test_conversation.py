"""A console's lines: one answer to each command, of one shape, and nothing else at any time."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.records import Answered, Conversation, Header, Line, Problem, ProtocolBroken, Ready, Report
from tests.sandbox.damage import damaged, damages, pieces

HEADER = {"type": "header", "v": 1, "run": "run-1", "nonce": "n", "tests": []}
PREPARED = {"type": "prepared"}
READY = {"type": "ready", "ms": 12}
PROBLEM = {"type": "problem", "reason": "no sample.sql"}
REPLY = {
    "type": "reply",
    "status": 201,
    "reason": "CREATED",
    "headers": [["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"]],
    "body": "é",
    "is_binary": False,
    "is_cut": True,
    "bytes": 70_000,
    "ms": 3,
}
ROWS = {
    "type": "rows",
    "columns": [{"name": "n", "type": "integer"}],
    "rows": [[1], [1.5], [True], ["x"], [None]],
    "row_count": 5,
    "is_cut": False,
    "touched": None,
    "ms": 3,
}
PLAN = {"type": "plan", "lines": ["Result", "Execution Time: 0.1 ms"], "ms": 3}
COLUMN = {"name": "n", "type": "integer", "is_nullable": False, "default": None}
TABLE = {"name": "numbers", "columns": [COLUMN], "keys": ["PRIMARY KEY (n)"], "indexes": [], "rows": 3}
SCHEMA = {"type": "schema", "tables": [TABLE], "ms": 3}
ERROR = {"type": "error", "error": "no answer within 5 s", "ms": 5000}
ANSWERS = [REPLY, ROWS, PLAN, SCHEMA, ERROR]


def answered(number, answer=ERROR):
    return {"type": "answered", "number": number, "answer": answer}


def wire(*lines):
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def opened(*lines):
    """A conversation in which nothing was asked yet."""
    talk = Conversation("run-1", "n")
    list(talk.feed(wire(HEADER, *lines, READY)))
    return talk


def hear(talk, *lines):
    return list(talk.feed(wire(*lines)))


def test_it_opens_as_a_run_does():
    kinds = [type(line) for line in Conversation("run-1", "n").feed(wire(HEADER, PREPARED, READY))]
    assert (kinds[0], kinds[-1]) == (Header, Ready)


@pytest.mark.parametrize("answer", ANSWERS)
def test_it_reads_each_kind_of_answer_as_it_came(answer):
    talk = opened()
    talk.ask(7)
    [line] = hear(talk, answered(7, answer))
    assert isinstance(line, Answered)
    assert (line.number, line.answer.model_dump()) == (7, answer)
    assert talk.asked is None


def test_it_keeps_the_types_of_scalars():
    talk = opened()
    talk.ask(1)
    [line] = hear(talk, answered(1, ROWS))
    assert [type(row[0]) for row in line.answer.rows] == [int, float, bool, str, type(None)]


def test_it_reads_answers_to_one_command_after_the_other():
    talk = opened(PREPARED)
    for number in (1, 2, 5):
        talk.ask(number)
        assert talk.asked == number
        assert [line.number for line in hear(talk, answered(number))] == [number]


@pytest.mark.parametrize(
    ("asked", "line", "fault"),
    [
        (None, answered(1), "'answered' out of order"),
        (None, READY, "'ready' out of order"),
        (1, answered(2), "2 was answered and not asked"),
        (1, READY, "'ready' out of order"),
        (1, {"type": "started", "id": "test_a"}, "'started' out of order"),
        (1, {"type": "final", "counts": {}, "ms": 1}, "'final' out of order"),
        (1, {"type": "not_ready", "ms": 1, "what": "service"}, "'not_ready' out of order"),
    ],
)
def test_it_hears_nothing_but_the_answer_to_what_was_asked(asked, line, fault):
    talk = opened()
    if asked:
        talk.ask(asked)
    with pytest.raises(ProtocolBroken, match=fault):
        hear(talk, line)


def test_it_hears_an_answer_once():
    talk = opened()
    talk.ask(1)
    with pytest.raises(ProtocolBroken, match="out of order"):
        hear(talk, answered(1), answered(1))


def test_it_hears_of_a_problem_at_any_time_and_nothing_after_it():
    for is_asked in (False, True):
        talk = opened()
        if is_asked:
            talk.ask(1)
        assert isinstance(hear(talk, PROBLEM)[0], Problem)
        with pytest.raises(ProtocolBroken, match="out of order"):
            hear(talk, answered(1))


def test_it_has_no_tests():
    with pytest.raises(ProtocolBroken, match="names tests"):
        hear(Conversation("run-1", "n"), HEADER | {"tests": ["test_hidden"]})
    with pytest.raises(ProtocolBroken, match="another run"):
        hear(Conversation("run-1", "n"), HEADER | {"nonce": "m"})


def test_it_is_not_what_a_run_of_tests_may_say():
    report = Report("run-1", "n")
    list(report.feed(wire(HEADER | {"tests": ["test_a"]}, READY)))
    with pytest.raises(ProtocolBroken, match="'answered' out of order"):
        list(report.feed(wire(answered(1))))


def test_it_counts_bytes_anew_with_each_command(monkeypatch):
    monkeypatch.setattr("sandbox.records.TOTAL_BYTES", 300)
    talk = opened()
    for number in range(1, 20):
        talk.ask(number)
        hear(talk, answered(number))
    talk.ask(20)
    with pytest.raises(ProtocolBroken, match="300 bytes"):
        list(talk.feed(b" " * 301))


@pytest.mark.parametrize(
    "change",
    [
        *({"type": kind} for kind in ("rows", "other", None)),
        *({"status": status} for status in (100, 600, "200", 200.0, True)),
        *({"headers": headers} for headers in ({}, [["a"]], [["a", "b", "c"]], [["a", 1]], ["ab"])),
        {"body": None},
        {"bytes": -1},
        {"is_cut": 1},
        {"log": "forged"},
        {"ms": -1},
    ],
)
def test_it_takes_no_other_shape(change):
    talk = opened()
    talk.ask(1)
    with pytest.raises(ProtocolBroken):
        hear(talk, answered(1, REPLY | change))


@pytest.mark.parametrize("rows", [[[[1]]], [[{}]], [1], [[float("nan")]]])
def test_it_takes_no_value_but_scalars(rows):
    talk = opened()
    talk.ask(1)
    with pytest.raises(ProtocolBroken):
        hear(talk, answered(1, ROWS | {"rows": rows}))


def test_it_makes_text_that_a_database_can_hold():
    talk = opened()
    talk.ask(1)
    [line] = hear(talk, answered(1, PLAN | {"lines": ["a\0b", "\ud800"]}))
    assert line.answer.lines == ["a\ufffdb", "?"]


WHOLE = [HEADER, PREPARED, READY, *(answered(1, answer) for answer in ANSWERS), PROBLEM]
WORDS = [
    *(b"\n", b'"', b"{", b"}", b"[", b"\\", b"\0", b"\xff", b"NaN", b"-1", b"true", b"null", b',"x":1', b"\\ud800"),
    *(wire(line) for line in WHOLE),
]


def accepted(parts) -> list[Line]:
    """The lines that were accepted when the first command was asked as soon as it may be, and each other after that."""
    talk = Conversation("run-1", "n")
    lines = []
    try:
        for part in parts:
            for line in talk.feed(part):
                lines.append(line)
                if isinstance(line, (Ready, Answered)):
                    talk.ask(1)
    except ProtocolBroken:
        pass
    return lines


@settings(max_examples=200, deadline=None)
@given(damages(WORDS), st.lists(st.integers(1, 400), min_size=1, max_size=6))
def test_it_reads_or_refuses_a_conversation_that_was_damaged(changes, cut):
    data = damaged(wire(*WHOLE), changes)
    lines = accepted([data])
    assert accepted(pieces(data, cut)) == lines
    kinds = [line.type for line in lines]
    assert kinds[:1] in ([], ["header"], ["problem"])
    assert "problem" not in kinds[:-1]
    assert "answered" not in kinds[: kinds.index("ready") if "ready" in kinds else None]

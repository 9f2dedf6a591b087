"""What may be asked of a console: every limit at its edge, and nothing but what a type has."""

import pytest

from judge.domain import command as module
from judge.domain.command import Command, faults, plain
from judge.domain.problem import Kind

REQUEST = {"type": "request", "method": "POST", "path": "/items?x=1", "headers": {"X-Odd": "a b"}, "body": "{}"}


def places(kind=Kind.SERVICE, **changes):
    return [place for place, _ in faults(Command(**(REQUEST | changes)), kind)]


def sql_places(**changes):
    return [place for place, _ in faults(Command(**({"type": "sql", "sql": "SELECT 1"} | changes)), Kind.QUERY)]


def test_it_takes_a_request_to_a_service_and_hands_on_what_it_has():
    assert places() == []
    assert plain(Command(**REQUEST)) == REQUEST


@pytest.mark.parametrize("type_", ["sql", "plan"])
def test_it_takes_statements_to_a_database(type_):
    command = Command(type=type_, sql="SELECT 1")
    assert faults(command, Kind.QUERY) == []
    assert plain(command) == {"type": type_, "sql": "SELECT 1"}


def test_it_takes_the_question_for_the_tables():
    assert faults(Command(type="schema"), Kind.QUERY) == []
    assert plain(Command(type="schema")) == {"type": "schema"}


@pytest.mark.parametrize("type_", ["sql", "plan", "schema", "", "__init__"])
def test_it_takes_no_statement_to_a_service(type_):
    assert places(type=type_) == ["type"]


def test_it_takes_no_request_to_a_database():
    assert places(kind=Kind.QUERY) == ["type"]


@pytest.mark.parametrize("method", ["", "GET /", "GET\r\nX: y", "GÉT", "G" * 33, "\0"])
def test_it_refuses_what_is_no_method(method):
    assert places(method=method) == ["method"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "get", "M-SEARCH", "*"])
def test_it_takes_any_token_as_a_method(method):
    assert places(method=method) == []


@pytest.mark.parametrize(
    "path", ["", "items", "http://127.0.0.1/", "*", "/a\r\nHost: x", "/a\0", "/\x7f", "/\ud800", "/" * 4001]
)
def test_it_refuses_what_is_no_path(path):
    assert places(path=path) == ["path"]


@pytest.mark.parametrize("path", ["/", "/items/7?limit=2&x=%20", "/wörter und mehr", "//double", "/" * 4000])
def test_it_takes_any_path_of_one_line(path):
    assert places(path=path) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"": "x"},
        {"X Y": "z"},
        {"X:": "z"},
        {"X\r\nY": "z"},
        {"X" * 101: "z"},
        {"X": "a\r\nB: c"},
        {"X": "a\nb"},
        {"X": "\0"},
        {"X": "☃"},
        {"X": "a" * 4001},
        {f"X-{number}": "y" for number in range(41)},
        {f"X-{number}": "y" * 3999 for number in range(5)},
    ],
)
def test_it_refuses_what_is_no_header(headers):
    assert places(headers=headers) == ["headers"]


def test_it_takes_as_many_headers_as_it_says():
    assert places(headers={f"X-{number}": "\ty é" for number in range(module.MAX_HEADERS)}) == []
    assert places(headers={"X": "y" * module.MAX_HEADER}) == []


def test_it_counts_a_body_in_bytes():
    assert places(body="é" * (module.MAX_BODY_BYTES // 2)) == []
    assert places(body="é" * (module.MAX_BODY_BYTES // 2) + "x") == ["body"]


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_it_refuses_text_that_nobody_can_send(text):
    assert places(body=text) == ["body"]
    assert sql_places(sql=f"SELECT '{text}'") == ["sql"]


def test_it_counts_a_statement_in_bytes():
    assert sql_places(sql="-" * module.MAX_SQL_BYTES) == []
    assert sql_places(sql="-" * (module.MAX_SQL_BYTES + 1)) == ["sql"]


@pytest.mark.parametrize("sql", ["", " \n\t"])
def test_it_refuses_an_empty_statement(sql):
    assert sql_places(sql=sql) == ["sql"]


def test_it_refuses_what_a_type_does_not_have():
    assert places(sql="SELECT 1") == ["sql"]
    assert sql_places(method="GET", path="/", headers={"X": "y"}, body="b") == ["method", "path", "headers", "body"]
    assert sql_places(type="schema") == ["sql"]
    assert sql_places(type="schema", sql="", body="b") == ["body"]


def test_it_says_every_fault_in_a_sentence():
    bad = Command(type="request", method="", path="", headers={"": ""}, body="\0", sql="x")
    found = faults(bad, Kind.SERVICE)
    assert [place for place, _ in found] == ["method", "path", "headers", "body", "sql"]
    assert all(sentence.endswith(".") for _, sentence in found)

"""The report as a value and as JSON."""

import json

import pytest

from judge.errors import Finding, Invalid
from judge.gate.report import (
    GateAssertion,
    GateMutant,
    GateReport,
    GateTest,
    GateWrong,
    Strength,
    StrengthPart,
)

REPORT = GateReport(
    slug="echo",
    content_hash="abc",
    images={"tester": "sha256:1"},
    findings=(Finding("tests/test_a.py", 3, "no"), Finding("wrong", None, "few")),
    matrix={"no-1": {"test_a": "failed"}},
    milliseconds={"wrong/no-1": 5},
    notes=(Finding("tests/test_a.py", 4, "perhaps"),),
    tests=(GateTest("test_a", "It is so.", "c", is_sample=False, file="tests/test_a.py", line=3),),
    wrong=(GateWrong("no-1", "python-flask", "It forgets.", ("test_a",)),),
    repeats=5,
    strength=Strength(50, (StrengthPart("mutants noticed", 1, 2),), "100 x 1/2"),
    assertions=(GateAssertion("tests/test_a.py", 5, "assert x", is_needed=True),),
    mutants=(GateMutant("mutant/001", "solution/x/app.py", 1, "a", is_killed=False, killed_by=()),),
)


def test_it_comes_back_from_json_as_it_was():
    data = json.loads(json.dumps(REPORT.to_json()))
    assert data["is_passed"] is False
    assert data["findings"][0] == {"file": "tests/test_a.py", "line": 3, "message": "no"}
    assert GateReport.from_json(data) == REPORT


def test_it_is_passed_without_findings_whatever_the_notes():
    assert not REPORT.is_passed
    assert GateReport("a", "b", {}, (), {}, {}, notes=REPORT.notes).is_passed


@pytest.mark.parametrize("data", [{}, {"slug": 1}, REPORT.to_json() | {"strength": None}])
def test_it_refuses_what_is_no_report(data: dict):
    with pytest.raises(Invalid, match="cannot be read"):
        GateReport.from_json(data)


def test_a_part_of_nothing_has_no_share():
    assert StrengthPart("x", 0, 0).share == 0.0
    assert StrengthPart("x", 1, 4).share == 0.25

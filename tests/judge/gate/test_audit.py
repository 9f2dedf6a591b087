"""What an audited run noticed, as findings."""

from judge.domain.verdict import Verdict
from judge.gate.audit import audit_findings
from judge.grading.judgement import JudgedTest, Judgement

CLOCK = {"file": "conftest.py", "line": 7, "what": "reads the clock (time.time)"}
FILE = {"file": "test_a.py", "line": 3, "what": "opens /etc/hosts"}


def judgement(**noticed: list[dict]) -> Judgement:
    tests = tuple(
        JudgedTest(f"test_{name}", "", "c", False, "passed", 1, 1, 1, noticed=tuple(notices))
        for name, notices in noticed.items()
    )
    return Judgement(Verdict.PASSED, 1, 1, tests)


def test_it_names_each_line_once_with_its_tests():
    found = audit_findings([judgement(b=[FILE, CLOCK], a=[CLOCK]), judgement(a=[CLOCK])])
    assert [str(finding) for finding in found] == [
        (
            "tests/conftest.py:7: reads the clock (time.time) (test_a, test_b);"
            " a suite has its own files, app, db and rng alone"
        ),
        "tests/test_a.py:3: opens /etc/hosts (test_b); a suite has its own files, app, db and rng alone",
    ]


def test_it_names_some_of_many_tests():
    (found,) = audit_findings([judgement(a=[CLOCK], b=[CLOCK], c=[CLOCK], d=[CLOCK], e=[CLOCK])])
    assert "(test_a, test_b, test_c and 2 more)" in found.message


def test_it_finds_nothing_where_nothing_was_noticed():
    assert not audit_findings([judgement(a=[])])

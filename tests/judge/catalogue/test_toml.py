"""A TOML file held to a model."""

import pytest

from judge.catalogue.toml import did_you_mean, line_of, lines_of, read
from judge.domain.problem import Problem
from tests.judge.catalogue.folders import PROBLEM


def findings(text: str) -> list[tuple[int | None, str]]:
    return [(finding.line, finding.message) for finding in read(Problem, "problem.toml", text)[2]]


def test_it_reads_a_right_file():
    problem, lines, found = read(Problem, "problem.toml", PROBLEM)
    assert problem is not None
    assert problem.title == "Echo"
    assert lines[("criteria", 1, "id")] == 25
    assert not found


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('title = "Echo"', 'titel = "Echo"', 2, 'unknown key "titel"; did you mean "title"?'),
        ("editable = [", "editabel = [", 12, 'unknown key "editabel"; did you mean "editable"?'),
        ("memory_mib", "memory", 16, 'unknown key "memory"; did you mean "memory_mib"?'),
        ('id = "manners"', 'idd = "manners"', 25, 'unknown key "idd"; did you mean "id"?'),
        ("[limits]", "[limit]", 15, 'unknown key "limit"; did you mean "limits"?'),
        ("minutes = 10", "minutes = 1", 7, "minutes: Input should be greater than or equal to 5"),
        ('["app.py"]', '["../app.py"]', 12, "files.editable[0]: String should match pattern"),
        ('track = "endpoints"', 'track = "other"', 5, "track: Input should be 'endpoints', 'queries' or 'security'"),
        ('id = "manners"', 'id = "voice"', None, "criteria: an id is used twice"),
        ('readonly = ["words.py"]', 'readonly = ["app.py"]', None, "files: both editable and readonly: app.py"),
        ('title = "Manners"', 'title = "M"', 26, "criteria[1].title: String should have at least 3 characters"),
    ],
)
def test_it_names_the_line_and_what_was_meant(old: str, new: str, line: int | None, message: str):
    assert old in PROBLEM
    found = findings(PROBLEM.replace(old, new))
    assert any(at == line and said.startswith(message) for at, said in found), found


def test_it_says_which_key_is_missing():
    assert findings(PROBLEM.replace('kind = "service"\n', "")) == [(None, 'the key "kind" is missing')]
    found = findings(PROBLEM.replace('id = "manners"\n', ""))
    assert found == [(24, 'the key "criteria[1].id" is missing')]


def test_it_collects_all_faults():
    text = (
        PROBLEM.replace("minutes = 10", "minutes = 1000").replace('"easy"', '"simple"').replace("[limits]", "[limit]")
    )
    assert sorted(line for line, _ in findings(text)) == [6, 7, 15]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ('a = """\nx\n', 2), ("[a\n", 1), ("", None)],
)
def test_it_names_the_line_of_what_is_no_toml(text: str, line: int | None):
    _, lines, found = read(Problem, "problem.toml", text)
    if text:
        assert not lines
        assert [finding.line for finding in found] == [line]
        assert "is no valid TOML" in found[0].message
    else:
        assert 'the key "format" is missing' in {finding.message for finding in found}


def test_it_finds_keys_wherever_they_stand():
    text = """\
a.b = 1
"quoted key" = 2
list = [
  "x",
]
text = '''
looks = "like a key"
[looks.like.a.table]
'''
[table] # with a remark
  indented = 1
[[many]]
id = 1
[many.inner]
x = 1
[[many]]
id = 2
[[many.deep]]
y = 1
"""
    lines = lines_of(text)
    assert lines[("a", "b")] == 1
    assert lines[("quoted key",)] == 2
    assert ("looks",) not in lines
    assert ("looks", "like", "a", "table") not in lines
    assert lines[("table", "indented")] == 11
    assert lines[("many", 0, "inner", "x")] == 15
    assert lines[("many", 1)] == 16
    assert lines[("many", 1, "id")] == 17
    assert lines[("many", 1, "deep", 0, "y")] == 19


def test_it_falls_back_to_what_holds_the_key():
    lines = lines_of(PROBLEM)
    assert line_of(lines, ("files", "editable", 3)) == 12
    assert line_of(lines, ("files", "nothing")) == 11
    assert line_of(lines, ("nothing",)) is None


def test_it_guesses_only_what_is_near():
    assert did_you_mean("postgress", ["postgres", "sqlite"]) == '; did you mean "postgres"?'
    assert did_you_mean("oracle", ["postgres", "sqlite"]) == "; known are postgres, sqlite"
    assert did_you_mean("oracle", []) == ""

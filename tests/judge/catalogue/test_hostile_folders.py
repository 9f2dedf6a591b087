"""Folders made to keep their reader busy, or to bring it down: each is refused with the place, and soon."""

import pytest

from judge.catalogue import toml
from judge.catalogue.manifest import read_suite
from judge.catalogue.texts import MAX_CHARACTERS, text_faults
from judge.domain.problem import Problem
from judge.statement import PAINTED_CHARACTERS, to_html
from tests.judge.catalogue.folders import a_problem, bundle_of

DEEP_CODE = {
    "brackets": "x = " + "(" * 5000 + ")" * 5000,
    "signs": "x = " + "-" * 200_000 + "1",
    "attributes": "x = a" + ".b" * 5000,
    "calls": "x = a" + "()" * 20_000,
    "sums": "x = " + "+".join("1" * 5000),
    "branches": "if 1:\n pass\n" + "elif 1:\n pass\n" * 20_000,
    "a decorator": "@" + "-" * 800 + "1\ndef test_a():\n    '''t'''\n",
}
BOMBS = {
    "brackets": "a = " + "[" * 5000 + "]" * 5000,
    "inline tables": "a = " + "{a = " * 400 + "1" + "}" * 400,
    "a key of many parts": "a" + ".a" * 30_000 + " = 1",
    "a table of many parts": "[a" + ". a" * 20_000 + "]",
    "a number of many digits": "a = " + "9" * 5000,
    "more text than anybody writes": "# " + "a" * toml.MAX_CHARACTERS,
}


@pytest.mark.parametrize("name", DEEP_CODE)
def test_it_refuses_a_suite_that_is_nested_beyond_reason(name):
    suite = read_suite({"tests/test_deep.py": DEEP_CODE[name].encode()}, None)
    (finding,) = suite.findings
    assert finding.file == "tests/test_deep.py"
    assert "nested" in finding.message


@pytest.mark.parametrize("name", BOMBS)
def test_it_refuses_a_table_that_is_a_bomb(name):
    problem, _lines, findings = toml.read(Problem, "problem.toml", BOMBS[name])
    assert problem is None
    assert [finding.file for finding in findings] == ["problem.toml"]


def test_it_names_a_hundred_faults_and_counts_the_rest():
    text = "".join(f"key-{number} = 1\n" for number in range(1000))
    findings = toml.read(Problem, "problem.toml", text)[2]
    assert len(findings) == toml.MAX_FINDINGS + 1
    assert "more faults" in findings[-1].message


def test_it_refuses_a_statement_that_nobody_could_read():
    folder = a_problem() | {"statement.md": "[" * (MAX_CHARACTERS + 1)}
    (finding,) = text_faults(bundle_of(folder))
    assert (finding.file, str(MAX_CHARACTERS) in finding.message) == ("statement.md", True)


@pytest.mark.parametrize(("language", "is_painted"), [("python", True), ("perl", False), ("../x", False)])
def test_it_paints_only_the_languages_that_it_knows(language, is_painted):
    html = to_html(f"```{language}\nx = 'a'\n```\n")
    assert ("<span" in html) is is_painted


def test_it_paints_no_code_of_any_length():
    line = "x = 'a'\n"
    assert "<span" in to_html(f"```python\n{line * 10}```\n")
    assert "<span" not in to_html(f"```python\n{line * PAINTED_CHARACTERS}```\n")

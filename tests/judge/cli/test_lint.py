"""`judge problem lint` and `judge problem schema`."""

import json
from pathlib import Path

import pytest

from judge.catalogue.folder import TOP
from judge.catalogue.schema import schema_of
from sandbox.fake import FakeEngine
from tests.judge.catalogue.folders import PROBLEM, SLUG, a_problem, write
from tests.judge.cli.conftest import Run

WRONG = {"problem.toml": PROBLEM.replace("minutes = 10", "minuts = 10")}


def test_it_says_that_nothing_is_wrong(judge: Run, engine: FakeEngine, problem: Path):
    result = judge("problem", "lint", problem)
    assert result.exit_code == 0
    assert result.stdout == f"{problem}: nothing is wrong\n"
    assert not engine.boxes


def test_it_names_each_fault_with_a_path_that_can_be_opened(judge: Run, problem: Path, monkeypatch: pytest.MonkeyPatch):
    write(problem, WRONG | {"notes.txt": "x"})
    monkeypatch.chdir(problem.parent)
    result = judge("problem", "lint", SLUG)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"echo/notes.txt: a problem has no such file or folder; known are {', '.join(sorted(TOP))}",
        'echo/problem.toml: the key "minutes" is missing',
        'echo/problem.toml:7: unknown key "minuts"; did you mean "minutes"?',
    ]
    assert all((problem.parent / line.split(":")[0]).is_file() for line in result.stdout.splitlines())


def test_it_looks_at_several_folders_and_at_all(judge: Run, problem: Path, place: Path):
    other = write(place / "problems_dir" / "mute", a_problem() | {"statement.md": " "})
    named, every = judge("problem", "lint", problem, other), judge("problem", "lint", "--all")
    assert (named.exit_code, every.exit_code) == (1, 1)
    assert sorted(named.stdout.splitlines()) == sorted(every.stdout.splitlines())
    assert named.stdout.splitlines() == [f"{problem}: nothing is wrong", f"{other}/statement.md: is empty"]


def test_it_gives_findings_to_other_programs(judge: Run, problem: Path):
    assert json.loads(judge("problem", "lint", "--json", problem).stdout) == [
        {"slug": SLUG, "is_passed": True, "findings": []}
    ]
    write(problem, {"statement.md": " "})
    result = judge("problem", "lint", "--json", problem)
    assert result.exit_code == 1
    (report,) = json.loads(result.stdout)
    assert report["findings"] == [{"file": "statement.md", "line": None, "message": "is empty"}]


@pytest.mark.parametrize("words", [[], ["--all", "x"], ["no-such-folder"]])
def test_it_takes_wrong_usage_for_what_it_is(judge: Run, words: list[str]):
    assert judge("problem", "lint", *words).exit_code == 2


def test_it_spells_out_what_a_terminal_would_obey(judge: Run, problem: Path):
    write(problem, {"problem.toml": PROBLEM + '"\\u001b[2J" = 1\n'})
    result = judge("problem", "lint", problem)
    assert "\x1b[2J" not in result.stdout
    assert "[U+001B]" in result.stdout


@pytest.mark.parametrize("name", ["problem", "expect"])
def test_it_prints_a_schema(judge: Run, name: str):
    assert json.loads(judge("problem", "schema", name).stdout) == schema_of(name)


def test_it_prints_the_schema_of_problem_toml_unless_asked_otherwise(judge: Run):
    assert json.loads(judge("problem", "schema").stdout)["title"] == "problem.toml"
    assert judge("problem", "schema", "tests").exit_code == 2

"""`judge problem new`."""

from pathlib import Path

import pytest

from judge.catalogue.load import load_problem
from judge.scaffold import kinds
from judge.stacks import known_stacks
from tests.judge.cli.conftest import Run


@pytest.mark.parametrize("kind", kinds())
def test_it_makes_a_folder_in_the_catalogue_without_a_fault(judge: Run, place: Path, kind: str):
    result = judge("problem", "new", "my-problem", "--kind", kind, "--title", "My title", "--author", "Ada")
    assert result.exit_code == 0, result.output
    loaded = load_problem(place / "problems_dir" / "my-problem", known_stacks())
    assert (loaded.problem.title, loaded.problem.authors, loaded.problem.kind) == ("My title", ("Ada",), kind)
    assert judge("problem", "lint", place / "problems_dir" / "my-problem").exit_code == 0


def test_it_says_what_comes_next(judge: Run, place: Path):
    lines = judge("problem", "new", "my-problem", "--into", place / "my problems").stdout.splitlines()
    steps = [line.split()[2] for line in lines if line.startswith("judge problem")]
    assert steps == ["lint", "test", "preview", "check", "publish"]
    assert all("'" in line for line in lines if line.startswith("judge problem"))  # fit for the shell


def test_it_touches_nothing_that_is_there(judge: Run, problem: Path):
    before = (problem / "problem.toml").read_text()
    result = judge("problem", "new", problem.name)
    assert result.exit_code == 2
    assert "is there already, and nothing was written" in result.stderr
    assert (problem / "problem.toml").read_text() == before
    assert sorted(path.name for path in problem.parent.iterdir()) == [problem.name]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("My-Problem",), 'slug: "My-Problem" must be'),
        (("my-problem", "--kind", "riddle"), 'kind: there is no kind "riddle"; known are query, service'),
        (("my-problem", "--stack", "cobol"), "stack: there is no example"),
    ],
)
def test_it_names_what_it_cannot_make(judge: Run, place: Path, words: tuple[str, ...], said: str):
    result = judge("problem", "new", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (place / "problems_dir").exists()

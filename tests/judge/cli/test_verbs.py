"""Verbs are loaded when they are asked for, and each is where the table says."""

import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest
import typer
from typer.main import get_group

from judge.cli.app import Guarded, lines_of, make_app, reported
from judge.cli.problem.family import ProblemVerbs
from judge.cli.verbs import Verbs
from judge.errors import JudgeError
from tests.judge.cli.conftest import Run


class Known(Verbs):
    places: ClassVar = {"user": "user:family", "lint": "problem.lint:lint"}


@pytest.fixture
def group() -> Verbs:
    app = typer.Typer(cls=Known)

    @app.callback()
    def root() -> None: ...

    @app.command("own")
    def own() -> None: ...

    made = get_group(app)
    assert isinstance(made, Verbs)
    return made


EVERY_VERB = [[name] for name in Guarded.places] + [["problem", name] for name in ProblemVerbs.places]


def test_it_lists_what_it_knows_without_loading_it(group: Verbs):
    assert group.list_commands(None) == ["own", "user", "lint"]


def test_it_loads_a_verb_and_a_family(group: Verbs):
    lint, user = group.get_command(None, "lint"), group.get_command(None, "user")
    assert (lint.name, user.name) == ("lint", "user")
    assert sorted(user.commands) == ["add", "extra-time"]


def test_it_keeps_verbs_of_its_own(group: Verbs):
    assert group.get_command(None, "own").name == "own"
    assert group.get_command(None, "other") is None


@pytest.mark.parametrize("words", EVERY_VERB, ids=" ".join)
def test_it_finds_every_verb_where_the_table_says(judge: Run, words: list[str]):
    result = judge(*words, "--help")
    assert result.exit_code == 0
    assert f" {' '.join(words)} " in result.stdout


def test_it_suggests_the_verb_that_was_meant(judge: Run):
    result = judge("problem", "lnt")
    assert result.exit_code == 2
    assert "lint" in result.stderr


def loaded_by(*words: str) -> set[str]:
    """The packages that a process has loaded at the end of a verb."""
    code = (
        "import sys\nfrom judge.cli.app import make_app\n"
        f"make_app()({list(words)!r}, standalone_mode=False)\n"
        "print('\\n' + ' '.join(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("words", [("problem", "schema"), ("problem", "lint", "--json", "problems/rehearsal-greeting")])
def test_it_does_not_load_engine_and_database_for_what_needs_neither(words: tuple[str, ...]):
    heavy = {"docker", "sqlalchemy", "sqlmodel", "alembic", "flask", "gunicorn", "structlog"}
    assert Path("problems/rehearsal-greeting").is_dir()
    assert loaded_by(*words) & heavy == set()


def test_it_knows_no_errors_of_a_library_that_was_not_loaded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "sqlalchemy.exc", raising=False)
    assert JudgeError in reported()
    assert all(kind.__module__ != "sqlalchemy.exc" for kind in reported())
    assert lines_of(ValueError("x")) == ["x"]


def test_it_makes_the_program_anew():
    assert make_app() is not make_app()

"""The program: its verbs, and how errors leave it."""

import importlib.metadata
import runpy
import subprocess
import sys

import pytest
import typer
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from judge.cli.app import Guarded, lines_of
from judge.errors import Conflict, Finding, Forbidden, Invalid, NotFound, ProblemInvalid, QueueClosed
from sandbox.errors import EngineUnavailable
from tests.judge.cli.conftest import Run

VERBS = ("up", "images", "grade", "doctor", "web", "worker", "problem", "db", "user")


def test_it_says_its_version(judge: Run):
    result = judge("--version")
    assert result.exit_code == 0
    assert result.stdout == f"judge {importlib.metadata.version('backend-judge')}\n"


def test_it_lists_its_verbs(judge: Run):
    text = judge("--help").stdout
    assert all(verb in text for verb in VERBS)


@pytest.mark.parametrize("words", [["grade"], ["grade", "x"], ["nothing"], ["problem", "check"], ["db", "x"]])
def test_it_takes_wrong_usage_for_what_it_is(judge: Run, words: list[str]):
    assert judge(*words).exit_code == 2


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (Invalid("is missing", "app.py"), 2, "judge: app.py: is missing"),
        (Invalid("nothing to do"), 2, "judge: nothing to do"),
        (NotFound("no such user"), 2, "judge: no such user"),
        (Conflict("taken"), 2, "judge: taken"),
        (ProblemInvalid([Finding("a", 1, "b"), Finding("c", None, "d")]), 2, "judge: a:1: b\njudge: c: d"),
        (Forbidden("not yours"), 3, "judge: not yours"),
        (QueueClosed(), 3, "judge: QueueClosed"),
        (EngineUnavailable("no engine"), 3, "judge: no engine"),
        (
            OperationalError("SELECT 1", {}, Exception("no such table: problem\nmore")),
            3,
            "judge: the database cannot be used: no such table: problem (`judge doctor` says more)",
        ),
    ],
)
def test_it_tells_an_error_in_a_line_without_a_trace(error: Exception, code: int, line: str):
    app = typer.Typer(cls=Guarded)

    @app.callback()
    def root() -> None: ...

    @app.command()
    def fail() -> None:
        raise error

    result = CliRunner().invoke(app, ["fail"])
    assert result.exit_code == code
    assert result.stderr.strip() == line
    assert not result.stdout


def test_it_lets_a_bug_keep_its_trace():
    app = typer.Typer(cls=Guarded)

    @app.callback()
    def root() -> None: ...

    @app.command()
    def fail() -> None:
        raise ZeroDivisionError

    result = CliRunner().invoke(app, ["fail"])
    assert isinstance(result.exception, ZeroDivisionError)


def test_it_names_the_variable_that_is_wrong(judge: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JUDGE_PORT", "many")
    result = judge("db", "check")
    assert result.exit_code == 2
    assert result.stderr.startswith("judge: JUDGE_PORT: Input should be a valid integer")


def test_it_names_a_variable_that_has_two_names(judge: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JUDGE_WORKER_SLOTS", "0")
    assert judge("db", "check").stderr.startswith("judge: JUDGE_WORKER_SLOTS: ")


def test_it_says_something_of_an_error_without_words():
    assert lines_of(QueueClosed()) == ["QueueClosed"]


def test_it_runs_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(sys, "argv", ["judge", "--version"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("judge", run_name="__main__")
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("judge ")


def test_it_is_installed_as_a_program():
    points = importlib.metadata.entry_points(group="console_scripts", name="judge")
    assert [point.value for point in points] == ["judge.cli.app:main"]


def test_it_does_not_bring_the_pages_along():
    code = "import sys, judge.cli.app; sys.exit(any(name.split('.')[0] in ('web', 'flask') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

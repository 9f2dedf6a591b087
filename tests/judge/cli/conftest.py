"""The command line in an installation of its own, with the engine's twin."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from judge.cli import connect
from judge.cli.app import make_app
from sandbox.fake import FakeEngine
from tests.judge.catalogue.folders import SLUG, a_problem, obedient_engine, write

Run = Callable[..., Result]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which everything of the installation lies; no .env of the developer is read."""
    monkeypatch.chdir(tmp_path)
    for name in ("STATE_DIR", "CACHE_DIR", "PROBLEMS_DIR"):
        monkeypatch.setenv(f"JUDGE_{name}", str(tmp_path / name.lower()))
    for name in ("DATABASE_URL", "PORT", "HOST", "INSTANCE"):
        monkeypatch.delenv(f"JUDGE_{name}", raising=False)
    return tmp_path


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine that the command line gets when it builds one."""
    engine = obedient_engine()
    monkeypatch.setattr(connect, "DockerEngine", lambda: engine)
    return engine


@pytest.fixture
def judge(place: Path, engine: FakeEngine) -> Run:
    """Runs `judge` with these words."""

    def run(*words: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(make_app(), [str(word) for word in words], input=stdin)

    return run


def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """From here on somebody watches stderr in a terminal. No fixture: pytest changes stderr before the test."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    written = Terminal()
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    return written


@pytest.fixture
def problem(place: Path) -> Path:
    """The folder of a problem in the catalogue on disk."""
    return write(place / "problems_dir" / SLUG, a_problem())


@pytest.fixture
def answer(place: Path) -> Path:
    """The folder of a right answer."""
    return write(place / "answer", {"app.py": "# right\n"})

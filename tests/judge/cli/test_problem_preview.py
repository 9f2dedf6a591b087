"""`judge problem preview`: what it shows, what it refuses, and that nothing is left of it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from judge.cli import up
from judge.cli.problem import preview
from judge.settings import Settings
from judge.storage import migrate
from judge.storage.engine import make_engine, session_scope
from judge.storage.problems import current_version
from sandbox.docker import DockerEngine
from sandbox.fake import FakeEngine
from sandbox.policy import LABEL_INSTANCE
from tests.judge.catalogue.folders import PROBLEM, SLUG, a_problem, load, write
from tests.judge.cli.conftest import Run

PATIENCE_SECONDS = 120


@pytest.fixture
def database(place: Path):
    settings = Settings.from_env()
    settings.state_dir.mkdir(parents=True)
    migrate.upgrade(settings.database)
    engine = make_engine(settings.database)
    yield engine
    engine.dispose()


def statement(database) -> str:
    with session_scope(database) as session:
        version = current_version(session, SLUG)
        return version.statement if version else ""


class Process:
    """A process that runs until it is told otherwise."""

    def __init__(self, *ends: int | None) -> None:
        self.ends = list(ends)

    def poll(self) -> int | None:
        return self.ends.pop(0) if len(self.ends) > 1 else self.ends[0]


def stopping_after(turns: int, *each) -> threading.Event:
    """An event that lets something happen at each look, and is set after so many."""

    class Stopping(threading.Event):
        turn = 0

        def wait(self, timeout: float | None = None) -> bool:
            if self.turn < len(each):
                each[self.turn]()
            self.turn += 1
            return self.turn > turns

    return Stopping()


def test_it_publishes_without_a_gate_and_signs_an_author_in(database, problem: Path):
    path = preview.furnish(database, load(a_problem()))
    assert re.fullmatch(r"/preview/enter/[\w-]{40,}\?next=/problems/echo", path)
    assert statement(database) == "Say it again.\n"


def test_it_shows_each_state_that_can_be_read_and_tells_of_the_others(database, problem: Path, capsys):
    preview.furnish(database, load(a_problem()))
    stopping = stopping_after(
        5,
        lambda: write(problem, {"statement.md": "Say it twice.\n"}),
        lambda: None,
        lambda: write(problem, {"statement.md": "  "}),
        lambda: problem.rename(problem.with_name("gone")),
    )
    preview.follow(problem, (Settings.from_env(), database), [Process(None)], stopping)
    said = capsys.readouterr().out
    assert said.count("shown: ") == 3
    assert "not shown: 1 finding" in said
    assert "not shown: there is no folder" in said
    assert statement(database) == "Say it twice.\n"


def test_it_stops_following_when_a_process_has_ended(database, problem: Path):
    preview.follow(problem, (Settings.from_env(), database), [Process(None), Process(None, 1)], stopping_after(99))


def test_it_begins_with_a_folder_that_can_be_read(judge: Run, engine: FakeEngine, problem: Path):
    write(problem, {"statement.md": " "})
    result = judge("problem", "preview", problem)
    assert result.exit_code == 1
    assert "statement.md  is empty" in result.stdout


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Web and worker that are never started, and no handler of signals is changed."""
    seen: dict[str, object] = {"stopped": False}

    def start(settings, environment, log):
        seen.update(settings=settings, environment=environment)
        log.write(b"the last words")
        log.flush()
        return [Process(1)]

    monkeypatch.setattr(up, "start", start)
    monkeypatch.setattr(up, "stop", lambda _processes: seen.update(stopped=True))
    monkeypatch.setattr(preview.signal, "signal", lambda *_: None)
    monkeypatch.setattr(preview.webbrowser, "open", lambda address: seen.update(opened=address))
    return seen


def test_it_says_what_a_process_said_before_it_ended(judge: Run, problem: Path, still):
    result = judge("problem", "preview", problem)
    assert result.exit_code == 2
    assert "web or worker has ended by itself" in result.stderr
    assert "the last words" in result.stderr
    assert still["stopped"]


def test_it_keeps_the_product_out_of_it(judge: Run, problem: Path, still, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JUDGE_IS_BEHIND_TLS", "true")
    monkeypatch.setenv("JUDGE_AUTHOR_REPOSITORY", "/srv/authors.git")
    judge("problem", "preview", problem)
    settings, environment = still["settings"], still["environment"]
    assert Path(environment["JUDGE_STATE_DIR"]).parent == Path(tempfile.gettempdir())
    assert not Path(environment["JUDGE_STATE_DIR"]).exists()
    assert environment["JUDGE_DATABASE_URL"] == ""
    assert (environment["JUDGE_AUTHOR_REPOSITORY"], settings.author_repository) == ("", "")
    assert environment["JUDGE_INSTANCE"].startswith("preview-")
    assert Settings.model_fields.keys() >= {name[6:].lower() for name in environment if name.startswith("JUDGE_IS")}
    assert (settings.is_preview, settings.is_behind_tls, settings.host) == (True, False, "127.0.0.1")
    assert still["opened"].startswith(f"http://127.0.0.1:{settings.port}/preview/enter/")


def test_it_opens_no_browser_when_it_is_not_wanted(judge: Run, problem: Path, still):
    judge("problem", "preview", problem, "--no-browser")
    assert "opened" not in still


@pytest.mark.engine
@pytest.mark.browser
def test_it_draws_the_page_again_after_each_save_and_leaves_nothing(problem: Path, place: Path, chromium: Browser):
    before = set(Path(tempfile.gettempdir()).glob("judge-preview-*"))
    command = [sys.executable, "-m", "judge", "problem", "preview", problem, "--no-browser"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}  # noqa: TID251 - as a shell has it
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            draw_again_after_each_save(problem, process, chromium)
        finally:
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, rest
    assert "Stopped; nothing is left." in rest
    assert set(Path(tempfile.gettempdir()).glob("judge-preview-*")) == before
    with contextlib.closing(DockerEngine()) as engine:
        labels = [found["Labels"].get(LABEL_INSTANCE, "") for found in engine._api.containers(all=True)]
    assert not [instance for instance in labels if instance.startswith("preview-")]


def draw_again_after_each_save(problem: Path, process: subprocess.Popen[str], chromium: Browser) -> None:
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address is not None
    with contextlib.closing(chromium.new_context()) as context:
        page = context.new_page()
        page.goto(address[0])
        page.get_by_text("Say it again.").wait_for()
        assert page.url.endswith("/problems/echo")
        write(problem, {"problem.toml": "format = 1\n"})
        while "not shown" not in process.stdout.readline():  # and the page stays as it was
            pass
        write(problem, {"statement.md": "Say it twice.\n", "problem.toml": PROBLEM})
        page.get_by_text("Say it twice.").wait_for()

"""`judge up`: what it sets up, what it refuses, and what it leaves behind."""

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlmodel import Session

from judge.cli import up
from judge.errors import Invalid
from judge.settings import Settings
from judge.storage import migrate
from judge.storage.engine import make_engine
from judge.storage.problems import current_version
from sandbox.docker import DockerEngine
from sandbox.fake import FakeEngine
from tests.judge.catalogue.folders import SLUG

PATIENCE_SECONDS = 120


@pytest.fixture
def settings(place: Path) -> Settings:
    settings = Settings.from_env()
    settings.state_dir.mkdir(parents=True)
    migrate.upgrade(settings.database)
    return settings


@pytest.fixture
def database(settings: Settings):
    engine = make_engine(settings.database)
    yield engine
    engine.dispose()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_it_publishes_what_passes_its_gate(settings, database, problem: Path, engine: FakeEngine, capsys):
    up.publish_all(engine, database, settings)
    assert f"{SLUG}: published" in capsys.readouterr().out
    with Session(database) as session:
        assert current_version(session, SLUG) is not None


def test_it_names_a_broken_folder_and_goes_on(settings, database, problem: Path, engine: FakeEngine, capsys):
    broken = settings.problems_dir / "a-broken-one"
    broken.mkdir()
    (broken / "problem.toml").write_text("format = '2026-1'\ntitle = 3\n")
    up.publish_all(engine, database, settings)
    said = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert "a-broken-one: not published" in said
    assert "problem.toml" in said
    assert f"{SLUG}: published" in said


def test_it_leaves_out_what_fails_its_gate(settings, database, problem: Path, engine: FakeEngine, capsys):
    for solution in (problem / "wrong").iterdir():
        (solution / "app.py").write_text("# right\n")
    up.publish_all(engine, database, settings)
    assert f"{SLUG}: not published" in capsys.readouterr().out
    with Session(database) as session:
        assert current_version(session, SLUG) is None


def test_it_refuses_a_taken_port_before_the_long_work(place: Path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("JUDGE_PORT", str(taken.getsockname()[1]))
        with pytest.raises(Invalid, match="is taken"):
            up.up()


def test_it_says_when_a_process_does_not_start(settings, monkeypatch, free_port: int):
    good = Settings(port=free_port)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    monkeypatch.setenv("JUDGE_WEB_THREADS", "none at all")
    with pytest.raises(Invalid, match="did not start"):
        up.start(good)


def test_it_notices_a_process_that_ends_by_itself():
    ended = subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"])
    with pytest.raises(Invalid, match="exit code 7"):
        up.wait([ended])


def test_it_ends_a_process_that_does_not_listen(monkeypatch):
    monkeypatch.setattr(up, "STOP_SECONDS", 0)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); signal.pause()"
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
    with process:
        assert process.stdout.readline() == b"ready\n"
        up.stop([process])
    assert process.returncode == -signal.SIGKILL


def boxes_left(instance: str) -> list[str]:
    """The containers of this installation, running or not; asking removes them."""
    with contextlib.closing(DockerEngine()) as engine:
        return engine.sweep(instance, lambda _run, _lease: False, time.time())


@pytest.mark.engine
def test_it_runs_until_it_is_asked_to_stop_and_leaves_nothing_behind(place: Path, monkeypatch, free_port: int):
    (place / "problems_dir").mkdir()
    monkeypatch.setenv("JUDGE_PORT", str(free_port))
    monkeypatch.setenv("JUDGE_INSTANCE", f"up-test-{free_port}")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    command = [sys.executable, "-m", "judge", "up"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Open "):
                break
        assert f"http://127.0.0.1:{free_port}" in said[-1], "".join(said)
        with urlopen(f"http://127.0.0.1:{free_port}/healthz") as reply:
            assert json.load(reply) == {"status": "ok"}
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, rest
    assert "no container is left" in rest
    with pytest.raises(OSError, match="refused"):
        urlopen(f"http://127.0.0.1:{free_port}/healthz")
    assert boxes_left(f"up-test-{free_port}") == []
    for role in ("candidate", "reviewer", "author", "admin"):
        assert any(f"{role}@demo.example" in line for line in said)

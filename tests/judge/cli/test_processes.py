"""`judge web` and `judge worker`."""

import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from judge.cli import processes
from judge.doctor.check import Check, State
from judge.settings import Settings
from sandbox.errors import EngineUnavailable
from tests.judge.cli.conftest import Run

HELD = Check("it_cannot_do_harm", State.OK, "held")


class Replaced(Exception):
    """Stands for the end of this program: the server has taken its place."""


@pytest.fixture(autouse=True)
def logs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes that logs were set up, and leaves the tests' own as they are."""
    calls: list[str] = []
    monkeypatch.setattr(processes, "configure_logs", lambda: calls.append("logs"))
    return calls


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    commands: list[list[str]] = []

    def execute(program: str, words: list[str]) -> None:
        commands.append([program, *words])
        raise Replaced

    monkeypatch.setattr(processes.os, "execv", execute)
    return commands


@pytest.fixture
def handlers() -> Iterator[None]:
    """Puts back the signal handlers that a worker replaces."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_it_becomes_the_server(judge: Run, executed: list[list[str]], monkeypatch: pytest.MonkeyPatch):
    judge("db", "upgrade")
    monkeypatch.setenv("JUDGE_PORT", "8123")
    monkeypatch.setenv("JUDGE_WEB_THREADS", "32")
    assert isinstance(judge("web").exception, Replaced)
    program, *words = executed[0]
    assert program == sys.executable
    command = " ".join(words[1:])
    assert command.startswith(f"-m gunicorn --bind 127.0.0.1:8123 --workers 1 --worker-class {processes.WORKER}")
    assert " --threads 32 --worker-connections 544 " in command
    assert "--no-control-socket" in command
    assert command.endswith(f" {processes.WEB}")


def test_it_binds_to_an_address_of_version_6():
    command = processes.web_command(Settings(host="::1", port=8001))
    assert command[command.index("--bind") + 1] == "[::1]:8001"


def test_it_knows_every_option_that_it_gives_to_the_server():
    from gunicorn.config import Config  # noqa: PLC0415 - heavy, and used here only

    parser = Config().parser()
    parsed = parser.parse_args(processes.web_command(Settings())[3:])
    assert parsed.worker_class == processes.WORKER
    assert parsed.args == [processes.WEB]


@pytest.mark.parametrize("name", [processes.WEB.removesuffix("()").replace(":", "."), processes.WORKER])
def test_it_names_an_app_and_a_worker_that_are_there(name: str):
    module, _, part = name.rpartition(".")
    assert callable(getattr(importlib.import_module(module), part))


@pytest.mark.parametrize("verb", ["web", "worker"])
def test_it_starts_nothing_on_a_database_of_another_schema(judge: Run, executed: list[list[str]], verb: str):
    result = judge(verb)
    assert result.exit_code == 2
    assert "run `judge db upgrade`" in result.stderr
    assert not executed


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_works_until_a_signal_asks_for_the_end(
    judge: Run, monkeypatch: pytest.MonkeyPatch, logs: list[str], number: int
):
    judge("db", "upgrade")
    asked = []

    class Worker:
        def __init__(self, engine: object, database: object, settings: Settings) -> None:
            asked.append(settings.instance_name)

        def run(self) -> None:
            os.kill(os.getpid(), number)

        def stop(self) -> None:
            asked.append("stop")

    monkeypatch.setattr(processes, "Worker", Worker)
    monkeypatch.setattr(processes, "examine_sandbox", lambda *_: [HELD])
    assert judge("worker").exit_code == 0
    assert asked == [Settings.from_env().instance_name, "stop"]
    assert logs == ["logs"]


@pytest.mark.usefixtures("handlers")
def test_it_says_that_there_is_no_engine(judge: Run, monkeypatch: pytest.MonkeyPatch):
    judge("db", "upgrade")

    def unreachable() -> None:
        raise EngineUnavailable("the engine does not answer")

    monkeypatch.setattr("judge.cli.connect.DockerEngine", unreachable)
    result = judge("worker")
    assert (result.exit_code, result.stderr) == (3, "judge: the engine does not answer\n")


@pytest.mark.usefixtures("handlers", "logs")
def test_it_starts_no_worker_where_a_promise_is_broken(judge: Run, monkeypatch: pytest.MonkeyPatch):
    judge("db", "upgrade")
    broken = Check("it_cannot_reach_a_network", State.BROKEN, "there is an eth0", "look at the engine's networks")
    monkeypatch.setattr(processes, "examine_sandbox", lambda *_: [HELD, broken])
    monkeypatch.setattr(processes.Worker, "run", lambda _self: pytest.fail("it judges"))
    result = judge("worker")
    assert result.exit_code == 2
    assert "no worker starts on this host" in result.stderr
    assert "it_cannot_reach_a_network: there is an eth0" in result.stderr
    assert "mend: look at the engine's networks" in result.stderr
    assert HELD.name not in result.stderr


@pytest.mark.usefixtures("handlers", "logs")
def test_it_ends_in_peace_when_it_is_stopped_during_the_examination(judge: Run, monkeypatch: pytest.MonkeyPatch):
    judge("db", "upgrade")

    def stopped(_engine: object, _settings: object, cancelled: threading.Event) -> list[Check]:
        os.kill(os.getpid(), signal.SIGTERM)
        assert cancelled.is_set()
        return [Check("it_cannot_do_harm", State.BROKEN, "could not be tried: the run was cancelled")]

    monkeypatch.setattr(processes, "examine_sandbox", stopped)
    assert judge("worker").exit_code == 0

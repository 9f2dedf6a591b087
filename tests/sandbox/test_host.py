import pytest

from sandbox import host
from sandbox.errors import EngineUnavailable, SandboxError
from sandbox.host import ensure_engine, install_package
from sandbox.root import CommandFailed


class Machine:
    """A machine without an engine, on which commands are noted; `start` makes an engine answer."""

    def __init__(self, monkeypatch, tmp_path):
        self.commands, self.started, self.said = [], [], []
        self.problem = "connection refused"
        self.answers_after_start = True
        self.programs = {"apt-get"}
        self.pid_file = tmp_path / "docker.pid"
        self.proc = tmp_path / "proc"
        self.systemd = tmp_path / "systemd"
        monkeypatch.setattr(host, "DockerEngine", self.connect)
        monkeypatch.setattr(host, "is_debian_like", lambda: True)
        monkeypatch.setattr(host, "can_be_root", lambda: True)
        monkeypatch.setattr(host, "find_program", lambda name: name if name in self.programs else None)
        monkeypatch.setattr(host, "run_as_root", self.run)
        monkeypatch.setattr(host.subprocess, "Popen", self.popen)
        monkeypatch.setattr(host, "_PID_FILE", self.pid_file)
        monkeypatch.setattr(host, "_PROC", self.proc)
        monkeypatch.setattr(host, "_SYSTEMD", self.systemd)
        monkeypatch.setattr(host, "_PROBE_SECONDS", 0.01)
        monkeypatch.setattr(host, "_START_SECONDS", 0.05)

    def connect(self):
        if self.problem:
            raise EngineUnavailable(self.problem)
        return self

    def close(self):
        pass

    def run(self, command, seconds):
        self.commands.append(command)
        if command[:2] == ["systemctl", "start"] and self.answers_after_start:
            self.problem = ""

    def popen(self, command, **options):
        self.started.append((command, options))
        if self.answers_after_start:
            self.problem = ""


@pytest.fixture
def machine(monkeypatch, tmp_path):
    return Machine(monkeypatch, tmp_path)


def test_it_does_nothing_when_an_engine_answers(machine):
    machine.problem = ""
    ensure_engine(machine.said.append)
    assert (machine.said, machine.commands, machine.started) == ([], [], [])


def test_it_installs_the_engine_after_saying_so_and_starts_it(machine):
    ensure_engine(machine.said.append)
    assert machine.said == ["Installing docker.io with apt-get.", "Starting the Docker engine."]
    assert ["apt-get", "update", "-qq"] in machine.commands
    assert machine.commands[-1][-1] == "docker.io"


def test_it_starts_an_engine_that_is_installed(machine):
    machine.programs.add("dockerd")
    ensure_engine(machine.said.append)
    assert machine.said == ["Starting the Docker engine."]
    assert machine.commands == []


def test_it_installs_an_engine_where_only_the_command_is_there(machine):
    machine.programs.add("docker")
    ensure_engine(machine.said.append)
    assert machine.commands[-1][-1] == "docker.io"


def test_it_lets_systemd_start_it_where_systemd_runs(machine):
    machine.systemd.mkdir()
    machine.programs.add("dockerd")
    ensure_engine(machine.said.append)
    assert machine.commands == [["systemctl", "start", "docker"]]
    assert machine.started == []


def test_it_starts_it_apart_from_its_own_terminal(machine):
    machine.programs.add("dockerd")
    ensure_engine(machine.said.append)
    [(command, options)] = machine.started
    assert "dockerd" in command[-1]
    assert options["start_new_session"] is True


@pytest.mark.parametrize(("command", "is_stale"), [("dockerd", False), ("firefox", True), (None, True)])
def test_it_drops_the_number_of_an_engine_that_was_killed(machine, command, is_stale):
    machine.programs.add("dockerd")
    machine.pid_file.write_text("4242\n")
    if command:
        (machine.proc / "4242").mkdir(parents=True)
        (machine.proc / "4242" / "comm").write_text(command + "\n")
    ensure_engine(machine.said.append)
    assert machine.commands == ([["rm", "-f", str(machine.pid_file)]] if is_stale else [])


def test_it_drops_a_number_file_that_holds_no_number(machine):
    machine.programs.add("dockerd")
    machine.pid_file.write_text("")
    ensure_engine(machine.said.append)
    assert machine.commands == [["rm", "-f", str(machine.pid_file)]]


@pytest.mark.parametrize("fact", ["is_debian_like", "can_be_root"])
def test_it_says_what_to_install_where_it_may_not(machine, monkeypatch, fact):
    monkeypatch.setattr(host, fact, lambda: False)
    with pytest.raises(EngineUnavailable, match=r"connection refused.*install Docker Engine"):
        ensure_engine(machine.said.append)
    assert machine.commands == []


def test_it_says_why_it_could_not_be_installed(machine, monkeypatch):
    def fail(command, seconds):
        raise CommandFailed("apt-get ended with 100: no space")

    monkeypatch.setattr(host, "run_as_root", fail)
    with pytest.raises(EngineUnavailable, match="no space"):
        ensure_engine(machine.said.append)


def test_it_says_where_the_log_is_when_the_engine_does_not_come(machine):
    machine.answers_after_start = False
    machine.programs.add("dockerd")
    with pytest.raises(EngineUnavailable, match=r"dockerd\.log"):
        ensure_engine(machine.said.append)


def test_it_says_how_to_be_let_in_when_the_engine_runs_for_others(machine):
    machine.problem, machine.answers_after_start = "Permission denied", False
    machine.programs.add("dockerd")
    with pytest.raises(EngineUnavailable, match="usermod"):
        ensure_engine(machine.said.append)


def test_it_installs_a_package_after_saying_so(machine):
    install_package("chromium", machine.said.append)
    assert machine.said == ["Installing chromium with apt-get."]
    assert machine.commands[-1][-1] == "chromium"


def test_it_says_that_a_package_cannot_be_installed(machine, monkeypatch):
    monkeypatch.setattr(host, "can_be_root", lambda: False)
    with pytest.raises(SandboxError, match=r"chromium is missing.*root or sudo"):
        install_package("chromium", machine.said.append)

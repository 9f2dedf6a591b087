import os
import sys

import pytest

from sandbox import root
from sandbox.root import CommandFailed, as_root, can_be_root, find_program, is_debian_like, run_as_root


@pytest.fixture
def user(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.fixture
def superuser(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.mark.parametrize(("text", "expected"), [
    ("ID=debian\n", True), ('ID="ubuntu"\n', True), ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', True),
    ("ID=fedora\n", False), ("ID=arch\nNAME=debianish\n", False), ("", False),
])  # fmt: skip
def test_it_knows_where_apt_is_at_home(tmp_path, text, expected):
    path = tmp_path / "os-release"
    path.write_text(text)
    assert is_debian_like(path) is expected


def test_it_knows_that_a_machine_without_the_file_is_something_else(tmp_path):
    assert not is_debian_like(tmp_path / "os-release")


def test_it_asks_sudo_without_a_question(user):
    assert as_root(["apt-get", "update"]) == ["sudo", "-n", "apt-get", "update"]


def test_it_needs_no_sudo_as_root(superuser):
    assert as_root(["apt-get", "update"]) == ["apt-get", "update"]
    assert can_be_root()


def test_it_cannot_be_root_without_sudo(user, monkeypatch):
    monkeypatch.setattr(root, "find_program", lambda name: None)
    assert not can_be_root()


@pytest.mark.parametrize(("program", "expected"), [("true", True), ("false", False)])
def test_it_can_be_root_where_sudo_asks_nothing(user, monkeypatch, program, expected):
    monkeypatch.setattr(root, "find_program", lambda name: find_program(program))
    assert can_be_root() is expected


def test_it_finds_programs_of_the_system():
    assert find_program("sh")
    assert find_program("no-such-program-anywhere") is None


def test_it_runs_a_command_to_its_end(superuser, tmp_path):
    run_as_root([sys.executable, "-c", f"open({str(tmp_path / 'x')!r}, 'w')"], 30)
    assert (tmp_path / "x").exists()


def test_it_says_what_a_failed_command_said_last(superuser):
    with pytest.raises(CommandFailed, match="ended with 3: no space left"):
        run_as_root(["sh", "-c", "echo no space left >&2; exit 3"], 30)


def test_it_gives_up_on_a_command_that_does_not_end(superuser):
    with pytest.raises(CommandFailed, match="did not end"):
        run_as_root(["sleep", "30"], 0.05)


def test_it_says_that_a_program_is_not_there(superuser):
    with pytest.raises(CommandFailed, match="no-such-program"):
        run_as_root(["/no-such-program"], 1)


def test_it_passes_nothing_of_the_environment_on(superuser, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET", "x")
    run_as_root(["sh", "-c", f"env > {tmp_path / 'env'}"], 30)
    assert "SECRET" not in (tmp_path / "env").read_text()

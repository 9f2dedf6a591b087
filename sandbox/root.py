"""Commands that need root: run as root, or through sudo without a question."""

import os
import shutil
import subprocess
from pathlib import Path

_OS_RELEASE = Path("/etc/os-release")
_LOG_CHARACTERS = 2000
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class CommandFailed(Exception):
    """A command ended with an error; the message holds its last words."""


def is_debian_like(os_release: Path = _OS_RELEASE) -> bool:
    """True on Debian, Ubuntu and what calls itself like them: apt-get can be used."""
    if not os_release.is_file():
        return False
    pairs = (line.partition("=") for line in os_release.read_text(encoding="utf-8").splitlines())
    found = {name: value.strip('"') for name, _, value in pairs}
    return bool({"debian", "ubuntu"} & {found.get("ID", ""), *found.get("ID_LIKE", "").split()})


def find_program(name: str) -> str | None:
    """A program's path, also in the folders that only root has on its path."""
    return shutil.which(name, path=_SYSTEM_PATH)


def as_root(command: list[str]) -> list[str]:
    """The command as root runs it."""
    return command if os.geteuid() == 0 else ["sudo", "-n", *command]


def can_be_root() -> bool:
    """True for root, and where sudo asks no password."""
    if os.geteuid() == 0:
        return True
    sudo = find_program("sudo")
    return sudo is not None and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0


def run_as_root(command: list[str], seconds: float) -> None:
    """Runs it to its end; CommandFailed says what it said last."""
    try:
        subprocess.run(  # a list of words, no shell
            as_root(command),
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=seconds,
            env={"PATH": _SYSTEM_PATH, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.CalledProcessError as error:
        raise CommandFailed(
            f"{command[0]} ended with {error.returncode}: {error.stdout[-_LOG_CHARACTERS:].strip()}"
        ) from None
    except subprocess.TimeoutExpired:
        raise CommandFailed(f"{command[0]} did not end within {seconds:.0f} s") from None
    except OSError as error:
        raise CommandFailed(f"{command[0]}: {error.strerror}") from None

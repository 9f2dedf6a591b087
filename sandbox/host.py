"""The machine under the engine: makes sure that one answers, and installs and starts it where that is possible."""

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from sandbox.docker import DockerEngine
from sandbox.errors import EngineUnavailable, SandboxError
from sandbox.root import CommandFailed, as_root, can_be_root, find_program, is_debian_like, run_as_root

_HOW = "install Docker Engine 20.10 or newer, start it, and let this user use it (on Debian: apt-get install docker.io)"
_SYSTEMD = Path("/run/systemd/system")  # exists exactly when systemd runs the machine
_PID_FILE = Path("/var/run/docker.pid")
_PROC = Path("/proc")
_LOG = Path("/var/log/dockerd.log")
_INSTALL_SECONDS = 900
_START_SECONDS = 60
_PROBE_SECONDS = 0.25


def ensure_engine(say: Callable[[str], None]) -> None:
    """Returns when an engine answers. On Debian and Ubuntu, as root or with sudo, it is installed and started first."""
    problem = _why_silent()
    if problem is None:
        return
    if not is_debian_like() or not can_be_root():
        raise EngineUnavailable(f"no Docker engine answers ({problem}); {_HOW}")
    try:
        if find_program("dockerd") is None:
            install_package("docker.io", say)
        say("Starting the Docker engine.")
        _start()
    except (CommandFailed, SandboxError) as error:
        raise EngineUnavailable(f"no Docker engine, and it could not be set up: {error}; {_HOW}") from None
    _wait()


def install_package(package: str, say: Callable[[str], None]) -> None:
    """Installs one of Debian's packages, after saying so; raises SandboxError where that is not possible."""
    if not is_debian_like() or not can_be_root():
        raise SandboxError(f"{package} is missing, and installing it needs Debian or Ubuntu and root or sudo")
    say(f"Installing {package} with apt-get.")
    try:
        run_as_root(["apt-get", "update", "-qq"], _INSTALL_SECONDS)
        run_as_root(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], _INSTALL_SECONDS)
    except CommandFailed as error:
        raise SandboxError(f"{package} could not be installed: {error}") from None


def _why_silent() -> str | None:
    """None when an engine answers. Only its API is asked: the docker command may be there without one, or be newer."""
    try:
        DockerEngine().close()
    except EngineUnavailable as error:
        return str(error)
    return None


def _start() -> None:
    if _SYSTEMD.is_dir():
        run_as_root(["systemctl", "start", "docker"], _START_SECONDS)
        return
    _drop_stale_pid_file()
    # A session of its own, so that it outlives this program and its terminal.
    subprocess.Popen(
        as_root(["sh", "-c", f"exec dockerd >> {_LOG} 2>&1"]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _drop_stale_pid_file() -> None:
    """A killed engine leaves its number behind; the next one refuses to start when any process has it by now."""
    if not _PID_FILE.is_file():
        return
    number = _PID_FILE.read_text(encoding="ascii", errors="replace").strip()
    command = _PROC / number / "comm"
    if number.isdigit() and command.is_file() and command.read_text(encoding="utf-8").strip() == "dockerd":
        return
    run_as_root(["rm", "-f", str(_PID_FILE)], _START_SECONDS)


def _wait() -> None:
    """Until it answers; a fresh engine needs a second or two."""
    pause = threading.Event()
    problem = _why_silent()
    for _ in range(round(_START_SECONDS / _PROBE_SECONDS)):
        if problem is None:
            return
        if "ermission" in problem:
            raise EngineUnavailable(
                "the engine runs, but not for this user: sudo usermod -aG docker $USER, then sign in again"
            )
        pause.wait(_PROBE_SECONDS)
        problem = _why_silent()
    raise EngineUnavailable(f"the Docker engine did not start within {_START_SECONDS} s ({problem}); its log is {_LOG}")

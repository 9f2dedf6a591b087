"""The services that tests need beside Python: finds them, and as a script installs what is missing.

Run by `make test`: the engine with the sandbox's images, PostgreSQL's binaries, a browser. Installing needs Debian or
Ubuntu and root or sudo; elsewhere one line says what is missing, and the tests that need it are skipped.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from judge.cli.images import build
from judge.settings import Settings
from sandbox import host
from sandbox.docker import DockerEngine
from sandbox.errors import SandboxError
from sandbox.root import CommandFailed, find_program, run_as_root

POSTGRES_BINARIES = "/usr/lib/postgresql"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
IMAGES = ("tester", "python-flask", "postgres")
MOUNT_SECONDS = 10
SECOND_ENGINE = ("containerd", "dockerd", "mount", "umount")


def postgres_bin() -> Path | None:
    """The directory with initdb and pg_ctl: the newest of Debian's, else the one on the path."""
    found = sorted(Path(POSTGRES_BINARIES).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def browser() -> str | None:
    """The path of a Chromium."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def missing_engine() -> str:
    """Why tests with the real engine cannot run; empty when they can."""
    try:
        engine = DockerEngine()
        engine.info()
        for name in IMAGES:
            engine.image_id(name)
    except SandboxError as error:
        return f"{error} (`make services` sets it up)"
    return ""


def missing_private_engine() -> str:
    """Why tests that kill an engine cannot run a second one; empty when they can."""
    if os.geteuid() != 0:
        return "a second engine needs root"
    if lacking := [name for name in SECOND_ENGINE if find_program(name) is None]:
        return f"{', '.join(lacking)} not found"
    with tempfile.TemporaryDirectory() as folder:
        try:
            run_as_root(["mount", "-t", "tmpfs", "-o", "size=1m", "judge-tests", folder], MOUNT_SECONDS)
            run_as_root(["umount", folder], MOUNT_SECONDS)
        except CommandFailed as error:
            return f"a second engine needs a tmpfs: {error}"
    return ""


def missing_postgres() -> str:
    """Why tests on PostgreSQL cannot run; empty when they can."""
    return "" if postgres_bin() else "initdb was not found; install postgresql"


def missing_browser() -> str:
    """Why tests in a browser cannot run; empty when they can."""
    return "" if browser() else "no Chromium was found; install chromium"


def provide_packages() -> None:
    """A browser and PostgreSQL's binaries."""
    for package, missing in (("chromium", missing_browser), ("postgresql", missing_postgres)):
        if missing():
            host.install_package(package, say)


def provide_engine() -> None:
    """A running engine with the sandbox's images."""
    host.ensure_engine(say)
    with contextlib.closing(DockerEngine()) as engine:
        build(engine, Settings.from_env(), say)


def say(line: str) -> None:
    """One line to whoever watches."""
    print(line, flush=True)  # noqa: T201 - a script


def main() -> None:
    """Provides all; what cannot be had is named, and is an error only where CI=true."""
    lacking = []
    for provide in (provide_packages, provide_engine):
        try:
            provide()
        except SandboxError as error:
            lacking.append(str(error))
    for reason in lacking:
        say(reason)
    if lacking and os.environ.get("CI") == "true":  # noqa: TID251 - the tests' own switch
        sys.exit(1)


if __name__ == "__main__":
    main()

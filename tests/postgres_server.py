"""A PostgreSQL of the tests' own: made in a temporary folder on a free port, gone at the end. A pytest plugin."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.services import postgres_bin

SUPERUSER = "postgres"
PASSWORD = "only-for-tests"
START_SECONDS = 30

# A throwaway cluster need not survive a power cut; no Unix socket, so that only the free port is used.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "50",
    "log_min_messages": "fatal",
}


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The DSN of a superuser. Tests that use it carry the marker `postgres`; each makes its own database."""
    with server() as dsn:
        yield dsn


@contextmanager
def server() -> Iterator[str]:
    """A running server; the DSN of its superuser."""
    binaries = postgres_bin()
    if binaries is None:
        raise FileNotFoundError("PostgreSQL's initdb was not found")
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        _own(folder)
        port = _free_port()
        data = str(folder / "data")
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        identity = [f"--username={SUPERUSER}", f"--pwfile={secret}", "--auth=scram-sha-256"]
        _run(binaries / "initdb", "-D", data, *identity, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in {**SETTINGS, "port": port}.items())
        log = str(folder / "log")
        _run(binaries / "pg_ctl", "-D", data, "-w", "-t", str(START_SECONDS), "-l", log, "-o", options, "start")
        try:
            yield f"postgresql://{SUPERUSER}:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def judge_database(dsn: str) -> tuple[str, str]:
    """A new database as a service box has it: the DSN of role judge, its owner, and of role candidate."""
    address = dsn.rsplit("@", 1)[1].rsplit("/", 1)[0]
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS app WITH (FORCE)")
        for role in ("judge", "candidate"):
            connection.execute(f"DROP ROLE IF EXISTS {role}")
            connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{role}'")
        connection.execute("GRANT pg_signal_backend TO judge")
        connection.execute("ALTER ROLE judge SET lock_timeout = '1s'")
        connection.execute("CREATE DATABASE app OWNER judge")
        connection.execute("REVOKE ALL ON DATABASE app FROM PUBLIC")
        connection.execute("GRANT CONNECT ON DATABASE app TO candidate")
    return f"postgresql://judge:judge@{address}/app", f"postgresql://candidate:candidate@{address}/app"


def _own(folder: Path) -> None:
    """PostgreSQL refuses to run as root: then the folder and the processes belong to its own user."""
    if os.geteuid() == 0:
        shutil.chown(folder, SUPERUSER, SUPERUSER)


def _run(program: Path, *arguments: str) -> None:
    """Runs one of PostgreSQL's programs; its own words are the error."""
    drop = ["setpriv", f"--reuid={SUPERUSER}", f"--regid={SUPERUSER}", "--clear-groups"] if os.geteuid() == 0 else []
    command = [*drop, str(program), *arguments]
    # pg_ctl's server keeps the output open: a file, no pipe, or we would wait for the server's end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd="/", check=False)
        output.seek(0)
        if done.returncode:
            raise RuntimeError(f"{program.name} ended with {done.returncode}: {output.read().decode(errors='replace')}")


def _free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""`judge up`: everything that one machine needs to run the product, step by step, then the product itself."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import FrameType
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine as Database

from judge import publishing
from judge.catalogue.load import load_problem
from judge.cli import connect
from judge.cli.demo import DemoAccount, demo_accounts
from judge.cli.images import build
from judge.errors import Invalid, ProblemInvalid
from judge.gate import check as gate
from judge.settings import Settings
from judge.stacks import known_stacks
from judge.storage import migrate
from judge.storage.engine import session_scope
from sandbox import host
from sandbox.docker import DockerEngine

console = Console(highlight=False)
STOP_SECONDS = 15


class Steps:
    """Numbered progress: one line when a step begins, its seconds when it ends."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.number = 0

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        """One step; what happens inside prints its own lines below."""
        self.number += 1
        began = time.monotonic()
        console.print(f"[bold]\\[{self.number}/{self.total}][/bold] {title}")
        yield
        console.print(f"      done in {time.monotonic() - began:.1f} s", style="dim")


def say(line: str) -> None:
    """One line inside a step."""
    console.print(f"      {line}", markup=False, soft_wrap=True)


def up() -> None:
    """Sets everything up, then runs web and one worker until Ctrl-C."""
    settings = Settings.from_env()
    refuse_taken_port(settings)
    steps = Steps(6)
    with steps.step("Docker engine"):
        host.ensure_engine(say)
    with connect.open_engine(settings) as engine, connect.open_database(settings) as database:
        try:
            accounts = prepare(engine, database, settings, steps)
            with steps.step("Web and worker"):
                processes = start(settings)
            announce(settings, accounts)
            try:
                wait(processes)
            finally:
                stop(processes)
        finally:
            # What the worker had leased. A gate's boxes have no lease, and their own command removes them.
            engine.sweep(settings.instance_name, lambda _run, lease: lease == 0, time.time())
            console.print("Stopped; no container is left.")


def prepare(engine: DockerEngine, database: Database, settings: Settings, steps: Steps) -> list[DemoAccount]:
    """Images, tables, problems and accounts; what is there already is left as it is."""
    with steps.step("Sandbox images"):
        build(engine, settings, say)
    with steps.step("Database"):
        migrate.upgrade(settings.database)
    with steps.step("Problems, through their gate"):
        publish_all(engine, database, settings)
    with steps.step("Demo accounts"), session_scope(database) as session:
        return demo_accounts(session, settings.state_dir, datetime.now(UTC))


def refuse_taken_port(settings: Settings) -> None:
    """Says so before the long work, not after it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise Invalid(
                f"{settings.host}:{settings.port} is taken ({error.strerror}); set JUDGE_PORT to a free port",
                "JUDGE_PORT",
            ) from error


def publish_all(engine: DockerEngine, database: Database, settings: Settings) -> None:
    """Publishes each folder of the catalogue that passes its gate; one that does not is named and left out."""
    for folder in sorted(path.parent for path in settings.problems_dir.glob("*/problem.toml")):
        try:
            loaded = load_problem(folder, known_stacks())
        except ProblemInvalid as error:
            say(f"{folder.name}: not published")
            for finding in error.findings:
                say(f"  {finding}")
            continue
        with console.status(f"{folder.name}: checking") as status:
            report = gate.check(
                engine,
                loaded,
                cache_dir=settings.caches / "gates",
                instance=settings.instance_name,
                say=status.update,
            )
        if report.findings:
            say(f"{folder.name}: not published, `judge problem check {folder}` says why")
            continue
        with session_scope(database) as session:
            publishing.publish(session, loaded.with_variants(report.variants), now=datetime.now(UTC))
        say(f"{folder.name}: published")


def start(
    settings: Settings, environment: Mapping[str, str] | None = None, log: IO[bytes] | None = None
) -> list[subprocess.Popen[bytes]]:
    """Web and worker as processes of their own; returns once the page answers.

    Each gets a session of its own: Ctrl-C reaches only this process, which then stops both in order.
    """
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "judge", verb], start_new_session=True, env=environment, stdout=log, stderr=log
        )
        for verb in ("web", "worker")
    ]
    address = f"http://{settings.host}:{settings.port}/healthz"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and all(process.poll() is None for process in processes):
        with contextlib.suppress(URLError, ConnectionError), urlopen(address, timeout=2):
            return processes
        with contextlib.suppress(subprocess.TimeoutExpired):
            processes[0].wait(timeout=0.1)
    stop(processes)
    raise Invalid("web or worker did not start; its last lines are above")


def announce(settings: Settings, accounts: list[DemoAccount]) -> None:
    """Where to go and who one can be."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in ("role", "e-mail", "password"):
        table.add_column(column)
    for account in accounts:
        table.add_row(account.role, account.email, account.password)
    console.print()
    console.print(table)
    console.print(f"\nOpen [bold]http://{settings.host}:{settings.port}[/bold]   (Ctrl-C stops everything)")


def wait(processes: list[subprocess.Popen[bytes]]) -> None:
    """Until a signal comes or a process ends by itself."""
    stopping = False

    def note(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, note)
    while not stopping:
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = process.wait(timeout=0.3)
                raise Invalid(f"a process ended by itself with exit code {code}: {process.args!r}")


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Asks all to end, and ends those that do not."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

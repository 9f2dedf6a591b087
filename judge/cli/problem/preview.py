"""`judge problem preview`: the page as a candidate would see it, drawn again whenever the folder is saved.

An installation of its own in a folder that goes away: nothing of it meets the product's database. The gate is not
asked; what cannot be read is told, and the last state that could be stays on the page.
"""

import contextlib
import secrets
import signal
import socket
import subprocess
import tempfile
import threading
import time
import webbrowser
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine as Database

from judge import accounts, publishing
from judge.catalogue.load import LoadedProblem, load_problem
from judge.cli import connect, show, up, variants
from judge.cli.problem import watch
from judge.cli.problem.findings import tell_findings
from judge.errors import Invalid, ProblemInvalid
from judge.settings import Settings, environment
from judge.stacks import known_stacks
from judge.storage import migrate
from judge.storage.accounts import Role
from judge.storage.engine import session_scope

WRONG = 1
EMAIL = "author@preview.example"
LOG_CHARACTERS = 2000
KEY_BYTES = 24


def preview(
    problem: show.ProblemFolder,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any that is free.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
) -> None:
    """Shows the problem's page at an address of this machine, and again after each save, until Ctrl-C."""
    try:
        loaded = load_problem(problem, known_stacks())
    except ProblemInvalid as error:
        tell_findings(error.findings, problem.resolve().name)
        raise typer.Exit(WRONG) from None
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopping.set())
    with _site(port) as (settings, database, processes):
        try:
            path = furnish(database, variants.made(settings, loaded))
        except ProblemInvalid as error:
            tell_findings(error.findings, loaded.slug)
            raise typer.Exit(WRONG) from None
        address = f"http://{settings.host}:{settings.port}{path}"
        show.line(f"{loaded.slug}: {address}", style="bold")
        show.line("This address signs in. Ctrl-C ends the preview and leaves nothing behind.", style="dim")
        if browser:
            webbrowser.open(address)
        follow(problem, (settings, database), processes, stopping)
        if not stopping.is_set():
            log = (settings.state_dir / "log").read_text(encoding="utf-8", errors="replace")
            raise Invalid(f"web or worker has ended by itself:\n{log[-LOG_CHARACTERS:]}", "preview")
    show.line("Stopped; nothing is left.", style="dim")


def furnish(database: Database, loaded: LoadedProblem) -> str:
    """Publishes the problem and signs an author in; gives the path that takes the sign-in into a browser."""
    password, now = secrets.token_urlsafe(KEY_BYTES), datetime.now(UTC)
    with session_scope(database) as session:
        publishing.publish(session, loaded, now=now)
        accounts.add_user(session, EMAIL, "Author", password, role=Role.AUTHOR, now=now)
        key = accounts.sign_in(session, EMAIL, password, user_agent="judge problem preview", now=now)[1]
    return f"/preview/enter/{key}?next=/problems/{loaded.slug}"


def follow(
    problem: Path,
    site: tuple[Settings, Database],
    processes: list[subprocess.Popen[bytes]],
    stopping: threading.Event,
) -> None:
    """Shows each state of the folder that can be read, until it is asked to stop or a process ends."""
    seen = watch.state_of([problem])
    while not stopping.wait(watch.SECONDS) and all(process.poll() is None for process in processes):
        state = watch.state_of([problem])
        if state != seen:
            seen = state
            show_again(problem, *site)


def show_again(problem: Path, settings: Settings, database: Database) -> None:
    """Makes the folder's present state what the page shows; what is wrong with it is told instead."""
    try:
        loaded = variants.made(settings, load_problem(problem, known_stacks()))
    except ProblemInvalid as error:
        tell_findings(error.findings, "not shown")
        return
    except Invalid as error:  # the folder is gone, or being written anew
        show.line(f"not shown: {error}", style="red")
        return
    with session_scope(database) as session:
        version = publishing.publish(session, loaded, now=datetime.now(UTC))
        show.line(f"{datetime.now(UTC):%H:%M:%S} shown: {version.content_hash[:12]}", style="green")


@contextlib.contextmanager
def _site(port: int) -> Iterator[tuple[Settings, Database, list[subprocess.Popen[bytes]]]]:
    """Web and worker on a database of their own; afterwards no process, no container and no folder is left."""
    with tempfile.TemporaryDirectory(prefix="judge-preview-") as folder:
        changes = {
            "state_dir": folder,
            "database_url": "",
            "host": "127.0.0.1",
            "port": port or _free_port(),
            "instance": f"preview-{secrets.token_hex(4)}",
            "is_preview": True,
            "is_behind_tls": False,
            "trusted_hosts": "",
            "proxy_hops": 0,
            "check_slots": 0,
            "author_repository": "",
        }
        settings = Settings.from_env().model_copy(update=changes | {"state_dir": Path(folder)})
        up.refuse_taken_port(settings)
        migrate.upgrade(settings.database)
        with contextlib.ExitStack() as held:
            database = held.enter_context(connect.open_database(settings))
            engine = held.enter_context(connect.open_engine(settings))
            log = held.enter_context((settings.state_dir / "log").open("wb"))
            held.callback(lambda: engine.sweep(settings.instance_name, lambda _run, _lease: False, time.time()))
            processes = up.start(settings, environment(**changes), log)
            held.callback(up.stop, processes)
            yield settings, database, processes


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

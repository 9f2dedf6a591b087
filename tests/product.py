"""A whole site for one test session: a state directory, published problems, accounts, and the product's processes."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import Engine

from judge import accounts
from judge.catalogue.load import LoadedProblem, load_problem
from judge.publishing import publish
from judge.settings import Settings
from judge.stacks import known_stacks
from judge.storage.accounts import Role
from judge.storage.engine import make_engine, session_scope
from judge.storage.migrate import upgrade
from judge.storage.stacks import remember_stacks
from tests.varied import with_values

ROOT = Path(__file__).parents[1]
PASSWORD = "violet harbour lantern"
CAST = {
    "alice": ("Alice Ember", Role.CANDIDATE),
    "bob": ("Bob Stone", Role.CANDIDATE),
    "rita": ("Rita Vale", Role.REVIEWER),
    "arthur": ("Arthur Quill", Role.AUTHOR),
    "mallory": ("Mallory Thorn", Role.CANDIDATE),
}
START_SECONDS = 30
RETRY_SECONDS = 0.1
STOP_SECONDS = 20


@dataclass
class Site:
    """Where the product runs, and the means to look behind it."""

    url: str
    state_dir: Path
    problems: Mapping[str, LoadedProblem]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The settings that the processes run with."""
        return Settings(state_dir=self.state_dir, secret_key="e2e" * 16, instance="")

    @cached_property
    def engine(self) -> Engine:
        """The database."""
        return make_engine(self.settings.database)

    def database(self):
        """A session that may write; the caller commits."""
        return session_scope(self.engine)

    def token(self, name: str) -> str:
        """A fresh sign-in of somebody of the cast, as the browser's cookie holds it."""
        with self.database() as session:
            return accounts.sign_in(session, f"{name}@example.org", PASSWORD, user_agent="e2e", now=datetime.now(UTC))[
                1
            ]

    def start(self, *command: str, module: str = "judge", **env: str) -> subprocess.Popen[bytes]:
        """Starts a process of the product, or a module that plays one; its log goes beside the database."""
        with (self.state_dir / f"{command[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *command],
                cwd=ROOT,
                env=self._environment() | env,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def wait_until_it_answers(self) -> None:
        """Returns when the web process serves; with its log when it does not."""
        web = self.processes[0]
        deadline = time.monotonic() + START_SECONDS
        while web.poll() is None and time.monotonic() < deadline:
            try:
                with urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (URLError, ConnectionError, TimeoutError):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    web.wait(RETRY_SECONDS)  # returns at once when it has died
        raise AssertionError((self.state_dir / "web.log").read_text(encoding="utf-8")[-4000:])

    def stop(self) -> None:
        """Ends what was started, politely, and waits for it."""
        self.engine.dispose()
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _environment(self) -> dict[str, str]:
        settings = self.settings
        return os.environ | {  # noqa: TID251 - the processes inherit the tests' own
            "JUDGE_STATE_DIR": str(self.state_dir),
            "JUDGE_SECRET_KEY": settings.secret_key.get_secret_value(),
            "JUDGE_INSTANCE": settings.instance_name,
            "JUDGE_PORT": self.url.rsplit(":", 1)[1],
            "JUDGE_WEB_THREADS": "16",
            "JUDGE_MAX_QUEUED_PER_USER": "50",
        }


def make_site(state_dir: Path, problems: Mapping[str, LoadedProblem] | None = None) -> Site:
    """A site with everything but its processes, and with these problems or the catalogue's."""
    site = Site(f"http://127.0.0.1:{_free_port()}", state_dir, problems or _load_problems())
    upgrade(site.settings.database)
    now = datetime.now(UTC)
    with site.database() as session:
        for loaded in site.problems.values():
            remember_stacks(session, known_stacks().values())
            publish(session, loaded, now=now)
        for name, (full_name, role) in CAST.items():
            accounts.add_user(session, f"{name}@example.org", full_name, PASSWORD, role=role, now=now)
    return site


def _load_problems() -> dict[str, LoadedProblem]:
    folders = sorted(path.parent for path in (ROOT / "problems").glob("*/problem.toml"))
    return {folder.name: with_values(load_problem(folder, known_stacks())) for folder in folders}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])

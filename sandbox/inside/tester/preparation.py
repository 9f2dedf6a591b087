"""What happens between the collection and the first test: the services come up, the database gets its tables."""

import time
from pathlib import Path
from typing import Protocol

from sandbox.inside.tester.channel import Channel
from sandbox.inside.tester.job import TesterJob
from sandbox.inside.tester.ready import service_answers, wait_for

INIT_SCRIPT = "services/postgres/init.sql"


class DatabaseModule(Protocol):
    """What the preparation needs of the module of the database fixtures."""

    def is_up(self, dsn: str, seconds: float) -> bool:
        """Whether one can log in."""
        ...

    def run_script(self, dsn: str, script: str) -> str:
        """Executes a script; returns what PostgreSQL says against it, or nothing."""
        ...


class Preparation:
    """Called once, after the header. Says `ready`, or why not."""

    def __init__(self, job: TesterJob, suite: Path, channel: Channel, database: DatabaseModule | None) -> None:
        self._job = job
        self._suite = suite
        self._channel = channel
        self._database = database

    def __call__(self) -> bool:
        """Whether the tests can begin."""
        starts_at = time.monotonic()
        missing = self._missing(starts_at + self._job.start_seconds)
        milliseconds = round((time.monotonic() - starts_at) * 1000)
        if missing:
            self._channel.send({"type": "not_ready", "ms": milliseconds, "what": missing})
        else:
            self._channel.send({"type": "ready", "ms": milliseconds})
        return not missing and not self._channel.has_ended

    def _missing(self, ends_at: float) -> str:
        """The name of what did not come up in time; empty when all is there."""
        database, postgres = self._database, self._job.postgres
        if database is not None and postgres is not None:
            dsn = postgres.dsn
            if not wait_for(lambda left: database.is_up(dsn, left), ends_at - time.monotonic()):
                return "postgres"
            self._make_tables(database, dsn)
        if self._job.kind == "service" and not wait_for(service_answers(self._job.url), ends_at - time.monotonic()):
            return "service"
        return ""

    def _make_tables(self, database: DatabaseModule, dsn: str) -> None:
        """The problem's own script. An error in it is the problem's fault."""
        script = self._suite / INIT_SCRIPT
        if not script.is_file():
            return
        error = database.run_script(dsn, script.read_text("utf-8"))
        if error:
            self._channel.problem(f"{INIT_SCRIPT}: {error}")

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

    def prepare(self, dsn: str, script: str) -> str | None:
        """Executes a script; returns what is wrong with it, or nothing. None: the server cannot be reached."""
        ...


class Preparation:
    """Called once, after the header. Says `prepared` when there is a database, then `ready`, or why not."""

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
            if not wait_for(lambda _left: self._has_tables(database, dsn), ends_at - time.monotonic()):
                return "postgres"
            self._channel.send({"type": "prepared"})
        if self._channel.has_ended or self._job.kind != "service":
            return ""
        return "" if wait_for(service_answers(self._job.url), ends_at - time.monotonic()) else "service"

    def _has_tables(self, database: DatabaseModule, dsn: str) -> bool:
        """Runs the problem's own script, if there is one. An error in it is the problem's fault."""
        script = self._suite / INIT_SCRIPT
        error = database.prepare(dsn, script.read_text("utf-8") if script.is_file() else "")
        if error:
            self._channel.problem(f"{INIT_SCRIPT}: {error}")
        return error is not None

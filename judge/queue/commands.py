"""A console's commands between the database and the boxes: fetches what was asked, writes what was answered.

Belongs to the console's thread. Looks often while somebody is at work, else rarely, and holds no connection between.
"""

import time
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from judge.queue.clock import database_now
from judge.queue.lease import Lease, heartbeat
from judge.queue.plain import plain_json
from judge.storage import consoles
from judge.storage.engine import reading_scope, session_scope

BUSY_SECONDS = 10.0  # after a command the next one is expected soon
BUSY_POLL_SECONDS = 0.05
IDLE_POLL_SECONDS = 0.25
RETRY_SECONDS = 1.0  # while the database is away

log = structlog.get_logger()


class Inbox:
    """The commands of one console, as sandbox.console asks for them. Never raises for a database that is away."""

    def __init__(self, database: Engine, lease: Lease, lease_seconds: float) -> None:
        self._database = database
        self._lease = lease
        self._lease_seconds = lease_seconds
        self._handed_out = 0  # the newest number: a command whose answer is not written yet is not given twice
        self._unwritten: list[tuple[int, dict[str, Any]]] = []
        self._busy_until = 0.0
        self._next_look = 0.0

    def next(self) -> dict[str, Any] | None:
        """The next command that waits, with its number; None when there is none, or when it is too soon to look."""
        now = time.monotonic()
        if now < self._next_look:
            return None
        try:
            self._write()
            with reading_scope(self._database) as session:
                found = consoles.next_command(session, self._lease.run_id, self._handed_out)
        except SQLAlchemyError as error:
            self._be_patient(error)
            return None
        if found is None:
            self._next_look = now + (BUSY_POLL_SECONDS if now < self._busy_until else IDLE_POLL_SECONDS)
            return None
        self._busy_until = now + BUSY_SECONDS
        self._handed_out = found.number
        return {**found.command, "number": found.number}

    def answer(self, number: int, answer: dict[str, Any]) -> None:
        """Writes an answer while the lease is ours; what cannot be written now is written with the next look."""
        self._unwritten.append((number, answer))
        self._busy_until = time.monotonic() + BUSY_SECONDS
        try:
            self._write()
        except SQLAlchemyError as error:
            self._be_patient(error)

    def _write(self) -> None:
        """Everything answered since, in one commit. Under a lost lease nothing: the console is somebody else's."""
        if not self._unwritten:
            return
        with session_scope(self._database) as session:
            if heartbeat(session, self._lease, self._lease_seconds):
                now = database_now(session)
                for number, answer in self._unwritten:
                    consoles.put_answer(session, self._lease.run_id, number, plain_json(answer), now)
                session.commit()
        self._unwritten.clear()

    def _be_patient(self, error: SQLAlchemyError) -> None:
        log.warning("console waits for the database", run=self._lease.run_id, error=str(error))
        self._next_look = time.monotonic() + RETRY_SECONDS

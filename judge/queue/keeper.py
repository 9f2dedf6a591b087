"""The thread beside a run that is being judged: renews its lease and writes its events.

Events are handed over in memory, so that a slow disk never holds up the run that is being measured.
"""

import threading
import time
from types import TracebackType
from typing import Any, Self

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from judge.queue.lease import Happening, Lease, heartbeat, is_live, tell
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import EventKind

BATCH_SECONDS = 0.05  # a reader does not see the delay; a fast suite costs one commit, not one per test
LOOK_SECONDS = 0.5  # between cheap looks whether the run is still ours: one that its owner stops ends this soon
RETRY_SECONDS = 1.0
BEATS_PER_LEASE = 3  # two may fail before the lease is lost
MAX_RUN_SECONDS = 1200.0  # boxes end themselves after 900: whatever hangs longer is ours, and must not hang for ever

log = structlog.get_logger()


class KeeperDied(RuntimeError):
    """A mistake of ours has ended the thread while its run went on."""


class Keeper:
    """Used as `with Keeper(...) as keeper`. Sets `cancelled` when the lease is lost; fencing does the rest."""

    def __init__(self, database: Engine, lease: Lease, lease_seconds: float, cancelled: threading.Event) -> None:
        self._database = database
        self._lease = lease
        self._lease_seconds = lease_seconds
        self._cancelled = cancelled
        self._untold: list[Happening] = []
        self._ended = threading.Event()
        self._has_ended_well = False
        self._next_beat = time.monotonic() + lease_seconds / BEATS_PER_LEASE
        self._next_look = time.monotonic() + LOOK_SECONDS
        self._last_beat = time.monotonic() + MAX_RUN_SECONDS
        self._thread = threading.Thread(target=self._run, name=f"keeper-{lease.run_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raises KeeperDied when nobody has kept the lease to the end, unless another error is on its way."""
        self._ended.set()
        self._thread.join()
        if error is None and not self._has_ended_well:
            raise KeeperDied("the thread that keeps the lease has died; the worker has printed its error")

    def hear(self, kind: str, data: dict[str, Any]) -> None:
        """The run's listener: remembers an event and returns at once."""
        self._untold.append(Happening(EventKind(kind), data))

    def untold(self) -> list[Happening]:
        """After the end: what was not written yet, for the transaction that ends the run."""
        return list(self._untold)

    def _run(self) -> None:
        self._keep()
        self._has_ended_well = True

    def _keep(self) -> None:
        """Until the end: writes when there is something to tell or the lease wants renewing, and looks in between."""
        pause = BATCH_SECONDS
        while not self._ended.wait(pause):
            pause = BATCH_SECONDS
            try:
                is_ours = self._is_ours()
            except SQLAlchemyError as error:
                # Whether the lease survives a database that is away, the token decides when it is back.
                log.warning("heartbeat failed", run=self._lease.run_id, error=str(error))
                pause = RETRY_SECONDS
                continue
            if not is_ours or time.monotonic() > self._last_beat:
                log.warning("lease lost, run dropped", run=self._lease.run_id, token=self._lease.token)
                self._cancelled.set()
                return

    def _is_ours(self) -> bool:
        """Does what is due; False when that showed that the lease is lost."""
        if self._untold or time.monotonic() >= self._next_beat:
            return self._beat()
        return time.monotonic() < self._next_look or self._look()

    def _look(self) -> bool:
        """Whether the lease is still ours, by a read that waits for nobody."""
        self._next_look = time.monotonic() + LOOK_SECONDS
        with reading_scope(self._database) as session:
            return is_live(session, self._lease.run_id, self._lease.token)

    def _beat(self) -> bool:
        """Renews the lease and writes what was heard so far, in one commit; False when the lease is lost."""
        batch = list(self._untold)
        began = time.monotonic()
        with session_scope(self._database) as session:
            if not heartbeat(session, self._lease, self._lease_seconds):
                return False
            tell(session, self._lease, batch)
            session.commit()
        del self._untold[: len(batch)]  # only now: after a failure they are told again. hear() appends behind them
        self._next_beat = began + self._lease_seconds / BEATS_PER_LEASE
        return True

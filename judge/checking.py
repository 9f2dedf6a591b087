"""The worker's side of the studio's gates: a check is claimed under a lease, done in boxes, and its report written.

It goes as with runs: the lease's token refuses whatever comes too late, a worker that falls silent loses its check to
another one, and after the last attempt it is given up. A gate does one run at a time, in a slot of its own, so that
candidates who wait at the same moment are slowed down by one run at most.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Any, Protocol, Self

import structlog
from sqlalchemy import Engine as Database
from sqlalchemy.exc import SQLAlchemyError

from judge.catalogue.bundle import Bundle
from judge.catalogue.load import LoadedProblem, from_bundle
from judge.errors import Invalid
from judge.gate.check import check as check_in_boxes
from judge.gate.options import GateOptions
from judge.gate.report import GateReport
from judge.gate.runs import Cancelled
from judge.queue.clock import database_now
from judge.queue.plain import plain_json, plain_text
from judge.settings import Settings
from judge.stacks import known_stacks
from judge.storage import checks as store
from judge.storage.checks import CheckLease, CheckState, GateCheck
from judge.storage.engine import reading_scope, session_scope
from judge.storage.studio import problem_by_id
from sandbox.base import Engine
from sandbox.errors import SandboxError

LOOK_SECONDS = 0.5  # how soon a check that its author stops ends its boxes
BEATS_PER_LEASE = 3  # two may fail before the lease is lost
LINE = 300  # characters of a line of progress
REASON = 2000
FIRST_SLOT = 930  # user ids follow the slot: above the doctor's, below the last that has some (936)
GATES = "gates"  # beside what the command line remembers
OURS = "The judge has made a mistake. It was noted."
SILENT = "It was begun {attempts} times, and each time the worker fell silent."

log = structlog.get_logger()


class Check(Protocol):
    """judge.gate.check.check, or a test's stand-in for it."""

    def __call__(
        self,
        engine: Engine,
        loaded: LoadedProblem,
        *,
        instance: str,
        cache_dir: Any,
        options: GateOptions,
        progress: Callable[[int, int, str], None],
        cancelled: threading.Event,
    ) -> GateReport:
        """Runs the gate; raises Cancelled, SandboxError, Invalid."""
        ...


@dataclass(slots=True)
class _Work:
    """A check that is being done."""

    lease: CheckLease
    slot: int  # of its boxes
    cancelled: threading.Event = field(default_factory=threading.Event)
    is_given_back: bool = False
    progress: tuple[int, int, str] = (0, 0, "")

    def hear(self, done: int, total: int, line: str) -> None:
        """The gate's listener: remembers and returns at once."""
        self.progress = (done, total, plain_text(line)[:LINE])


class Checks:
    """Does checks, one at a time for each thread that calls `step`; `abandon` may be called from any other thread."""

    def __init__(
        self,
        engine: Engine,
        database: Database,
        settings: Settings,
        is_ready: Callable[[], bool],
        check: Check = check_in_boxes,
        *,
        doubt: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine = engine
        self._database = database
        self._settings = settings
        self._is_ready = is_ready
        self._check = check
        self._doubt = doubt  # told of a fault of the engine, so that `is_ready` asks it before the next attempt
        self._works: dict[int, _Work] = {}  # by thread
        self._abandoned = threading.Event()

    def step(self, number: int = 0) -> bool:
        """One turn of one thread: says whether there was a check. Raises what is a mistake of ours."""
        if self._abandoned.is_set() or not self._is_ready():
            return False
        try:
            claimed = self._claimed()
        except SQLAlchemyError as error:
            log.warning("no check claimed", error=str(error))
            return False
        if claimed is None:
            return False
        lease, row, slug = claimed
        work = self._works[number] = _Work(lease, FIRST_SLOT + number)
        try:
            if self._abandoned.is_set():  # asked between the claim and its entry above
                self._give_back(work)
            else:
                self._do(work, row, slug)
        finally:
            self._works.pop(number, None)
        return True

    def abandon(self) -> None:
        """Ends what is being done because the worker stops; another one begins it again."""
        self._abandoned.set()
        for work in list(self._works.values()):
            self._give_back(work)

    def _claimed(self) -> tuple[CheckLease, GateCheck, str] | None:
        """The next check, committed as ours, with its problem's slug."""
        with reading_scope(self._database) as session:
            if not store.is_check_due(session, database_now(session)):
                return None
        with session_scope(self._database) as session:
            now = database_now(session)
            claimed = store.claim_check(session, now=now, until=now + self._lease_time())
            problem = problem_by_id(session, claimed[1].problem_id) if claimed else None
            session.commit()
        return (*claimed, problem.slug) if claimed and problem else None

    def _do(self, work: _Work, row: GateCheck, slug: str) -> None:
        """Does a check and writes what came of it. A mistake of ours goes to the caller, once it is noted."""
        said = log.bind(check=work.lease.check_id, problem=slug, attempt=work.lease.attempt)
        if work.lease.attempt > self._settings.max_attempts:
            self._fail(work, SILENT.format(attempts=self._settings.max_attempts))
            said.error("check given up")
            return
        fault = OURS
        try:
            with _Keeper(self._database, work, self._lease_time()):
                report = self._checked(work, row, slug)
            fault = ""
        except Cancelled:
            fault = ""
            said.info("check stopped")
        except Invalid as error:
            fault = ""
            self._fail(work, str(error))
            said.warning("check not possible", error=str(error))
        except SandboxError as error:
            self._doubt()
            fault = f"{type(error).__name__}: {error}"
            said.warning("check failed", error=str(error))
        else:
            if self._end(work, state=CheckState.DONE, report=plain_json(report.to_json()), reason=""):
                said.info("check done", is_passed=report.is_passed)
        finally:
            if fault:
                self._try_again(work, fault)

    def _checked(self, work: _Work, row: GateCheck, slug: str) -> GateReport:
        loaded = from_bundle(Bundle.from_bytes(row.bundle), slug, known_stacks())
        return self._check(
            self._engine,
            loaded,
            instance=self._settings.instance_name,
            cache_dir=self._settings.caches / GATES,
            options=GateOptions(slots=1, first_slot=work.slot, mutants=int(row.options.get("mutants", 0))),
            progress=work.hear,
            cancelled=work.cancelled,
        )

    def _try_again(self, work: _Work, reason: str) -> None:
        """After a fault of ours: once more, or never."""
        if work.lease.attempt >= self._settings.max_attempts:
            self._fail(work, reason)
        else:
            self._write(work, state=CheckState.QUEUED, lease_until=None, reason=plain_text(reason)[:REASON])

    def _fail(self, work: _Work, reason: str) -> None:
        self._end(work, state=CheckState.FAILED, reason=plain_text(reason)[:REASON])

    def _end(self, work: _Work, **values: Any) -> bool:
        done, total, line = work.progress
        return self._write(work, lease_until=None, bundle=b"", done=done, total=total, progress=line, **values)

    def _give_back(self, work: _Work) -> None:
        """Hands the check to whoever comes next, then has its boxes removed; this attempt does not count."""
        if work.is_given_back:
            return
        work.is_given_back = True
        self._write(work, state=CheckState.QUEUED, lease_until=None, attempts=work.lease.attempt - 1)
        work.cancelled.set()

    def _write(self, work: _Work, **values: Any) -> bool:
        """Writes while the lease is ours. While the database is away the lease expires, and the check is done again."""
        try:
            with session_scope(self._database) as session:
                if values.get("state") in (CheckState.DONE, CheckState.FAILED):
                    values["finished_at"] = database_now(session)
                is_ours = store.write_check(session, work.lease, **values)
                session.commit()
        except SQLAlchemyError as error:
            log.warning("check not written", check=work.lease.check_id, error=str(error))
            return False
        return is_ours

    def _lease_time(self) -> timedelta:
        return timedelta(seconds=self._settings.lease_seconds)


class _Keeper:
    """The thread beside a check: renews its lease, writes its progress, and notices when it is no longer wanted."""

    def __init__(self, database: Database, work: _Work, lease_time: timedelta) -> None:
        self._database = database
        self._work = work
        self._lease_time = lease_time
        self._told = work.progress
        self._ended = threading.Event()
        self._next_beat = 0.0
        self._thread = threading.Thread(target=self._keep, name=f"check-{work.lease.check_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _keep(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            try:
                is_ours = self._beat() if self._is_beat_due() else self._look()
            except SQLAlchemyError as error:  # whether the lease survives this, its token decides
                log.warning("heartbeat of a check failed", check=self._work.lease.check_id, error=str(error))
                continue
            if not is_ours:
                self._work.cancelled.set()
                return

    def _is_beat_due(self) -> bool:
        return self._told != self._work.progress or time.monotonic() >= self._next_beat

    def _look(self) -> bool:
        with reading_scope(self._database) as session:
            return store.holds_check(session, self._work.lease)

    def _beat(self) -> bool:
        done, total, line = told = self._work.progress
        began = time.monotonic()
        with session_scope(self._database) as session:
            until = database_now(session) + self._lease_time
            is_ours = store.write_check(
                session, self._work.lease, lease_until=until, done=done, total=total, progress=line
            )
            session.commit()
        self._told = told
        self._next_beat = began + self._lease_time.total_seconds() / BEATS_PER_LEASE
        return is_ours

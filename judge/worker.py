"""The worker: claims runs and has them judged, in as many slots as it is given, until it is told to stop.

Consoles have slots of their own, so that whoever tries something out keeps nobody waiting for a verdict.

The real engine is given to it by the command line. Whatever a worker does after it has lost a lease, and however late
it wakes up, is refused by the lease's token; so nothing here needs to be exact about time.
"""

import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from functools import partial

import structlog
from sqlalchemy import Engine as Database
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from judge.checking import Check, Checks
from judge.errors import Invalid
from judge.gate.check import check as check_in_boxes
from judge.grading.console import serve_console
from judge.grading.grade import grade as grade_in_boxes
from judge.queue.attempt import Attempt, Bench, Grade, Serve, loaded_from, problems_of
from judge.queue.claim import Claimed, claim, lane_due
from judge.queue.lease import is_live
from judge.queue.readiness import Readiness
from judge.queue.reap import reap
from judge.queue.wakeup import Wakeup
from judge.settings import Settings
from judge.sittings import close_due
from judge.stacks import known_stacks
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import Lane, RunState
from judge.storage.stacks import remember_stacks
from judge.storage.types import new_id
from sandbox.base import Engine
from sandbox.errors import BadJob, SandboxError

HOUSEKEEPING_SECONDS = 30.0
NO_SLOT = -1
CHECK_POLLS = 5  # an author's gate may begin a second later than a candidate's run
TICK_SECONDS = 0.05  # how soon a signal is obeyed
DATABASE_PAUSE_SECONDS = 1.0
ABANDON_SECONDS = 5.0  # how long boxes may take to disappear; then the process ends and the next worker sweeps

log = structlog.get_logger()


class ThreadDied(RuntimeError):
    """A mistake of ours has ended a thread that the worker cannot do without."""


class Worker:
    """Judges runs. `run` is a process's life, `step` one turn of one slot, `stop` may be called by a signal handler."""

    def __init__(
        self,
        engine: Engine,
        database: Database,
        settings: Settings,
        *,
        grade: Grade = grade_in_boxes,
        serve: Serve = serve_console,
        check: Check = check_in_boxes,
    ) -> None:
        self.owner = f"{socket.gethostname()}-{os.getpid()}-{new_id()[:8]}"
        self.wakeup = Wakeup()
        self._database = database
        self._engine = engine
        self._settings = settings
        self._bench = Bench(engine, database, settings, grade, serve, problems_of(database, loaded_from))
        self._readiness = Readiness(engine, settings.state_dir, settings.min_free_mib)
        self._attempts: dict[int, Attempt] = {}  # by slot
        ready = self._readiness
        self._checks = Checks(engine, database, settings, ready.is_ready, check, doubt=ready.doubt)
        self._is_introduced = False
        self._stop_requests = 0
        self._stopping = threading.Event()
        self._abandoning = threading.Event()
        self._abandon_at = 0.0
        self._dead_thread = ""

    def run(self) -> None:
        """Works until `stop`; returns when all slots are done, or shortly after their runs were given back.

        Raises ThreadDied when a thread ended by itself: a worker that only seems to work is worse than none, and
        whoever supervises it starts another.
        """
        slots = [
            threading.Thread(target=self._work, args=(number, lane), name=f"slot-{number}", daemon=True)
            for number, lane in enumerate(self._lanes())
        ]
        slots += [
            threading.Thread(target=self._do_checks, args=(number,), name=f"checks-{number}", daemon=True)
            for number in range(self._settings.check_slots)
        ]
        keeper = threading.Thread(target=self._keep_house, name="housekeeping", daemon=True)
        lanes = {"slots": self._settings.worker_slots, "consoles": self._settings.console_slots}
        log.info("worker started", owner=self.owner, instance=self._settings.instance_name, **lanes)
        threads = (keeper, *slots)
        self._obey()  # who was told to stop before it began claims nothing
        for thread in threads:
            thread.start()
        while alive := [slot for slot in slots if slot.is_alive()]:
            alive[0].join(TICK_SECONDS)
            self._notice_death(threads)
            self._obey()
            if self._abandoning.is_set() and time.monotonic() > self._abandon_at + ABANDON_SECONDS:
                break
        self._notice_death(threads)
        self._stopping.set()
        log.info("worker stopped", owner=self.owner)
        if self._dead_thread:
            raise ThreadDied(f"the thread {self._dead_thread} has died; its error was printed above")

    def stop(self) -> None:
        """Asks for the end: the runs in work may finish within the grace time. Asked twice, they are given back now.

        Only counts, because a signal handler must not take a lock that the interrupted code may hold.
        """
        self._stop_requests += 1

    def step(self, slot: int = 0, lane: Lane = Lane.JUDGE) -> bool:
        """One turn: says whether a run was found. Whatever goes wrong with it is recorded, logged and survived."""
        return self._survived(lambda: self._claim_and_judge(slot, lane), slot)

    def _survived(self, turn: Callable[[], bool], slot: int) -> bool:
        try:
            return turn()
        except Exception as error:  # the only broad one: no run may end a worker, or be lost in silence
            log.exception("attempt broke", slot=slot)
            attempt = self._attempts.get(slot)
            if attempt:
                attempt.fail(traceback.format_exception_only(error)[-1].strip())
            return attempt is not None
        finally:
            self._attempts.pop(slot, None)

    def housekeep(self) -> None:
        """Takes back expired leases, ends timed sessions, removes boxes without owners. Any worker does it for all."""
        if not self._is_introduced:
            with session_scope(self._database) as session:
                remember_stacks(session, known_stacks().values())
                session.commit()
            self._is_introduced = True
        with session_scope(self._database) as session:
            reaped = reap(session, self._settings.max_attempts)
            session.commit()
        for run in reaped:
            report = log.error if run.state == RunState.QUARANTINED else log.warning
            report("lease expired", run=run.run_id, owner=run.owner, state=run.state.value)
        with session_scope(self._database) as session:
            for sitting_id in close_due(session):
                log.info("timed session closed", sitting=sitting_id)
        for box in self._engine.sweep(self._settings.instance_name, self._is_live, time.time()):
            log.warning("orphaned box removed", box=box)

    def _lanes(self) -> list[Lane]:
        """The lane of each slot. The numbers go on over both lanes, since a box's user id follows from its slot."""
        return [Lane.JUDGE] * self._settings.worker_slots + [Lane.CONSOLE] * self._settings.console_slots

    def _claim_and_judge(self, slot: int, lane: Lane) -> bool:
        """Claims the lane's next run, if any may be claimed, and judges it to its end."""
        if self._stopping.is_set() or not self._readiness.is_ready():
            return False
        claimed = self._claimed(lane)
        if claimed is None:
            return False
        attempt = self._attempts[slot] = Attempt(self._bench, claimed, slot)
        if self._abandoning.is_set():  # asked between the claim and its entry above: nobody else gives it back
            attempt.abandon()
            return True
        try:
            attempt.judge()
        except SandboxError as error:
            self._readiness.doubt()
            attempt.fail(f"{type(error).__name__}: {error}", is_hopeless=isinstance(error, BadJob))
        except Invalid as error:
            attempt.fail(f"{type(error).__name__}: {error}", is_hopeless=True)
        return True

    def _claimed(self, lane: Lane) -> Claimed | None:
        """The next run, committed as ours; None also while the database is away."""
        try:
            with reading_scope(self._database) as session:
                due = lane_due(session, lane)
            if due is None:
                return None
            with session_scope(self._database) as session:
                claimed = claim(session, self.owner, self._settings.lease_seconds, due)
                session.commit()
                return claimed
        except OperationalError as error:
            log.warning("nothing claimed", error=str(error))
            self._stopping.wait(DATABASE_PAUSE_SECONDS)
            return None

    def _work(self, slot: int, lane: Lane) -> None:
        """A slot's life."""
        while not self._stopping.is_set():
            if not self.step(slot, lane):
                self.wakeup.wait(self._settings.poll_seconds)

    def _do_checks(self, number: int) -> None:
        """The life of a slot for authors' gates."""
        while not self._stopping.is_set():
            if not self._survived(partial(self._checks.step, number), NO_SLOT):
                self.wakeup.wait(CHECK_POLLS * self._settings.poll_seconds)

    def _keep_house(self) -> None:
        """Housekeeping at the start and from time to time; an engine or a database that is away is asked again."""
        while True:
            try:
                self.housekeep()
            except (SandboxError, SQLAlchemyError) as error:
                log.warning("housekeeping failed", error=f"{type(error).__name__}: {error}")
            if self._stopping.wait(min(HOUSEKEEPING_SECONDS, self._settings.lease_seconds)):
                return

    def _is_live(self, run_id: str, lease: int) -> bool:
        """Whether a box is still somebody's. Lease 0 is a run outside the queue: its deadline alone ends it."""
        if lease == 0:
            return True
        with reading_scope(self._database) as session:
            return is_live(session, run_id, lease)

    def _notice_death(self, threads: Iterable[threading.Thread]) -> None:
        """Stops the worker when a thread has ended though nobody asked for it."""
        if self._stopping.is_set() or self._dead_thread:
            return
        self._dead_thread = next((thread.name for thread in threads if not thread.is_alive()), "")
        if self._dead_thread:
            log.error("a thread died", thread=self._dead_thread)
            self.stop()

    def _obey(self) -> None:
        """Turns the requests that `stop` counted into deeds, outside of the signal handler."""
        if not self._stop_requests:
            return
        if not self._stopping.is_set():
            log.info("stopping", grace_seconds=self._settings.grace_seconds)
            self._abandon_at = time.monotonic() + self._settings.grace_seconds
            self._stopping.set()
            self._checks.abandon()  # a gate takes minutes: another worker begins it again, with what is remembered
        self.wakeup.nudge()
        if self._stop_requests > 1:
            self._abandon_at = min(self._abandon_at, time.monotonic())
        if time.monotonic() >= self._abandon_at:
            self._abandoning.set()
        for attempt in list(self._attempts.values()):
            if attempt.is_console or self._abandoning.is_set():  # waiting would not bring a console to its end
                attempt.abandon()

"""One attempt at one claimed run: from the files to the verdict, or to the reason why there is none."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import structlog
from sqlalchemy import Engine as Database
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import Session

from judge.catalogue.bundle import Bundle
from judge.catalogue.load import LoadedProblem
from judge.domain.problem import Manifest, Problem
from judge.errors import StaleLease
from judge.grading.judgement import Judgement
from judge.queue.claim import Claimed
from judge.queue.commands import Inbox
from judge.queue.finish import end_console, fail_attempt, finish, release
from judge.queue.keeper import RETRY_SECONDS, Keeper
from judge.settings import Settings
from judge.storage.engine import reading_scope, session_scope
from judge.storage.problems import ProblemVersion
from judge.storage.runs import EventKind, Lane, RunState
from judge.storage.submissions import SubmissionKind
from sandbox.base import Engine
from sandbox.run import Phase

CACHED_PROBLEMS = 32  # a folder is some hundred KiB; a worker rarely sees more problems than this in a minute

log = structlog.get_logger()


class Grade(Protocol):
    """judge.grading.grade.grade, or a test's stand-in for it."""

    def __call__(  # noqa: PLR0913 (a run has this many sides; all but two are named at the call)
        self,
        engine: Engine,
        loaded: LoadedProblem,
        *,
        files: dict[str, str],
        stack: str,
        is_sample_run: bool,
        seed: int,
        variant: int | None,
        run_id: str,
        lease: int,
        listener: Callable[[str, dict[str, Any]], None],
        instance: str,
        slot: int,
        cancelled: threading.Event,
    ) -> Judgement:
        """Runs the files against the suite and judges what happened; raises SandboxError when the engine fails."""
        ...


class Serve(Protocol):
    """judge.grading.console.serve_console, or a test's stand-in for it."""

    def __call__(  # noqa: PLR0913 (as above)
        self,
        engine: Engine,
        loaded: LoadedProblem,
        *,
        files: dict[str, str],
        stack: str,
        variant: int | None,
        run_id: str,
        lease: int,
        listener: Callable[[str, dict[str, Any]], None],
        commands: Inbox,
        instance: str,
        slot: int,
        cancelled: threading.Event,
    ) -> Judgement:
        """Starts the files and answers commands until the console's end; raises SandboxError when the engine fails."""
        ...


@dataclass(frozen=True, slots=True)
class Bench:
    """What all attempts of a worker share."""

    engine: Engine
    database: Database
    settings: Settings
    grade: Grade
    serve: Serve
    problem: Callable[[str], LoadedProblem]  # by version id


def problems_of(database: Database, load: Callable[[ProblemVersion], LoadedProblem]) -> Callable[[str], LoadedProblem]:
    """Finds a problem by its version's id and remembers the last ones: a version never changes."""

    @lru_cache(maxsize=CACHED_PROBLEMS)
    def find(version_id: str) -> LoadedProblem:
        with reading_scope(database) as session:
            return load(session.get_one(ProblemVersion, version_id))

    return find


def loaded_from(version: ProblemVersion) -> LoadedProblem:
    """The problem as it was fixed at its publication, whatever today's reader would make of the folder."""
    return LoadedProblem(
        problem=Problem.model_validate(version.problem),
        manifest=Manifest.model_validate(version.manifest),
        bundle=Bundle.from_bytes(version.bundle),
        statement=version.statement,
    )


class Attempt:
    """Judges one claimed run. Its end is written once or, when the lease is lost, not at all."""

    def __init__(self, bench: Bench, claimed: Claimed, slot: int) -> None:
        self._bench = bench
        self._claimed = claimed
        self._slot = slot
        self._log = log.bind(run=claimed.lease.run_id, attempt=claimed.lease.attempt, slot=slot)
        self._cancelled = threading.Event()
        self._is_in_use = False  # a console that has come up, with whatever its service remembers by now

    @property
    def is_console(self) -> bool:
        """Whether somebody speaks to this run, so that it need not come to an end of its own."""
        return self._claimed.is_console

    def judge(self) -> None:
        """Runs the submission and writes what came of it; a SandboxError of the engine goes to the caller."""
        lease_seconds = self._bench.settings.lease_seconds
        with Keeper(self._bench.database, self._claimed.lease, lease_seconds, self._cancelled) as keeper:
            judgement = self._served(keeper) if self.is_console else self._graded(keeper)
        if self._cancelled.is_set():
            self._log.info("result dropped")
        elif judgement.is_retryable:
            self.fail(judgement.reason)
        else:
            lease = self._claimed.lease
            if self._write(lambda session: finish(session, lease, judgement, keeper.untold())):
                self._log.info("run judged", verdict=judgement.verdict.value, score=judgement.score)

    def fail(self, reason: str, *, is_hopeless: bool = False) -> None:
        """Gives the attempt up; a hopeless run is not tried again. Never raises: the lease's expiry does the same."""
        if self._cancelled.is_set():  # then the lease is lost or given back already
            return
        max_attempts = 0 if is_hopeless or self._is_in_use else self._bench.settings.max_attempts
        states: list[RunState] = []
        try:
            self._write(lambda session: states.append(fail_attempt(session, self._claimed.lease, reason, max_attempts)))
        except SQLAlchemyError as error:
            self._log.warning("failed attempt not recorded", error=str(error))
        if RunState.QUARANTINED in states:
            # A rejudging's page names what the judging version cannot judge: nothing to call an operator for.
            report = self._log.info if self._claimed.lane is Lane.SHADOW else self._log.error
            report("run quarantined", reason=reason)
        elif states:
            self._log.warning("attempt failed", reason=reason)

    def abandon(self) -> None:
        """Ends the attempt because the worker stops: gives the run back at once, then has its boxes removed.

        A console that is in use is not given back, since another worker could not go on with it.
        """
        if self._cancelled.is_set():
            return
        self._cancelled.set()
        try:
            with session_scope(self._bench.database) as session:
                if self._is_in_use:
                    end_console(session, self._claimed.lease, "its worker stopped")
                else:
                    release(session, self._claimed.lease)
                session.commit()
            self._log.info("run released", is_over=self._is_in_use)
        except (StaleLease, SQLAlchemyError) as error:
            self._log.warning("run not released, its lease will expire", error=str(error))

    def _graded(self, keeper: Keeper) -> Judgement:
        """What the boxes say."""
        claimed = self._claimed
        return self._bench.grade(
            self._bench.engine,
            self._bench.problem(claimed.version_id),
            files=claimed.files,
            stack=claimed.stack,
            is_sample_run=claimed.kind == SubmissionKind.RUN,
            seed=claimed.seed,
            variant=claimed.variant,
            run_id=claimed.lease.run_id,
            lease=claimed.lease.token,
            listener=keeper.hear,
            instance=self._bench.settings.instance_name,
            slot=self._slot,
            cancelled=self._cancelled,
        )

    def _served(self, keeper: Keeper) -> Judgement:
        """How the console ended."""

        def hear(kind: str, data: dict[str, Any]) -> None:
            self._is_in_use = self._is_in_use or (kind == EventKind.PHASE and data["phase"] == Phase.READY)
            keeper.hear(kind, data)

        claimed = self._claimed
        return self._bench.serve(
            self._bench.engine,
            self._bench.problem(claimed.version_id),
            files=claimed.files,
            stack=claimed.stack,
            variant=claimed.variant,
            run_id=claimed.lease.run_id,
            lease=claimed.lease.token,
            listener=hear,
            commands=Inbox(self._bench.database, claimed.lease, self._bench.settings.lease_seconds),
            instance=self._bench.settings.instance_name,
            slot=self._slot,
            cancelled=self._cancelled,
        )

    def _write(self, write: Callable[[Session], None]) -> bool:
        """Writes the end in one transaction; False when the lease is no longer ours.

        A database that is away for a moment must not cost a finished run its verdict. When the connection broke
        during the commit and the commit was done, the second try finds the lease ended and changes nothing.
        """
        deadline = time.monotonic() + self._bench.settings.lease_seconds
        while True:
            try:
                with session_scope(self._bench.database) as session:
                    write(session)
                    session.commit()
            except StaleLease:
                self._log.warning("result refused, the lease is gone")
                return False
            except OperationalError as error:
                self._log.warning("end of run not written", error=str(error))
                if self._cancelled.wait(RETRY_SECONDS) or time.monotonic() > deadline:
                    raise
            else:
                return True

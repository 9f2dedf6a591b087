"""Ends an attempt, each way in the caller's transaction and only while the lease is ours; else StaleLease."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, update

from judge.domain.verdict import Verdict
from judge.errors import StaleLease
from judge.grading.judgement import JudgedTest, Judgement
from judge.queue.clock import database_now
from judge.queue.lease import Happening, Lease, tell
from judge.queue.plain import plain_json, plain_text
from judge.storage.runs import EventKind, Run, RunState, TestResult

BACKOFF_SECONDS = 2.0  # doubled by every further attempt: an engine that restarts is back within seconds
MAX_BACKOFF_SECONDS = 60.0


def finish(session: Session, lease: Lease, judgement: Judgement, untold: Iterable[Happening] = ()) -> None:
    """Writes the verdict, its tests, the events not told yet and the last one: for one run this succeeds once."""
    _end_lease(
        session,
        lease,
        state=RunState.DONE,
        verdict=judgement.verdict,
        score=judgement.score,
        max_score=judgement.max_score,
        log=plain_text(judgement.log),
        phases=dict(judgement.phases),
        images=dict(judgement.images),
        reason=plain_text(judgement.reason),
        finished_at=database_now(session),
    )
    tell(session, lease, untold)
    for test in judgement.tests:
        session.add(_result(lease.run_id, test))
        session.flush()  # ids follow the order of the flushes, and the manifest's order is read back by them
    _tell_verdict(session, lease, judgement.verdict, judgement.score, judgement.max_score)


def fail_attempt(session: Session, lease: Lease, reason: str, max_attempts: int) -> RunState:
    """Gives an attempt up for a reason of ours: back into the queue after a pause, or quarantine after the last."""
    now = database_now(session)
    if lease.attempt >= max_attempts:
        _end_lease(
            session,
            lease,
            state=RunState.QUARANTINED,
            verdict=Verdict.JUDGE_ERROR,
            reason=plain_text(reason),
            finished_at=now,
        )
        _tell_verdict(session, lease, Verdict.JUDGE_ERROR, None, None)
        return RunState.QUARANTINED
    pause = min(BACKOFF_SECONDS * 2 ** (lease.attempt - 1), MAX_BACKOFF_SECONDS)
    _end_lease(
        session,
        lease,
        state=RunState.QUEUED,
        reason=plain_text(reason),
        available_at=now + timedelta(seconds=pause),
    )
    tell(session, lease, [Happening(EventKind.REQUEUED, {"attempts": lease.attempt})])
    return RunState.QUEUED


def end_console(session: Session, lease: Lease, reason: str) -> None:
    """Ends a console because its worker does. It is not begun again: what its service held in memory is gone."""
    _end_lease(
        session,
        lease,
        state=RunState.DONE,
        verdict=Verdict.ENDED,
        reason=plain_text(reason),
        finished_at=database_now(session),
    )
    _tell_verdict(session, lease, Verdict.ENDED, None, None)


def release(session: Session, lease: Lease) -> None:
    """Gives the run back because the worker stops: at once, and the attempt does not count."""
    _end_lease(session, lease, state=RunState.QUEUED, attempts=col(Run.attempts) - 1)
    tell(session, lease, [Happening(EventKind.REQUEUED, {"attempts": lease.attempt - 1})])


def _end_lease(session: Session, lease: Lease, **values: Any) -> None:
    """The fence: changes the run if and only if the lease is ours."""
    ended = update(Run).where(*lease.fence()).values(lease_owner=None, lease_until=None, **values)
    if session.exec(ended.execution_options(synchronize_session=False)).rowcount != 1:
        raise StaleLease(f"run {lease.run_id} is no longer held under token {lease.token}")


def _tell_verdict(session: Session, lease: Lease, verdict: Verdict, score: int | None, max_score: int | None) -> None:
    """The last event of a run."""
    data = {"verdict": verdict.value, "score": score, "max_score": max_score}
    tell(session, lease, [Happening(EventKind.VERDICT, data)])


def _result(run_id: str, test: JudgedTest) -> TestResult:
    """A judged test as a row."""
    return TestResult(
        run_id=run_id,
        test_id=test.id,
        outcome=str(test.outcome),
        points=test.points,
        milliseconds=test.milliseconds,
        message=plain_text(test.message),
        exchanges=plain_json(test.exchanges),
        comparison=plain_json(test.comparison),
    )

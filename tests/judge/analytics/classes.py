"""Candidates who hand in, in a few words: who, what fails, how many minutes after noon."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import SQLModel

from judge.domain.verdict import Verdict
from judge.storage.engine import session_scope
from judge.storage.runs import Run, RunState, TestResult
from judge.storage.submissions import SubmissionKind
from tests.cast import NOW, SLUG, TESTS, finish, hand_in

CLASS = [f"pupil-{number}" for number in range(8)]
LISTS, KEEPS, REFUSES = (test["id"] for test in TESTS)
POINTS = {test["id"]: test["points"] for test in TESTS}


def outcomes(*failing: str, not_run: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """Every test's row."""
    words = dict.fromkeys(failing, "failed") | dict.fromkeys(not_run, "not_run")
    return {test: {"outcome": words[test], "points": 0} if test in words else {} for test in POINTS}


def keep(database: Engine, *rows: SQLModel) -> None:
    """Writes rows, each after those that it may refer to."""
    with session_scope(database) as session:
        for row in rows:
            session.add(row)
            session.flush()
        session.commit()


def submit(
    database: Engine, who: str, *failing: str, minutes: float = 0, not_run: tuple[str, ...] = (), **how: Any
) -> str:
    """A judged submit in which these tests failed."""
    how = {"files": {"app.py": str(uuid4())}, "slug": SLUG} | how
    submission_id = hand_in(database, who, at=NOW + timedelta(minutes=minutes), **how)
    lost = sum(POINTS[test] for test in (*failing, *not_run))
    verdict = Verdict.FAILED if lost else Verdict.PASSED
    finish(database, submission_id, outcomes(*failing, not_run=not_run), verdict=verdict, score=10 - lost)
    return submission_id


def sample_run(database: Engine, who: str, minutes: float = 0, slug: str = SLUG) -> str:
    """A run of the samples."""
    return hand_in(database, who, kind=SubmissionKind.RUN, at=NOW + timedelta(minutes=minutes), slug=slug)


def judge_again(database: Engine, submission_id: str, *failing: str, minutes: float = 60, **run: Any) -> str:
    """A further finished run of a submission; gives its id."""
    at = NOW + timedelta(minutes=minutes)
    lost = sum(POINTS[test] for test in failing)
    known: dict[str, Any] = {"verdict": Verdict.FAILED if lost else Verdict.PASSED, "score": 10 - lost}
    times = {"queued_at": at, "available_at": at, "finished_at": at}
    with session_scope(database) as session:
        owner = session.get_one(Run, f"run-of-{submission_id}").user_id
        state = {"state": RunState.DONE, "max_score": 10, "seed": 1, "submission_id": submission_id, "user_id": owner}
        row = Run(**(state | times | known | run))
        session.add(row)
        session.flush()
        for test_id, says in outcomes(*failing).items():
            result = {"outcome": "passed", "milliseconds": 7, "points": POINTS[test_id]} | says
            session.add(TestResult(run_id=row.id, test_id=test_id, **result))
        session.commit()
        return row.id

"""Fixtures of the queue's tests: both databases, Alice, and a problem to submit to."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from judge.queue.claim import Claimed, claim
from judge.storage.accounts import user_by_email
from judge.storage.engine import session_scope
from judge.storage.problems import current_version
from judge.storage.runs import Run
from tests.judge.storage.databases import database, database_url
from tests.judge.storage.rows import a_queued_run, a_submission, a_user, a_version

__all__ = ["database", "database_url", "queue_up", "take"]


@pytest.fixture
def queue_up(database: Engine) -> Callable[..., str]:
    """Puts a run of a user into the queue, as Alice's unless told otherwise; gives its id."""
    with session_scope(database) as session:
        a_version(session)
        session.commit()

    def queue(name: str = "Alice", priority: int = 10, **values: object) -> str:
        with session_scope(database) as session:
            user = user_by_email(session, f"{name}@example.com") or a_user(session, name)
            submission = a_submission(session, user, current_version(session, "two-sum"))
            run = a_queued_run(session, submission, priority)
            for field, value in values.items():
                setattr(run, field, value)
            session.commit()
            return run.id

    return queue


@pytest.fixture
def take(database: Engine) -> Callable[..., Claimed | None]:
    """Claims the next run and commits, as a worker does."""

    def claim_next(owner: str = "worker-1", lease_seconds: float = 30) -> Claimed | None:
        with session_scope(database) as session:
            claimed = claim(session, owner, lease_seconds)
            session.commit()
            return claimed

    return claim_next


@pytest.fixture
def run_now(database: Engine) -> Callable[[str], Run]:
    """A run as the database has it at this moment."""

    def read(run_id: str) -> Run:
        with session_scope(database) as session:
            return session.get_one(Run, run_id)

    return read


@pytest.fixture
def change(database: Engine) -> Callable[..., None]:
    """Changes a run behind everybody's back: how a test moves the clock."""

    def set_values(run_id: str, **values: object) -> None:
        with session_scope(database) as session:
            run = session.get_one(Run, run_id)
            for field, value in values.items():
                setattr(run, field, value)
            session.commit()

    return set_values

"""Rows for tests: Alice and Bob are candidates, everything else is made where it is needed."""

from datetime import UTC, datetime, timedelta
from itertools import count

from sqlmodel import Session

from judge.domain.verdict import Verdict
from judge.queue.enqueue import enqueue
from judge.storage.accounts import Role, User
from judge.storage.problems import ProblemVersion, publish_version
from judge.storage.runs import Run, RunState
from judge.storage.submissions import Submission, SubmissionKind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
numbers = count(1)


def a_user(session: Session, name: str = "Alice", role: Role = Role.CANDIDATE) -> User:
    user = User(email=f"{name.lower()}@example.com", name=name, role=role, password_hash="x", created_at=NOON)
    session.add(user)
    session.flush()
    return user


def a_version(session: Session, slug: str = "two-sum", content: str = "", title: str = "Two sum") -> ProblemVersion:
    version = ProblemVersion(
        slug=slug,
        content_hash=content or f"hash-{next(numbers)}",
        problem={"title": title},
        manifest={"tests": [], "stacks": []},
        statement="# Two sum",
        bundle=b"the folder",
        published_at=NOON,
    )
    return publish_version(session, version)


def a_submission(
    session: Session,
    user: User,
    version: ProblemVersion,
    kind: SubmissionKind = SubmissionKind.SUBMIT,
    minutes: float = 0,
) -> Submission:
    submission = Submission(
        user_id=user.id,
        version_id=version.id,
        kind=kind,
        stack="python-flask",
        files={"app.py": "print('hello')"},
        idempotency_key=f"key-{next(numbers)}",
        created_at=NOON + timedelta(minutes=minutes),
    )
    session.add(submission)
    session.flush()
    return submission


def a_queued_run(session: Session, submission: Submission, priority: int = 10) -> Run:
    run = Run(submission_id=submission.id, user_id=submission.user_id, priority=priority, seed=2**47)
    return enqueue(session, run)


def a_judged_run(session: Session, submission: Submission, score: int, max_score: int = 10) -> Run:
    run = a_queued_run(session, submission)
    run.state = RunState.DONE
    run.verdict = Verdict.PASSED if score == max_score else Verdict.FAILED
    run.score, run.max_score, run.log = score, max_score, "a long log"
    session.add(run)
    session.flush()
    return run

"""Runs that have ended, written as a worker would have: pages about results need no engine."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from judge.domain.verdict import Verdict
from judge.queue.enqueue import enqueue
from judge.storage.accounts import user_by_email
from judge.storage.problems import current_version
from judge.storage.runs import Run, RunState, TestResult
from judge.storage.submissions import Submission, SubmissionKind
from tests.product import Site

EXCHANGE = {
    "request": {
        "method": "POST",
        "path": "/items",
        "headers": {"content-type": "application/json", "accept": "application/json"},
        "body": '{"sku": "BOLT-M4", "name": "Bolt M4", "price_cents": 120}',
    },
    "reply": {
        "status": 200,
        "headers": {"content-type": "application/json", "content-length": "52"},
        "body": '{"sku": "BOLT-M4", "name": "Bolt M4", "price": 120}',
        "ms": 6,
    },
    "error": "",
}
COMPARISON = {
    "got": {"sku": "BOLT-M4", "name": "Bolt M4", "price": 120, "tags": []},
    "expected": {"sku": "BOLT-M4", "name": "Bolt M4", "price_cents": 120, "tags": []},
}
SECRET = "assert hidden_total == 73"  # what only staff may read


def finished(
    site: Site,
    name: str,
    slug: str,
    *,
    kind: SubmissionKind = SubmissionKind.SUBMIT,
    verdict: Verdict = Verdict.PASSED,
    failing: tuple[int, ...] = (),
    age: timedelta = timedelta(minutes=5),
    sitting_id: str | None = None,
) -> str:
    """A judged submission in which the tests with these places in the manifest did not pass; gives its id."""
    loaded = site.problems[slug]
    tests = [test for test in loaded.manifest.tests if kind is SubmissionKind.SUBMIT or test.is_sample]
    created = datetime.now(UTC) - age
    with site.database() as session:
        user, version = user_by_email(session, f"{name}@example.org"), current_version(session, slug)
        assert user is not None
        assert version is not None
        stack = loaded.problem.stacks[0]
        texts = {path: text.decode() for path, text in loaded.bundle.starter(stack).items()}
        submission = Submission(
            user_id=user.id,
            version_id=version.id,
            kind=kind,
            stack=stack,
            files={path: texts[path] for path in loaded.problem.files.editable if path in texts},
            idempotency_key=str(uuid4()),
            created_at=created,
            sitting_id=sitting_id,
        )
        session.add(submission)
        session.flush()
        possible = sum(test.points for test in tests)
        earned = sum(test.points for place, test in enumerate(tests) if place not in failing)
        run = Run(
            submission_id=submission.id,
            user_id=user.id,
            state=RunState.DONE,
            queued_at=created,
            available_at=created,
            started_at=created,
            finished_at=created + timedelta(seconds=2),
            seed=7,
            verdict=verdict,
            score=None if verdict is Verdict.JUDGE_ERROR else earned,
            max_score=possible,
            log="[info] listening on 127.0.0.1:8000\n",
            phases={"preparing": 118, "starting": 342, "running": 1240},
            attempts=1,
        )
        session.add(run)
        session.flush()
        for place, test in enumerate(tests):
            has_failed = place in failing
            session.add(
                TestResult(
                    run_id=run.id,
                    test_id=test.id,
                    outcome="failed" if has_failed else "passed",
                    points=0 if has_failed else test.points,
                    milliseconds=8 + place,
                    message="" if not has_failed else ("assert got == expected" if test.is_sample else SECRET),
                    exchanges=[EXCHANGE],
                    comparison=COMPARISON if has_failed else None,
                )
            )
        session.commit()
        return submission.id


def waiting(site: Site, name: str, slug: str) -> str:
    """A submission that nobody judges, since no worker runs; gives its id."""
    loaded = site.problems[slug]
    now = datetime.now(UTC)
    with site.database() as session:
        user, version = user_by_email(session, f"{name}@example.org"), current_version(session, slug)
        assert user is not None
        assert version is not None
        stack = loaded.problem.stacks[0]
        starter = loaded.bundle.starter(stack)
        submission = Submission(
            user_id=user.id,
            version_id=version.id,
            kind=SubmissionKind.SUBMIT,
            stack=stack,
            files={path: starter[path].decode() for path in loaded.problem.files.editable if path in starter},
            idempotency_key=str(uuid4()),
            created_at=now,
        )
        session.add(submission)
        session.flush()
        enqueue(
            session,
            Run(
                submission_id=submission.id,
                user_id=user.id,
                queued_at=now,
                available_at=now,
                seed=1,
                max_score=loaded.manifest.max_score,
            ),
        )
        session.commit()
        return submission.id

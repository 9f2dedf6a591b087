"""A second version of the little problem, submissions judged by the first, and shadow runs that have ended."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import select

from judge.domain.verdict import Verdict
from judge.rejudging.choosing import Choice, start
from judge.storage.engine import session_scope
from judge.storage.problems import ProblemRow
from judge.storage.rejudges import RejudgeItem
from judge.storage.runs import Run, RunState, TestResult
from judge.storage.submissions import Submission
from tests.cast import MANIFEST, NOW, SLUG, STACK, TESTS, account, finish, hand_in, version

ARTHUR, ADA, RITA, ALICE = (account(name) for name in ("arthur", "ada", "rita", "alice"))
LATER = NOW + timedelta(days=1)
DECIDED = NOW + timedelta(days=2)
FIRST, SECOND = f"version-of-{SLUG}", "second"
LIMITS = {"id": "test_limits", "title": "keeps to its limits", "criterion": "robust", "points": 4, "is_sample": False}
NEW_TESTS = [TESTS[0], TESTS[2], LIMITS | {"hint": ""}]  # one is gone, one is new: 11 points instead of 10
OLD = {"test_lists": "passed", "test_keeps_order": "passed", "test_refuses": "failed"}
NEW = {"test_lists": "passed", "test_refuses": "passed", "test_limits": "failed"}


def publish_second(database: Engine, **problem: object) -> str:
    """Makes the problem's second version its current one; gives the version's id."""
    made = version(SLUG, **problem)
    made.id, made.content_hash, made.published_at = SECOND, "hash of the second", LATER
    made.manifest = MANIFEST | {"tests": NEW_TESTS}
    with session_scope(database) as session:
        session.add(made)
        session.flush()
        session.get_one(ProblemRow, SLUG).current_version_id = made.id
        session.commit()
    return SECOND


def judged(database: Engine, owner: str = "alice", outcomes: Mapping[str, str] = OLD, **run: object) -> str:
    """A submission that the first version has judged; gives its id."""
    known = {name: run.pop(name) for name in ("kind", "at", "sitting_id", "files", "seed") if name in run}
    submission_id = hand_in(database, owner, **known)
    finish(database, submission_id, {test: {"outcome": outcome} for test, outcome in outcomes.items()}, **run)
    return submission_id


def many_judged(database: Engine, number: int, files_of: Callable[[int], dict[str, str]]) -> list[str]:
    """Submissions of Alice and Bob in turn that the first version has judged, all in one transaction."""
    made = []
    with session_scope(database) as session:
        for count in range(number):
            owner = "bob" if count % 2 else "alice"
            known = {"user_id": owner, "version_id": FIRST, "kind": "submit", "stack": STACK, "created_at": NOW}
            files = files_of(count)
            submission = Submission(**known, id=f"submission-{count}", files=files, idempotency_key=f"key-{count}")
            session.add(submission)
            session.flush()
            ended = {"state": RunState.DONE, "verdict": Verdict.PASSED, "score": 10, "max_score": 10}
            asked = {"queued_at": NOW, "available_at": NOW, "seed": count, "user_id": owner}
            session.add(Run(**asked, **ended, id=f"run-{count}", submission_id=submission.id))
            session.flush()
            session.add_all(
                TestResult(run_id=f"run-{count}", test_id=test, outcome="passed", points=0, milliseconds=1)
                for test in OLD
            )
            made.append(submission.id)
        session.commit()
    return made


def begin(database: Engine, **choice: object) -> str:
    """A rejudging by Arthur, with the current version unless told otherwise; gives its id."""
    with session_scope(database) as session:
        return start(session, ARTHUR, Choice(SLUG, **choice), now=LATER)


def shadow_of(database: Engine, rejudge_id: str, submission_id: str) -> Run:
    """The run in the shadow, as it is stored now."""
    with session_scope(database) as session:
        item = session.get_one(RejudgeItem, (rejudge_id, submission_id))
        return session.get_one(Run, item.shadow_run_id)


def end_shadows(database: Engine, rejudge_id: str, outcomes: Mapping[str, str] = NEW, **run: object) -> None:
    """Ends every shadow run of a rejudging that has not ended, as a worker would have."""
    known = {"state": RunState.DONE, "verdict": Verdict.FAILED, "score": 7, "max_score": 11, "finished_at": LATER}
    points = {test["id"]: test["points"] for test in NEW_TESTS}
    with session_scope(database) as session:
        shadows = select(RejudgeItem.shadow_run_id).where(RejudgeItem.rejudge_id == rejudge_id)
        for row in session.exec(select(Run).where(Run.id.in_(shadows), Run.state == RunState.QUEUED)).all():
            for name, value in (known | run).items():
                setattr(row, name, value)
            for test, outcome in outcomes.items():
                earned = points.get(test, 0) if outcome == "passed" else 0
                session.add(TestResult(run_id=row.id, test_id=test, outcome=outcome, points=earned, milliseconds=5))
            session.add(row)
        session.commit()

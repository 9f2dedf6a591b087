"""The known cast and its little world: users of every role, one published problem, and runs in every state.

Alice owns what the tests are about, Bob is another candidate, Rita reviews, Arthur writes problems, Ada runs the place.
"""

import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from judge.accounts import Account
from judge.catalogue.bundle import Bundle
from judge.domain.verdict import Verdict
from judge.passwords import hash_password
from judge.storage.accounts import Role, User
from judge.storage.engine import make_engine, session_scope
from judge.storage.problems import ProblemRow, ProblemVersion
from judge.storage.runs import Event, EventKind, Run, RunState, TestResult
from judge.storage.sittings import Sitting, SittingTask
from judge.storage.submissions import Submission, SubmissionKind

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PASSWORD = "a horse on a staple"
SLUG = "little-list"
STACK = "python-flask"
STARTER = {"app.py": "app = None\n", "models.py": "# models\n", "schema.sql": "CREATE TABLE item (id int);\n"}
ANSWER = {"app.py": "print('hello')\n", "models.py": ""}

PROBLEM: dict[str, Any] = {
    "format": "2026-1",
    "title": "A little list",
    "summary": "Serve a list of items with one small rule.",
    "kind": "service",
    "track": "endpoints",
    "difficulty": "easy",
    "minutes": 15,
    "skills": ["http", "validation"],
    "stacks": [STACK],
    "files": {"editable": ["app.py", "models.py"], "readonly": ["schema.sql"]},
    "criteria": [
        {"id": "correct", "title": "Correctness", "description": "Answers as the contract says."},
        {"id": "robust", "title": "Robustness", "description": "Refuses what the contract refuses."},
    ],
}
TESTS = [
    {"id": "test_lists", "title": "lists items", "criterion": "correct", "points": 2, "is_sample": True, "hint": ""},
    {"id": "test_keeps_order", "title": "keeps order", "criterion": "correct", "points": 3, "is_sample": False}
    | {"hint": "Sort by creation."},
    {"id": "test_refuses", "title": "refuses text", "criterion": "robust", "points": 5, "is_sample": False, "hint": ""},
]
MANIFEST: dict[str, Any] = {
    "tests": TESTS,
    "stacks": [{"name": STACK, "title": "Python · Flask", "language": "python"}],
}
NAMES = {
    "alice": ("Alice", Role.CANDIDATE),
    "bob": ("Bob", Role.CANDIDATE),
    "rita": ("Rita", Role.REVIEWER),
    "arthur": ("Arthur", Role.AUTHOR),
    "ada": ("Ada", Role.ADMIN),
}


def account(name: str) -> Account:
    """One of the cast; the id is the name, so that a failing test says who it was."""
    title, role = NAMES[name]
    return Account(id=name, name=title, email=f"{name}@example.org", role=role)


def version(slug: str = SLUG, **changes: Any) -> ProblemVersion:
    """A published version of the little problem, with changes to its problem.toml."""
    files = {f"starter/{STACK}/{path}": text.encode() for path, text in STARTER.items()}
    return ProblemVersion(
        id=f"version-of-{slug}",
        slug=slug,
        content_hash=f"hash of {slug}",
        problem=PROBLEM | changes,
        manifest=MANIFEST,
        statement="## Contract\n\nServe `/items`.\n\n<script>alert(1)</script>\n",
        bundle=Bundle(files).to_bytes(),
        published_at=NOW,
    )


def publish(session: Session, made: ProblemVersion) -> None:
    """Puts a version into the catalogue as its problem's current one."""
    session.add(made)
    session.flush()
    session.add(ProblemRow(slug=made.slug, current_version_id=made.id))
    session.flush()


def hand_in(
    database: Engine,
    owner: str = "alice",
    *,
    kind: SubmissionKind = SubmissionKind.SUBMIT,
    files: Mapping[str, str] = ANSWER,
    slug: str = SLUG,
    at: datetime = NOW,
    sitting_id: str | None = None,
    **run: Any,
) -> str:
    """A submission with its run, queued unless `run` says more; gives the submission's id."""
    submission = Submission(
        user_id=owner,
        version_id=f"version-of-{slug}",
        kind=kind,
        stack=STACK,
        files=dict(files),
        idempotency_key=str(uuid4()),
        created_at=at,
        sitting_id=sitting_id,
    )
    with session_scope(database) as session:
        session.add(submission)
        session.flush()
        known: dict[str, Any] = {"seed": 1, "queued_at": at, "available_at": at} | run
        session.add(Run(id=f"run-of-{submission.id}", submission_id=submission.id, user_id=owner, **known))
        session.commit()
    return submission.id


def seat(
    session: Session, owner: str = "alice", *, minutes: float = 30, has_begun: bool = True, **changes: Any
) -> None:
    """A timed session called "sitting" with the little problem as its task, begun at NOW."""
    known: dict[str, Any] = {"title": "A rehearsed hour", "policy": "open", "minutes": int(minutes), "created_at": NOW}
    if has_begun:
        known |= {"started_at": NOW, "ends_at": NOW + timedelta(minutes=minutes)}
    session.add(Sitting(id="sitting", user_id=owner, **(known | changes)))
    session.flush()
    session.add(SittingTask(sitting_id="sitting", position=1, version_id=f"version-of-{SLUG}", slug=SLUG))
    session.commit()


def finish(database: Engine, submission_id: str, outcomes: Mapping[str, Mapping[str, Any]], **run: Any) -> None:
    """Ends the submission's run as a worker would have; `outcomes` holds what each test's row says."""
    points = {test["id"]: test["points"] for test in TESTS}
    known: dict[str, Any] = {"state": RunState.DONE, "verdict": Verdict.FAILED, "score": 2, "max_score": 10} | run
    with session_scope(database) as session:
        row = session.get_one(Run, f"run-of-{submission_id}")
        for name, value in known.items():
            setattr(row, name, value)
        for test_id, says in outcomes.items():
            result: dict[str, Any] = {"outcome": "passed", "milliseconds": 7, "points": points[test_id]} | dict(says)
            session.add(TestResult(run_id=row.id, test_id=test_id, **result))
        session.add(row)
        session.commit()
    happen(database, submission_id, EventKind.VERDICT, verdict=known["verdict"].value, score=known["score"])


def happen(database: Engine, submission_id: str, kind: EventKind, **data: Any) -> int:
    """Adds an event to the submission's run; gives its id."""
    event = Event(run_id=f"run-of-{submission_id}", attempt=1, kind=kind, data=data, created_at=NOW)
    with session_scope(database) as session:
        session.add(event)
        session.commit()
        return event.id or 0


def furnish(engine: Engine) -> None:
    """Makes the tables, the cast and the little problem in an empty database."""
    SQLModel.metadata.create_all(engine)
    password_hash = hash_password(PASSWORD)
    with session_scope(engine) as session:
        for name in NAMES:
            known = account(name)
            user = User(
                email=known.email, name=known.name, role=known.role, password_hash=password_hash, created_at=NOW
            )
            user.id = known.id
            session.add(user)
        publish(session, version())
        session.commit()


@pytest.fixture(scope="session")
def furnished_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables, the cast and the little problem; made once, copied for each test."""
    path = tmp_path_factory.mktemp("cast") / "judge.db"
    engine = make_engine(f"sqlite:///{path}")
    furnish(engine)
    engine.dispose()  # the last connection to close also puts SQLite's log into the file
    return path


@pytest.fixture
def state_dir(tmp_path: Path, furnished_database: Path) -> Path:
    """A state directory of its own with a furnished database in it."""
    folder = tmp_path / "state"
    folder.mkdir()
    shutil.copyfile(furnished_database, folder / "judge.db")
    return folder


@pytest.fixture
def database(state_dir: Path) -> Iterator[Engine]:
    """The database of this test alone."""
    engine = make_engine(f"sqlite:///{state_dir / 'judge.db'}")
    yield engine
    engine.dispose()

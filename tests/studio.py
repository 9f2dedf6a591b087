"""A problem in the making, as the studio's tests know it: Arthur's, called "echo", with a folder that is valid."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from judge.storage.checks import GateCheck
from judge.storage.engine import session_scope
from judge.storage.stacks import remember_stacks
from judge.storage.studio import StudioAuthor, StudioFile, StudioProblem
from tests.cast import NOW
from tests.judge.catalogue.folders import SLUG, STACKS, a_problem

PROBLEM_ID = "studio"


def write_problem(
    session: Session,
    owner: str = "arthur",
    *,
    problem_id: str = PROBLEM_ID,
    slug: str = SLUG,
    files: dict[str, str] | None = None,
    at: datetime = NOW,
) -> str:
    """Puts a problem into the studio; gives its id."""
    remember_stacks(session, STACKS.values())
    session.add(StudioProblem(id=problem_id, slug=slug, created_at=at, changed_at=at))
    session.flush()
    session.add(StudioAuthor(problem_id=problem_id, user_id=owner, added_at=at))
    for path, text in (a_problem() if files is None else files).items():
        key = {"problem_id": problem_id, "path": path}
        session.add(StudioFile(**key, content=text.encode(), revision=1, changed_at=at, changed_by=owner))
    session.commit()
    return problem_id


def in_the_making(database: Engine, owner: str = "arthur", **how: object) -> str:
    """The same in a transaction of its own."""
    with session_scope(database) as session:
        return write_problem(session, owner, **how)


def gate_check(session: Session, problem_id: str = PROBLEM_ID, **changes: Any) -> None:
    """A check called "check", queued unless `changes` say more."""
    known: dict[str, Any] = {"content_hash": "0" * 64, "bundle": b"", "created_at": NOW} | changes
    session.add(GateCheck(id="check", problem_id=problem_id, **known))
    session.commit()

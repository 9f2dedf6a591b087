"""Rows that take more than one line to make."""

import json
import zlib

from sqlmodel import Session

from judge.domain.problem import StackInfo
from judge.storage.checks import GateCheck
from judge.storage.drafts import DraftRevision
from judge.storage.problems import ProblemVersion
from judge.storage.rejudges import Rejudge, RejudgeItem
from judge.storage.stacks import remember_stacks
from judge.storage.studio import StudioAuthor, StudioFile, StudioProblem, StudioRevision
from tests.cast import ANSWER, NOW, SLUG, STACK


def a_revision(owner: str, files: dict[str, str] = ANSWER, sitting_id: str = "") -> DraftRevision:
    """An earlier state of somebody's draft."""
    content = zlib.compress(json.dumps(files).encode("ascii"))
    return DraftRevision(
        user_id=owner, sitting_id=sitting_id, slug=SLUG, stack=STACK, content=content, lines=1, saved_at=NOW
    )


def write_problem(session: Session, owner: str, submission_id: str) -> None:
    """A problem that somebody writes, checked once, with their version published and a submission judged again."""
    version = session.get_one(ProblemVersion, f"version-of-{SLUG}")
    version.published_by = owner
    session.add(StudioProblem(id="studio", slug=SLUG, created_at=NOW, changed_at=NOW))
    session.flush()
    session.add(StudioAuthor(problem_id="studio", user_id=owner, added_at=NOW))
    words = {"problem_id": "studio", "path": "statement.md", "changed_at": NOW, "changed_by": owner}
    session.add(StudioFile(**words, content=b"new", revision=2))
    session.add(StudioRevision(**words, content=b"old", revision=1))
    asked = {"user_id": owner, "created_at": NOW}
    session.add(GateCheck(**asked, problem_id="studio", content_hash="hash", bundle=b"zip"))
    session.add(Rejudge(**asked, id="again", slug=SLUG, version_id=version.id))
    session.flush()
    runs = {"before_run_id": f"run-of-{submission_id}", "shadow_run_id": f"run-of-{submission_id}"}
    session.add(RejudgeItem(rejudge_id="again", submission_id=submission_id, is_used=False, **runs))
    remember_stacks(session, [StackInfo(name=STACK, title="A stack", language="python")])

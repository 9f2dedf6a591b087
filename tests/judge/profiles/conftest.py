"""Both databases with the cast, and everything that Alice can leave behind in them."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from judge.domain.verdict import Verdict
from judge.storage.accounts import LoginSession
from judge.storage.consoles import ConsoleCommand
from judge.storage.drafts import Draft
from judge.storage.engine import session_scope
from judge.storage.learning import GivenUp, HintTaken, SharedSolution
from judge.storage.notes import ProblemReport, SubmissionNote
from judge.storage.runs import EventKind, Lane, RunState
from judge.storage.sittings import Sitting
from judge.storage.submissions import SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, STACK, finish, hand_in, happen, seat
from tests.judge.at_once import database, database_url
from tests.judge.profiles.work import a_revision, write_problem

__all__ = ["database", "database_url"]


@pytest.fixture
def lived_in(database: Engine) -> dict[str, str]:
    """Alice's rows in every table, some of Bob's beside them; gives the ids of her submissions."""
    with session_scope(database) as session:
        seat(session, "alice", policy="sealed")
        session.add(Sitting(id="trial", user_id="alice", title="Trial", policy="open", minutes=10, created_at=NOW))
        session.flush()
        session.get_one(Sitting, "sitting").rehearses = "trial"
        session.commit()
    made = {
        "judged": hand_in(database),
        "sealed": hand_in(database, sitting_id="sitting", at=NOW + timedelta(minutes=1)),
        "leased": hand_in(database, state=RunState.LEASED, lease_token=1, attempts=1, at=NOW + timedelta(minutes=2)),
        "queued": hand_in(database, at=NOW + timedelta(minutes=3)),
        "try": hand_in(database, kind=SubmissionKind.TRY, lane=Lane.CONSOLE, at=NOW + timedelta(minutes=4)),
    }
    bobs = hand_in(database, "bob")
    hidden = {"outcome": "failed", "points": 0, "message": "HIDDEN", "milliseconds": 471}
    for submission_id in (made["judged"], made["sealed"], bobs):
        finish(database, submission_id, {"test_lists": {}, "test_keeps_order": hidden, "test_refuses": hidden})
    happen(database, made["leased"], EventKind.PHASE, phase="running")
    finish(database, made["try"], {}, verdict=Verdict.ENDED, score=None, log="listening")
    with session_scope(database) as session:
        for owner, submission_id in (("alice", made["judged"]), ("bob", bobs)):
            session.add(LoginSession(token_hash=f"hash of {owner}", user_id=owner, created_at=NOW, seen_at=NOW))
            session.add(Draft(user_id=owner, slug=SLUG, stack=STACK, files=dict(ANSWER), saved_at=NOW))
            session.add(a_revision(owner))
            session.add(HintTaken(user_id=owner, slug=SLUG, number=1, cost=2, taken_at=NOW))
            session.add(GivenUp(user_id=owner, slug=SLUG, given_up_at=NOW))
            session.add(SubmissionNote(submission_id=submission_id, user_id=owner, text="n", saved_at=NOW))
            shared = {"submission_id": submission_id, "user_id": owner, "slug": SLUG}
            session.add(SharedSolution(**shared, is_named=True, shared_at=NOW))
            report = {"version_id": f"version-of-{SLUG}", "text": f"{owner} wonders", "created_at": NOW}
            session.add(ProblemReport(**shared, **report))
        write_problem(session, "alice", made["judged"])
        command = {"type": "request", "method": "GET", "path": "/"}
        session.add(ConsoleCommand(run_id=f"run-of-{made['try']}", number=1, command=command, asked_at=NOW))
        session.commit()
    return made

"""The little problem with something to learn from: hints at a price, and an editorial."""

from sqlalchemy import Engine

from judge.catalogue.bundle import Bundle
from judge.domain.verdict import Verdict
from judge.storage.engine import session_scope
from judge.storage.problems import ProblemVersion
from tests.cast import NOW, SLUG, finish, hand_in

HINTS = [
    {"text": "Think of the **index** first.", "cost": 1},
    {"text": "A second look at the order helps.", "cost": 2},
    {"text": "This one is for nothing at all.", "cost": 0},
]
EDITORIAL = "## What matters\n\nThe order of *creation*.\n\n<script>alert(1)</script>\n"


def teach(database: Engine, editorial: str = EDITORIAL) -> None:
    """Gives the little problem its hints and its editorial."""
    with session_scope(database) as session:
        version = session.get_one(ProblemVersion, f"version-of-{SLUG}")
        version.problem = version.problem | {"hints": HINTS}
        files = dict(Bundle.from_bytes(version.bundle).files)
        version.bundle = Bundle(files | {"editorial.md": editorial.encode()}).to_bytes()
        session.add(version)
        session.commit()


def solve(database: Engine, name: str = "alice", *, at=NOW, **how) -> str:
    """A submission that passed every check; gives its id."""
    submission_id = hand_in(database, name, at=at, **how)
    finish(database, submission_id, {}, verdict=Verdict.PASSED, score=10)
    return submission_id

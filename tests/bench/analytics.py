"""How long the page of figures takes with many submits against few, as one ratio of the same run.

    python -m tests.bench.analytics [--json]

One problem has 5,000 submits of 1,000 people, with every test's result; another has 50 of 10. Both pages are asked
for in turns, and the medians are compared. A hundredfold of submits may cost far less than a hundred times the time.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import sqlalchemy
from sqlmodel import Session

from judge import accounts
from judge.domain.verdict import Verdict
from judge.storage.accounts import Role, User
from judge.storage.problems import current_version
from judge.storage.runs import Lane, Run, RunState, TestResult
from judge.storage.submissions import Submission, SubmissionKind
from tests.bench.pages import compared
from tests.product import PASSWORD, Site, make_site

MANY, FEW = 5000, 50
EACH = 5  # submits of one person
TRIES = 15
AUTHOR = "author-of-many"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    wants_json = parser.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        many, few = list(site.problems)[:2]
        with site.database() as session:
            accounts.add_user(
                session, f"{AUTHOR}@example.org", AUTHOR, PASSWORD, role=Role.ADMIN, now=datetime.now(UTC)
            )
            furnish(session, many, MANY)
            furnish(session, few, FEW)
            session.commit()
        site.start("web")
        try:
            site.wait_until_it_answers()
            found = compared(ask(site, many), ask(site, few), TRIES)
        finally:
            site.stop()
    name = f"figures of {MANY} submits : of {FEW}"
    line = f"{name:40} {found['ratio']:6.2f}   ({found['left_ms']:.0f} ms : {found['right_ms']:.0f} ms)"
    sys.stdout.write((json.dumps({name: found}, indent=2) if wants_json else line) + "\n")


def ask(site: Site, slug: str) -> Callable[[], None]:
    """The author's page of this problem."""
    request = Request(f"{site.url}/studio/analytics/{slug}", headers={"Cookie": f"session={site.token(AUTHOR)}"})

    def load() -> None:
        with urlopen(request) as reply:
            reply.read()

    return load


def furnish(session: Session, slug: str, submits: int) -> None:
    """Gives a problem so many judged submits, written in bulk."""
    version = current_version(session, slug)
    assert version is not None
    rng, now = random.Random(slug), datetime.now(UTC) - timedelta(days=30)
    rows: dict[type[Any], list[dict[str, Any]]] = {User: [], Submission: [], Run: [], TestResult: []}
    for number in range(submits):
        user_id, at = f"{slug}-{number // EACH}", now + timedelta(minutes=number)
        if number % EACH == 0:
            person = {"id": user_id, "email": user_id, "name": user_id, "role": Role.CANDIDATE}
            rows[User].append(person | {"password_hash": "", "created_at": now, "preferences": "{}"})
        submission = submit(version.id, user_id, number, at)
        results = judged(rng, version.manifest["tests"], submission["id"])
        run = {"verdict": Verdict.PASSED if all(row["points"] for row in results) else Verdict.FAILED}
        run |= {
            "score": sum(row["points"] for row in results),
            "max_score": sum(t["points"] for t in version.manifest["tests"]),
        }
        rows[Submission].append(submission)
        rows[Run].append(finished(submission) | run)
        rows[TestResult].extend(results)
    for kind, values in rows.items():
        session.execute(sqlalchemy.insert(kind), values)


def submit(version_id: str, user_id: str, number: int, at: datetime) -> dict[str, Any]:
    """One submission's row; every tenth is the same as another."""
    text = "print('the same')" if number % 10 == 0 else f"print({number})\n" * 200
    key = f"{user_id}-{number}"
    facts = {"id": key, "idempotency_key": key, "user_id": user_id, "version_id": version_id, "created_at": at}
    return facts | {"kind": SubmissionKind.SUBMIT, "stack": "python-flask", "files": {"app.py": text}}


def finished(submission: dict[str, Any]) -> dict[str, Any]:
    """Its run's row, without what came of it."""
    at = submission["created_at"]
    facts = {"id": submission["id"], "submission_id": submission["id"], "user_id": submission["user_id"]}
    times = {"queued_at": at, "available_at": at, "started_at": at, "finished_at": at}
    return facts | times | {"state": RunState.DONE, "lane": Lane.JUDGE, "seed": 1, "log": "listening\n" * 50}


def judged(rng: random.Random, tests: list[dict[str, Any]], run_id: str) -> list[dict[str, Any]]:
    """Every test's row, with exchanges as long as real ones."""
    skill, rows = rng.random(), []
    for test in tests:
        has_passed = rng.random() < skill
        row = {"run_id": run_id, "test_id": test["id"], "outcome": "passed" if has_passed else "failed"}
        exchanges = [{"request": "x" * 300, "reply": "y" * 300}]
        rows.append(row | {"points": test["points"] * has_passed, "milliseconds": 5, "exchanges": exchanges})
    return rows


if __name__ == "__main__":
    main()

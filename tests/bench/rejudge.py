"""Judges real submissions again with the real engine: how long it takes, and how long somebody waits who comes between.

    python -m tests.bench.rejudge [--problem SLUG] [--submissions 200] [--slots 2]

The answers are the problem's own solutions and wrong solutions, over and over. They are judged first by a version that
lacks one hidden test, then in the shadow by the version of the catalogue; one more answer is handed in halfway. Ends
with 1 when a score that counts after applying is not the score of the same answer judged live, or when any of them has
changed before.
"""

import argparse
import ast
import logging
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from uuid import uuid4

import structlog
from sqlalchemy import Engine
from sqlmodel import col, func, select

from judge.accounts import Account, account_of, add_user
from judge.catalogue.bundle import Bundle
from judge.catalogue.load import LoadedProblem, from_bundle, load_problem
from judge.catalogue.wrong import read_wrong
from judge.cli import connect
from judge.practice import queue_up
from judge.publishing import publish
from judge.rejudging import looking
from judge.rejudging.choosing import Choice, start
from judge.rejudging.deciding import Ruling, apply
from judge.stacks import known_stacks
from judge.storage.accounts import Role, user_by_email
from judge.storage.engine import make_engine, reading_scope, session_scope
from judge.storage.migrate import upgrade
from judge.storage.problems import current_version
from judge.storage.runs import UNFINISHED, Run, latest_run
from judge.storage.submissions import Submission, SubmissionKind
from judge.worker import Worker
from tests.judge.worker_parts import quick_settings
from tests.product import ROOT

LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Figures:
    """What was measured."""

    live_seconds: float  # for all of them, judged for the first time
    shadow_seconds: float  # for all of them, judged again
    waited_seconds: float  # by the one who came between
    apply_seconds: float
    changed: int
    wrong: int  # scores that are not what they should be


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--problem", default="order-feed-pagination")
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--slots", type=int, default=2)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    loaded = load_problem(ROOT / "problems" / asked.problem, known_stacks())
    with tempfile.TemporaryDirectory(prefix="judge-rejudge-") as folder:
        found = measure(loaded, Path(folder), asked.submissions, asked.slots)
    each = found.shadow_seconds / asked.submissions
    sys.stdout.write(
        f"{asked.submissions} submissions of {asked.problem}: {found.changed} differ, {found.wrong} wrong scores\n"
        f"judged again : judged first  {found.shadow_seconds / found.live_seconds:6.2f}   "
        f"({found.shadow_seconds:.1f} s : {found.live_seconds:.1f} s)\n"
        f"one between, until judged : one run  {found.waited_seconds / (each * asked.slots):6.2f}   "
        f"({found.waited_seconds:.2f} s : {each * asked.slots:.2f} s)\n"
        f"applied in {1000 * found.apply_seconds:.0f} ms\n"
    )
    return 1 if found.wrong else 0


def measure(loaded: LoadedProblem, folder: Path, number: int, slots: int) -> Figures:
    """Judges, judges again and applies, in a database of its own."""
    settings = quick_settings(folder, worker_slots=slots, console_slots=1, instance="bench-rejudge")
    upgrade(settings.database)
    database = make_engine(settings.database)
    now = datetime.now(UTC)
    with session_scope(database) as session:
        add_user(session, "a@example.org", "A", "violet harbour lantern", role=Role.CANDIDATE, now=now)
        account = account_of(user_by_email(session, "a@example.org"))
        publish(session, without_a_test(loaded), now=now)
    answers = list(islice(cycle(answers_of(loaded)), number))
    with connect.open_engine(settings) as engine:
        ids = [hand_in(database, account, loaded.slug, *answer) for answer in answers]
        with at_work(Worker(engine, database, settings)):
            live = timed(lambda: wait(database, 0))
        first = scores(database, ids)
        with session_scope(database) as session:
            publish(session, loaded, now=datetime.now(UTC))
            rejudge_id = start(session, None, Choice(loaded.slug), now=datetime.now(UTC))
        with at_work(Worker(engine, database, settings)):
            begun = time.monotonic()
            wait(database, number // 2)
            late = hand_in(database, account, loaded.slug, *answers[0])
            waited = timed(lambda: wait_for(database, late))
            wait(database, 0)
            shadow = time.monotonic() - begun - waited / slots
        with reading_scope(database) as session:
            changed = looking.page(session, None, rejudge_id).summary.changed
        wrong = sum(left != right for left, right in zip(first, scores(database, ids), strict=True))
        with session_scope(database) as session:
            applied = timed(lambda: apply(session, None, rejudge_id, Ruling(), now=datetime.now(UTC)))
        wrong += differing(database, settings, engine, (account, loaded.slug, answers[: len(answers_of(loaded))], ids))
    database.dispose()
    return Figures(live, shadow, waited, applied, changed, wrong)


def differing(database, settings, engine, work) -> int:
    """How many of the applied scores are not those of the same answers judged live by the new version."""
    account, slug, answers, ids = work
    again = [hand_in(database, account, slug, *answer) for answer in answers]
    with at_work(Worker(engine, database, settings)):
        wait(database, 0)
    expected = cycle(scores(database, again))
    return sum(left != right for left, right in zip(scores(database, ids), expected, strict=False))


def without_a_test(loaded: LoadedProblem) -> LoadedProblem:
    """The problem as it might have been before: one hidden test fewer, and no wrong solutions that need it."""
    hidden = [test for test in loaded.manifest.tests if not test.is_sample]
    name = hidden[-1].id.rpartition("::")[2].partition("[")[0]
    files = {path: content for path, content in loaded.bundle.files.items() if not path.startswith("wrong/")}
    for path in [path for path in files if path.startswith("tests/test_")]:
        lines = files[path].decode("utf-8").splitlines(keepends=True)
        for node in ast.parse(files[path]).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                del lines[first - 1 : node.end_lineno]
                files[path] = "".join(lines).encode("utf-8")
    return from_bundle(Bundle(files), loaded.slug, known_stacks())


def answers_of(loaded: LoadedProblem) -> list[tuple[str, dict[str, str]]]:
    """Stack and files of every solution and wrong solution."""
    ids = {test.id for test in loaded.manifest.tests}
    right = [(stack, loaded.bundle.solution(stack)) for stack in loaded.problem.stacks]
    wrong = [(found.stack, found.files) for found in read_wrong(loaded.bundle, loaded.problem, ids)[0]]
    editable = set(loaded.problem.files.editable)
    texts = [
        (stack, {path: content.decode("utf-8") for path, content in files.items() if path in editable})
        for stack, files in (*right, *wrong)
    ]
    return [answer for answer in texts if answer[1].keys() == editable]


def hand_in(database: Engine, account: Account, slug: str, stack: str, files: dict[str, str]) -> str:
    """Puts an answer into the queue, past every cap."""
    with session_scope(database) as session:
        version = current_version(session, slug)
        submission = Submission(
            user_id=account.id,
            version_id=version.id,
            kind=SubmissionKind.SUBMIT,
            stack=stack,
            files=files,
            idempotency_key=str(uuid4()),
            created_at=datetime.now(UTC),
        )
        queue_up(session, submission, version)
        session.commit()
        return submission.id


@contextmanager
def at_work(worker: Worker) -> Iterator[None]:
    """A worker in a thread."""
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()


def wait(database: Engine, most: int) -> None:
    """Until no more than that many runs are unfinished."""
    pause = threading.Event()
    while not pause.wait(LOOK_SECONDS):
        with reading_scope(database) as session:
            query = select(func.count()).select_from(Run).where(col(Run.state).in_(UNFINISHED))
            if session.exec(query).one() <= most:
                return


def wait_for(database: Engine, submission_id: str) -> None:
    """Until this submission has been judged."""
    pause = threading.Event()
    while not pause.wait(LOOK_SECONDS):
        with reading_scope(database) as session:
            if latest_run(session, submission_id).state not in UNFINISHED:
                return


def scores(database: Engine, ids: list[str]) -> list[tuple[int | None, int | None]]:
    """The scores that count now."""
    with reading_scope(database) as session:
        runs = [latest_run(session, submission_id) for submission_id in ids]
    return [(run.score, run.max_score) for run in runs]


def timed(act) -> float:
    """How many seconds it took."""
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main())

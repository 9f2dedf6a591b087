"""Abuse of the queue instead of the boxes: floods, repeated requests, runs that break every worker that takes them."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import requests
from sqlmodel import col, select

from judge.catalogue.load import load_problem
from judge.doctor.case import TARGET
from judge.domain.verdict import Verdict
from judge.grading.judgement import Judgement
from judge.queue import finish as finishing
from judge.stacks import known_stacks
from judge.storage.accounts import user_by_email
from judge.storage.engine import make_engine, reading_scope
from judge.storage.runs import Event, EventKind, Run, RunState, latest_run
from judge.worker import Worker
from tests import cast
from tests.cast import database, furnished_database, state_dir
from tests.hostile.candidate import ANSWER_SECONDS, Candidate, HandedIn
from tests.judge.queue.quiet import QuietEngine
from tests.judge.worker_parts import PASSED, Deed, Grader, quick_settings
from tests.product import Site, make_site

__all__ = ["database", "furnished_database", "state_dir"]

STACK = "python-flask"
CAP = 5
FLOOD = 1000
AT_ONCE = 16  # as many threads as the site has
ADDRESS = f"/problems/{TARGET.name}/submissions"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages with their database, and no worker."""
    made = make_site(tmp_path_factory.mktemp("platform"), {TARGET.name: load_problem(TARGET, known_stacks())})
    made.start("web", JUDGE_MAX_QUEUED_PER_USER=str(CAP), JUDGE_WEB_THREADS=str(AT_ONCE))
    try:
        made.wait_until_it_answers()
        yield made
    finally:
        made.stop()


@pytest.fixture
def files(site: Site) -> dict[str, str]:
    """An answer that the site accepts; nobody judges what is in it."""
    return dict.fromkeys(site.problems[TARGET.name].problem.files.editable, "")


@pytest.fixture
def hire(site: Site) -> Iterator[Callable[..., Worker]]:
    """Makes a worker for the site whose grading is replaced."""
    engine = make_engine(site.settings.database)
    yield lambda grader: Worker(QuietEngine(), engine, quick_settings(site.state_dir), grade=grader)
    engine.dispose()


def send(candidate: Candidate, body: dict[str, Any]) -> requests.Response:
    """One request on a connection of its own, with the candidate's sign-in."""
    return requests.post(
        candidate.site.url + ADDRESS,
        json=body,
        cookies=candidate.http.cookies.get_dict(),
        headers={"X-CSRFToken": candidate.http.headers["X-CSRFToken"]},
        timeout=ANSWER_SECONDS,
    )


def runs_of(site: Site, name: str) -> list[Run]:
    with site.database() as session:
        user = user_by_email(session, f"{name}@example.org")
        assert user is not None
        found = session.exec(select(Run).where(Run.user_id == user.id).order_by(col(Run.queued_at))).all()
        session.expunge_all()
        return list(found)


def verdicts_of(site: Site) -> Counter[str]:
    with site.database() as session:
        return Counter(session.exec(select(Event.run_id).where(Event.kind == EventKind.VERDICT)).all())


def work(worker: Worker) -> None:
    while worker.step():
        pass


def test_it_takes_a_request_that_is_sent_many_times_at_once_for_one_submission(site: Site, files: dict[str, str]):
    alice, gate = Candidate(site, "alice"), Barrier(AT_ONCE)
    body = {"kind": "submit", "stack": STACK, "files": files, "key": str(uuid4())}

    def post(_number: int) -> requests.Response:
        gate.wait()
        return send(alice, body)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(post, range(AT_ONCE)))
    assert {answer.status_code for answer in answers} == {202}
    assert {answer.json()["id"] for answer in answers} == {run.submission_id for run in runs_of(site, "alice")}
    assert len(runs_of(site, "alice")) == 1


def test_it_judges_others_in_the_middle_of_a_flood_and_loses_nothing_of_it(
    site: Site, files: dict[str, str], hire: Callable[..., Worker]
):
    mallory = Candidate(site, "mallory")

    def post(_number: int) -> requests.Response:
        return send(mallory, {"kind": "submit", "stack": STACK, "files": files, "key": str(uuid4())})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(post, range(FLOOD)))
    bobs = Candidate(site, "bob").submit(TARGET.name, STACK, files)
    assert Counter(answer.status_code for answer in answers) == {202: CAP, 429: FLOOD - CAP}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers if answer.status_code == 429)
    accepted = {answer.json()["id"] for answer in answers if answer.status_code == 202}
    assert {run.submission_id for run in runs_of(site, "mallory")} == accepted

    grader = Grader()
    work(hire(grader))
    assert grader.runs.index(runs_of(site, "bob")[0].id) <= 2  # one of each of the others at most comes before
    ended = [*runs_of(site, "mallory"), *runs_of(site, "bob")]
    assert {run.submission_id for run in ended} == accepted | {bobs.id}
    assert {(run.state, run.verdict, run.attempts) for run in ended} == {(RunState.DONE, Verdict.PASSED, 1)}
    assert {verdicts_of(site)[run.id] for run in ended} == {1}


def test_it_judges_each_of_two_answers_when_one_is_handed_in_while_the_other_is_judged(
    site: Site, files: dict[str, str], hire: Callable[..., Worker]
):
    bob = Candidate(site, "bob")
    work(hire(Grader()))  # what other tests have left
    later: list[HandedIn] = []

    def hand_in_another(**_run: Any) -> Judgement:
        later.append(bob.submit(TARGET.name, STACK, files))
        assert '"state":"queued"' in bob.get(later[0].addresses["view_url"])
        return PASSED

    first = bob.submit(TARGET.name, STACK, files)
    failed = Judgement(verdict=Verdict.FAILED, score=2, max_score=10, tests=PASSED.tests)
    work(hire(Grader(hand_in_another, failed)))
    found = {run.submission_id: (run.verdict, run.attempts) for run in runs_of(site, "bob")}
    assert found[first.id] == (Verdict.PASSED, 1)
    assert found[later[0].id] == (Verdict.FAILED, 1)
    assert set(verdicts_of(site).values()) == {1}


def test_it_sets_poison_aside_and_judges_others_between_its_attempts(database, state_dir, monkeypatch):
    monkeypatch.setattr(finishing, "BACKOFF_SECONDS", 0.0)
    poison = {f"run-of-{cast.hand_in(database)}" for _ in range(2)}
    others = {f"run-of-{cast.hand_in(database, name)}" for name in ("bob", "rita", "ada") * 3}

    def fall_over(run_id: str, **_run: Any) -> Judgement:
        if run_id in poison:
            raise MemoryError("on purpose")
        return PASSED

    deeds: list[Deed] = [fall_over] * 40
    grader = Grader(*deeds)
    worker = Worker(QuietEngine(), database, quick_settings(state_dir), grade=grader)
    work(worker)
    assert Counter(grader.runs) == dict.fromkeys(poison, 3) | dict.fromkeys(others, 1)
    turns = [run in poison for run in grader.runs[: grader.runs.index(last_of(grader.runs, others)) + 1]]
    assert not any(one and next_one for one, next_one in pairwise(turns))
    with reading_scope(database) as session:
        found = {run.id: (run.state, run.verdict, run.score) for run in session.exec(select(Run)).all()}
        assert all(found[run] == (RunState.DONE, Verdict.PASSED, 10) for run in others)
        assert all(found[run] == (RunState.QUARANTINED, Verdict.JUDGE_ERROR, None) for run in poison)
        told = session.exec(select(Event.run_id).where(Event.kind == EventKind.VERDICT)).all()
        assert Counter(told) == dict.fromkeys(poison | others, 1)

    afterwards = cast.hand_in(database, "bob")
    work(worker)
    with reading_scope(database) as session:
        assert latest_run(session, afterwards).verdict is Verdict.PASSED


def last_of(runs: list[str], some: set[str]) -> str:
    return next(run for run in reversed(runs) if run in some)

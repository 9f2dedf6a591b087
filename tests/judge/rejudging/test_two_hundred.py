"""Two hundred submissions through the real queue and a worker: seen in the shadow, applied, and nobody waits for it."""

import pytest

from judge.domain.feedback import Reader
from judge.domain.verdict import Verdict
from judge.grading.judgement import JudgedTest, Judgement
from judge.rejudging import looking
from judge.rejudging.deciding import Ruling, apply
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import latest_run
from judge.watching import view
from judge.worker import Worker
from tests.cast import ANSWER, hand_in
from tests.judge.at_once import database, database_url
from tests.judge.queue.quiet import QuietEngine
from tests.judge.rejudging.world import ARTHUR, DECIDED, begin, many_judged, publish_second
from tests.judge.worker_parts import quick_settings

__all__ = ["database", "database_url"]

MANY = 200


def answer_of(number):
    """Every third answer handles refusals wrongly, which the first version's tests let pass."""
    return {**ANSWER, "app.py": "careless" if number % 3 == 0 else "careful"}


def grade(_engine, loaded, *, files, seed, **_run):
    """A stand-in for the boxes: careless answers fail the second version's test; the seed must be the earlier run's."""
    specs = loaded.manifest.tests
    is_second = any(spec.id == "test_limits" for spec in specs)
    fails = is_second and files["app.py"] == "careless"
    tests = tuple(
        JudgedTest(spec.id, spec.title, spec.criterion, spec.is_sample, "failed", 0, spec.points, seed)
        if fails and spec.id == "test_limits"
        else JudgedTest(spec.id, spec.title, spec.criterion, spec.is_sample, "passed", spec.points, spec.points, seed)
        for spec in specs
    )
    score, possible = sum(test.points for test in tests), loaded.manifest.max_score
    return Judgement(Verdict.FAILED if fails else Verdict.PASSED, score, possible, tests)


@pytest.fixture
def worker(database, tmp_path):
    return Worker(QuietEngine(), database, quick_settings(tmp_path), grade=grade)


def test_it_shows_and_applies_the_difference_of_two_hundred_submissions(database, worker):
    publish_second(database)
    ids = many_judged(database, MANY, answer_of)
    rejudge_id = begin(database)
    for _ in range(MANY // 2):
        assert worker.step()
    late = hand_in(database, files=ANSWER)  # somebody waits for a verdict, in the middle of it
    assert worker.step()
    with reading_scope(database) as session:
        assert latest_run(session, late).verdict is Verdict.PASSED
        assert looking.progress(session, ARTHUR, rejudge_id).progress.waiting == MANY // 2
        assert {latest_run(session, name).score for name in ids} == {10}
    while worker.step():
        pass
    with reading_scope(database) as session:
        page = looking.page(session, ARTHUR, rejudge_id)
    careless = len(range(0, MANY, 3))
    assert (page.summary.total, page.summary.waiting) == (MANY, 0)
    assert (page.summary.changed, page.summary.worse, page.summary.better) == (MANY, careless, 0)
    assert [(test.id, test.only_after, test.only_before) for test in page.tests] == [
        ("test_keeps_order", 0, MANY),
        ("test_limits", MANY, 0),
    ]
    with session_scope(database) as session:
        assert apply(session, ARTHUR, rejudge_id, Ruling(), now=DECIDED) == MANY
    with reading_scope(database) as session:
        scores = [latest_run(session, name).score for name in ids]
        seeds = [view(session, name, Reader.STAFF).tests[0].milliseconds for name in ids]
        assert view(session, ids[0], Reader.CANDIDATE).earlier.score == 10
    assert scores == [7 if number % 3 == 0 else 11 for number in range(MANY)]
    assert seeds == list(range(MANY))

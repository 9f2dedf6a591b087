"""What has been judged again, wherever it is shown: by the version that judged it, and with what it was before."""

from datetime import timedelta

import pytest

from judge import comparing, progress
from judge.domain.feedback import Reader
from judge.domain.verdict import Verdict
from judge.rejudging.deciding import Ruling, apply
from judge.storage.engine import reading_scope, session_scope
from judge.storage.history import best_scores, history
from judge.storage.runs import Run
from judge.watching import pulse, view
from tests.cast import NOW, SLUG, seat
from tests.judge.rejudging.world import ALICE, ARTHUR, DECIDED, SECOND, begin, end_shadows, judged

pytestmark = pytest.mark.usefixtures("second")


@pytest.fixture
def judge_again(database):
    """Judges these again by the second version, and lets it count."""

    def act(*submissions, used=(), **run):
        rejudge_id = begin(database, submissions=submissions)
        end_shadows(database, rejudge_id, **run)
        with session_scope(database) as session:
            apply(session, ARTHUR, rejudge_id, Ruling(used, "a test was wrong"), now=DECIDED)

    return act


def test_it_is_what_lists_and_bests_go_by(database, judge_again):
    submission_id = judged(database)
    judge_again(submission_id, verdict=Verdict.PASSED, score=11)
    with reading_scope(database) as session:
        (line,) = history(session, "alice", verdict=Verdict.PASSED)
        best = best_scores(session)[("alice", SLUG)]
        assert pulse(session, submission_id).run_id == line.run.id
    assert (line.run.score, line.judged_by, line.submission.version_id) == (11, SECOND, f"version-of-{SLUG}")
    assert (best.score, best.max_score, best.verdict, best.submissions) == (11, 11, Verdict.PASSED, 1)


def test_it_counts_in_the_result_of_a_timed_session_with_the_points_it_was_judged_by(database, judge_again):
    with session_scope(database) as session:
        seat(session, finished_at=NOW)
    worse = judged(database, sitting_id="sitting", score=6)
    again = judged(database, sitting_id="sitting", score=5, at=NOW + timedelta(minutes=1))
    with reading_scope(database) as session:
        (task,) = progress.result(session, ALICE, "sitting", now=NOW).tasks
    assert (task.submission_id, task.score, task.max_score) == (worse, 6, 10)
    judge_again(again, used=(again,), score=8)
    with reading_scope(database) as session:
        (task,) = progress.result(session, ALICE, "sitting", now=NOW).tasks
    assert (task.submission_id, task.score, task.max_score, task.submissions) == (again, 8, 11, 2)
    assert task.view.earlier.score == 5


def test_it_compares_tests_across_the_versions_that_judged(database, judge_again):
    first, again = judged(database), judged(database, at=NOW + timedelta(minutes=1))
    judge_again(again)
    with reading_scope(database) as session:
        found = comparing.compare(session, ALICE, first, again)
    assert [(test.title, test.before, test.after) for test in found.tests] == [("refuses text", "failed", "passed")]
    assert (found.alike, found.lonely) == (1, 2)


def test_it_says_nothing_of_a_result_before_where_there_was_none(database):
    submission_id = judged(database)
    with session_scope(database) as session:
        session.get_one(Run, f"run-of-{submission_id}").version_id = SECOND
        session.commit()
    with reading_scope(database) as session:
        assert view(session, submission_id, Reader.CANDIDATE).earlier is None

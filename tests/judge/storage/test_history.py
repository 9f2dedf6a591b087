from datetime import timedelta

import pytest
from sqlalchemy import inspect

from judge.desks import policy_of
from judge.domain.feedback import Reader
from judge.domain.verdict import Verdict
from judge.storage import history
from judge.storage.engine import session_scope
from judge.storage.sittings import Sitting, SittingPolicy
from judge.storage.submissions import SubmissionKind
from tests.judge.storage.databases import statements
from tests.judge.storage.rows import NOON, a_judged_run, a_queued_run, a_submission, a_user, a_version


@pytest.fixture
def session(database):
    with session_scope(database) as session:
        yield session


@pytest.fixture
def alice(session):
    return a_user(session)


@pytest.fixture
def version(session):
    return a_version(session)


def test_it_lists_a_history_newest_first_in_one_statement(database, session, alice, version):
    other = a_version(session, "other", title="The other")
    old = a_submission(session, alice, version, minutes=1)
    new = a_submission(session, alice, other, minutes=2)
    a_submission(session, a_user(session, "Bob"), version)
    run = a_judged_run(session, new, 3)
    session.expunge_all()
    with statements(database) as sent:
        lines = history.history(session, alice.id)
    assert len(sent) == 1
    assert [(line.submission.id, line.slug, line.title) for line in lines] == [
        (new.id, "other", "The other"),
        (old.id, "two-sum", "Two sum"),
    ]
    assert lines[0].run.id == run.id
    assert lines[1].run is None


def test_it_leaves_files_and_logs_in_the_database_until_they_are_asked_for(session, alice, version):
    a_judged_run(session, a_submission(session, alice, version), 3)
    session.expunge_all()
    line = history.history(session, alice.id)[0]
    assert "files" in inspect(line.submission).unloaded
    assert "log" in inspect(line.run).unloaded
    assert line.run.log == "a long log"


def test_it_shows_the_newest_run_of_a_submission_that_was_judged_again(session, alice, version):
    submission = a_submission(session, alice, version)
    first = a_judged_run(session, submission, 3)
    again = a_judged_run(session, submission, 5)
    again.queued_at = first.queued_at + timedelta(seconds=1)
    session.flush()
    assert history.history(session, alice.id)[0].run.score == 5
    assert history.best_scores(session)[alice.id, "two-sum"].score == 5


def test_it_turns_the_pages_of_a_history_and_keeps_to_one_problem(session, alice, version):
    other = a_version(session, "other")
    for minutes in range(4):
        a_submission(session, alice, version, minutes=minutes)
    a_submission(session, alice, other, minutes=9)
    page = history.history(session, alice.id, slug="two-sum", limit=2)
    rest = history.history(session, alice.id, slug="two-sum", before=page[-1].submission)
    minutes = [(line.submission.created_at - NOON) // timedelta(minutes=1) for line in page + rest]
    assert minutes == [3, 2, 1, 0]


def test_it_turns_the_page_between_submissions_of_the_same_moment(session, alice, version):
    made = [a_submission(session, alice, version).id for _ in range(4)]
    first = history.history(session, alice.id, limit=2)
    rest = history.history(session, alice.id, before=first[-1].submission)
    assert sorted(line.submission.id for line in first + rest) == sorted(made)


def test_it_leaves_tries_out_of_every_list(session, alice, version):
    a_judged_run(session, a_submission(session, alice, version, SubmissionKind.TRY), 0)
    assert history.history(session, alice.id) == []
    assert history.history(session, alice.id, kind=SubmissionKind.TRY) == []
    assert history.problems_of(session, alice.id) == {}
    assert history.best_scores(session) == {}


def test_it_keeps_a_history_to_one_kind_or_one_verdict(session, alice, version):
    run = a_submission(session, alice, version, SubmissionKind.RUN)
    a_judged_run(session, run, 10)
    passed, failed = a_submission(session, alice, version), a_submission(session, alice, version)
    a_judged_run(session, passed, 10)
    a_judged_run(session, failed, 3)
    waiting = a_submission(session, alice, version)

    def ids(**chosen):
        return {line.submission.id for line in history.history(session, alice.id, **chosen)}

    assert ids(kind=SubmissionKind.RUN) == {run.id}
    assert ids(kind=SubmissionKind.SUBMIT) == {passed.id, failed.id, waiting.id}
    assert ids(verdict=Verdict.PASSED) == {run.id, passed.id}
    assert ids(verdict=Verdict.FAILED, kind=SubmissionKind.SUBMIT) == {failed.id}


def test_it_names_the_problems_of_a_history_by_title(session, alice, version):
    other = a_version(session, "other", title="A title that comes first")
    for which in (version, other, other):
        a_submission(session, alice, which)
    a_submission(session, a_user(session, "Bob"), a_version(session, "third"))
    found = history.problems_of(session, alice.id)
    assert list(found.items()) == [("other", "A title that comes first"), ("two-sum", "Two sum")]


def sat(session, user, policy, finished_at=None):
    sitting = Sitting(user_id=user.id, title="An hour", policy=policy, minutes=60, created_at=NOON)
    sitting.started_at, sitting.finished_at = NOON, finished_at
    session.add(sitting)
    session.flush()
    return sitting


@pytest.mark.parametrize("finished_at", [None, NOON])
@pytest.mark.parametrize("policy", SittingPolicy)
def test_it_seals_what_the_sessions_policy_seals(session, alice, version, policy, finished_at):
    sitting = sat(session, alice, policy, finished_at)
    for kind in (SubmissionKind.RUN, SubmissionKind.SUBMIT):
        submission = a_submission(session, alice, version, kind)
        submission.sitting_id = sitting.id
        a_judged_run(session, submission, 10)
        is_sealed = policy_of(sitting).seals_results and kind is SubmissionKind.SUBMIT
        assert bool(history.line_of(session, submission.id).is_sealed) is is_sealed
        assert len(history.history(session, alice.id, verdict=Verdict.PASSED, kind=kind)) == (not is_sealed)


def test_it_seals_nothing_in_practice(session, alice, version):
    submission = a_submission(session, alice, version)
    a_judged_run(session, submission, 10)
    assert not history.line_of(session, submission.id).is_sealed


def test_it_finds_a_sealed_submission_by_a_verdict_that_says_nothing_of_hidden_tests(session, alice, version):
    submission = a_submission(session, alice, version)
    submission.sitting_id = sat(session, alice, SittingPolicy.SEALED).id
    a_judged_run(session, submission, 0).verdict = Verdict.DID_NOT_START
    session.flush()
    assert len(history.history(session, alice.id, verdict=Verdict.DID_NOT_START)) == 1


def test_it_leaves_sealed_results_out_of_the_best_score_but_for_staff(session, alice, version):
    open_one = a_submission(session, alice, version, minutes=1)
    a_judged_run(session, open_one, 4)
    sealed = a_submission(session, alice, version, minutes=2)
    sealed.sitting_id = sat(session, alice, SittingPolicy.SEALED).id
    a_judged_run(session, sealed, 10)
    best = history.best_scores(session)[alice.id, "two-sum"]
    assert (best.submission_id, best.score, best.verdict, best.submissions) == (open_one.id, 4, Verdict.FAILED, 2)
    known = history.best_scores(session, reader=Reader.STAFF)[alice.id, "two-sum"]
    assert (known.submission_id, known.score, known.verdict) == (sealed.id, 10, Verdict.PASSED)


def test_it_knows_no_score_while_every_result_is_sealed(session, alice, version):
    sealed = a_submission(session, alice, version)
    sealed.sitting_id = sat(session, alice, SittingPolicy.SEALED).id
    a_judged_run(session, sealed, 10)
    best = history.best_scores(session)[alice.id, "two-sum"]
    assert (best.score, best.verdict, best.submissions) == (None, None, 1)


def test_it_gives_one_submission_as_a_line(session, alice, version):
    submission = a_submission(session, alice, version)
    assert history.line_of(session, submission.id).submission is submission
    assert history.line_of(session, "none") is None


def test_it_finds_the_best_score_of_each_user_and_problem_in_one_statement(database, session, alice, version):
    bob, other = a_user(session, "Bob"), a_version(session, "other")
    best = a_submission(session, alice, version, minutes=1)
    a_judged_run(session, best, 7)
    a_judged_run(session, a_submission(session, alice, version, minutes=2), 4)
    a_judged_run(session, a_submission(session, alice, other, minutes=3), 10)
    a_judged_run(session, a_submission(session, bob, version, minutes=4), 1)
    with statements(database) as sent:
        found = history.best_scores(session)
    assert len(sent) == 1
    assert {key: score.score for key, score in found.items()} == {
        (alice.id, "two-sum"): 7,
        (alice.id, "other"): 10,
        (bob.id, "two-sum"): 1,
    }
    mine = found[alice.id, "two-sum"]
    assert (mine.submission_id, mine.max_score, mine.submissions) == (best.id, 10, 2)
    assert mine.last_at == NOON + timedelta(minutes=2)
    assert found[alice.id, "other"].verdict is Verdict.PASSED


def test_it_compares_shares_when_versions_have_different_points(session, alice, version):
    a_judged_run(session, a_submission(session, alice, version), 9, max_score=10)
    newer = a_version(session)
    a_judged_run(session, a_submission(session, alice, newer, minutes=1), 10, max_score=40)
    assert history.best_scores(session)[alice.id, "two-sum"].score == 9


def test_it_takes_the_newest_among_equal_scores(session, alice, version):
    a_judged_run(session, a_submission(session, alice, version, minutes=1), 5)
    newest = a_submission(session, alice, version, minutes=2)
    a_judged_run(session, newest, 5)
    assert history.best_scores(session)[alice.id, "two-sum"].submission_id == newest.id


def test_it_counts_submits_that_are_not_judged_yet_and_prefers_those_that_are(session, alice, version):
    a_judged_run(session, a_submission(session, alice, version), 0)
    a_queued_run(session, a_submission(session, alice, version, minutes=1))
    found = history.best_scores(session)[alice.id, "two-sum"]
    assert (found.score, found.submissions) == (0, 2)


def test_it_says_that_nothing_was_judged_yet(session, alice, version):
    a_queued_run(session, a_submission(session, alice, version))
    found = history.best_scores(session)[alice.id, "two-sum"]
    assert (found.score, found.max_score, found.verdict) == (None, None, None)


def test_it_leaves_sample_runs_out_of_scores(session, alice, version):
    a_judged_run(session, a_submission(session, alice, version, SubmissionKind.RUN), 10)
    assert history.best_scores(session) == {}


def test_it_keeps_scores_to_the_users_and_problems_that_were_named(session, alice, version):
    bob, other = a_user(session, "Bob"), a_version(session, "other")
    for user, which in ((alice, version), (alice, other), (bob, version)):
        a_judged_run(session, a_submission(session, user, which), 1)
    assert set(history.best_scores(session, user_ids=[alice.id])) == {(alice.id, "two-sum"), (alice.id, "other")}
    assert set(history.best_scores(session, slugs=["two-sum"])) == {(alice.id, "two-sum"), (bob.id, "two-sum")}
    assert history.best_scores(session, user_ids=[]) == {}

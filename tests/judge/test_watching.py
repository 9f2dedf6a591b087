"""Watching a run from the queue to its verdict."""

from datetime import timedelta

import pytest

from judge import watching
from judge.domain.feedback import Reader
from judge.domain.verdict import Verdict
from judge.errors import NotFound
from judge.storage.engine import reading_scope
from judge.storage.runs import EventKind, RunState
from judge.storage.submissions import SubmissionKind
from tests.cast import NOW, finish, hand_in, happen

LATER = NOW + timedelta(seconds=1)


@pytest.fixture
def look(database):
    def look_at(submission_id, reader=Reader.CANDIDATE):
        with reading_scope(database) as session:
            return watching.view(session, submission_id, reader)

    return look_at


@pytest.fixture
def feel(database):
    def feel_pulse(submission_id):
        with reading_scope(database) as session:
            return watching.pulse(session, submission_id)

    return feel_pulse


def test_it_tells_the_place_in_the_queue(database, look):
    hand_in(database, "bob")
    seen = look(hand_in(database, at=LATER))
    assert (seen.state, seen.place, seen.phase, seen.verdict) == ("queued", 2, "", None)
    assert (seen.expected_tests, seen.hidden_tests, seen.tests) == (3, 2, ())


def test_it_tells_the_phase_while_a_worker_has_it(database, look):
    submission_id = hand_in(database, state=RunState.LEASED)
    happen(database, submission_id, EventKind.PHASE, phase="preparing")
    happen(database, submission_id, EventKind.PHASE, phase="starting")
    seen = look(submission_id)
    assert (seen.state, seen.phase, seen.place) == ("leased", "starting", None)


def test_it_tells_tests_as_they_end(database, look):
    submission_id = hand_in(database, state=RunState.LEASED)
    happen(database, submission_id, EventKind.TEST, id="test_lists", outcome="passed", ms=5)
    happen(database, submission_id, EventKind.TEST, id="test_keeps_order", outcome="no_answer", ms=6)
    sample, hidden = look(submission_id).tests
    assert (sample.outcome, sample.points, sample.milliseconds, sample.id) == ("passed", 2, 5, "test_lists")
    assert (hidden.outcome, hidden.points, hidden.milliseconds, hidden.id) == ("failed", 0, None, "")
    assert look(submission_id, Reader.STAFF).tests[1].outcome == "no_answer"


def test_it_forgets_what_an_attempt_that_was_given_up_had_told(database, look):
    submission_id = hand_in(database, state=RunState.LEASED)
    happen(database, submission_id, EventKind.PHASE, phase="running")
    happen(database, submission_id, EventKind.TEST, id="test_lists", outcome="failed", ms=5)
    happen(database, submission_id, EventKind.REQUEUED, attempts=1)
    seen = look(submission_id)
    assert (seen.tests, seen.phase) == ((), "")


def test_it_tells_the_verdict_with_the_points_of_each_criterion(database, look):
    submission_id = hand_in(database)
    finish(
        database,
        submission_id,
        {"test_lists": {}, "test_keeps_order": {"outcome": "failed", "points": 0}, "test_refuses": {}},
        score=7,
        phases={"running": 120},
    )
    seen = look(submission_id)
    assert (seen.state, seen.verdict, seen.label, seen.score, seen.max_score) == ("done", "failed", "Failed", 7, 10)
    assert [(line.id, line.earned, line.possible) for line in seen.criteria] == [("correct", 2, 5), ("robust", 5, 5)]
    assert [test.hint for test in seen.tests] == ["", "Sort by creation.", ""]


def test_it_tells_a_sample_run_with_its_log(database, look):
    submission_id = hand_in(database, kind=SubmissionKind.RUN)
    finish(database, submission_id, {"test_lists": {}}, log="hello\x1b[31m", verdict=Verdict.PASSED)
    seen = look(submission_id)
    assert (seen.kind, seen.expected_tests, seen.hidden_tests) == ("run", 1, 0)
    assert seen.log == "hello[U+001B][31m"


def test_it_tells_a_judge_error_without_its_reason(database, look):
    submission_id = hand_in(database)
    finish(
        database,
        submission_id,
        {},
        state=RunState.QUARANTINED,
        verdict=Verdict.JUDGE_ERROR,
        score=None,
        reason="engine gone",
    )
    assert (look(submission_id).reason, look(submission_id, Reader.STAFF).reason) == ("", "engine gone")


def test_it_spells_out_what_could_deceive_in_a_reason(database, look):
    submission_id = hand_in(database)
    finish(database, submission_id, {}, verdict=Verdict.CRASHED, reason="ERROR: no column \u202e")
    assert look(submission_id, Reader.STAFF).reason == "ERROR: no column [U+202E]"


def test_it_knows_no_other_submission(look, feel):
    with pytest.raises(NotFound):
        look("no-such-id")
    with pytest.raises(NotFound):
        feel("no-such-id")


def test_it_has_another_pulse_whenever_something_has_changed(database, feel):
    other = hand_in(database, "bob")
    submission_id = hand_in(database, at=LATER)
    waiting = feel(submission_id)
    assert (waiting.place, waiting.event_id, waiting.is_final) == (2, 0, False)
    finish(database, other, {})
    moved = feel(submission_id)
    assert moved.place == 1
    event_id = happen(database, submission_id, EventKind.PHASE, phase="starting")
    assert feel(submission_id).event_id == event_id
    finish(database, submission_id, {})
    ended = feel(submission_id)
    assert (ended.is_final, ended.place) == (True, None)
    assert ended == feel(submission_id)
    assert len({waiting, moved, ended}) == 3


def test_it_gives_the_last_event_of_a_submission(database):
    submission_id = hand_in(database)
    with reading_scope(database) as session:
        assert watching.last_event_id(session, submission_id) == 0
    event_id = happen(database, submission_id, EventKind.PHASE, phase="starting")
    with reading_scope(database) as session:
        assert watching.last_event_id(session, submission_id) == event_id

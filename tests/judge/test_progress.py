"""What the pages of a timed session show: before, while it runs, at its end and after."""

from datetime import timedelta

import pytest

from judge import progress, sittings
from judge.desks import REHEARSAL
from judge.domain.verdict import Verdict
from judge.errors import NotFound
from judge.storage.drafts import Draft
from judge.storage.engine import session_scope
from judge.storage.runs import RunState
from judge.storage.sittings import SittingTask
from tests.cast import ANSWER, NOW, SLUG, STACK, account, finish, hand_in, publish, seat, version

ALICE = account("alice")
BOB = account("bob")
LATER = NOW + timedelta(minutes=12, seconds=30)


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        yield opened


def save(session, files=ANSWER, at=NOW):
    session.add(Draft(user_id="alice", sitting_id="sitting", slug=SLUG, stack=STACK, files=dict(files), saved_at=at))
    session.commit()


def overview(session, now=LATER):
    seen = progress.overview(session, ALICE, "sitting", now=now)
    session.commit()  # on SQLite a session of the tests holds the write lock until then
    return seen


def result(session):
    sittings.close_due(session)
    return progress.result(session, ALICE, "sitting", now=NOW)


def test_it_shows_what_is_planned(session):
    seat(session, has_begun=False, extra_minutes=6, policy="sealed")
    seen = overview(session)
    assert (seen.sitting.state, seen.sitting.length, seen.sitting.is_sealed) == ("planned", 36, True)
    assert (seen.minutes_left, seen.was_rehearsed, seen.has_rehearsal) == (0, False, False)
    assert [(task.slug, task.title, task.state) for task in seen.tasks] == [(SLUG, "A little list", "new")]


def test_it_says_whether_a_rehearsal_is_there_and_was_made(session):
    seat(session, has_begun=False)
    publish(session, version(REHEARSAL, is_listed=False))
    assert overview(session).has_rehearsal
    rehearsal = sittings.rehearse(session, ALICE, "sitting", now=NOW)
    assert overview(session).was_rehearsed
    seen = progress.overview(session, ALICE, rehearsal, now=NOW)
    assert (seen.sitting.rehearses, seen.has_rehearsal) == ("sitting", False)


@pytest.mark.parametrize(
    ("after", "state", "left"),
    [
        (timedelta(), "running", 30),
        (timedelta(minutes=29, seconds=30), "running", 1),
        (timedelta(minutes=30), "ending", 0),
    ],
)
def test_it_tells_the_state_by_the_time(session, after, state, left):
    seat(session)
    seen = overview(session, NOW + after)
    assert (seen.sitting.state, seen.minutes_left) == (state, left)


def test_it_tells_how_far_each_task_is(session, database):
    seat(session)
    states = [overview(session).tasks[0].state]
    save(session)
    states.append(overview(session).tasks[0].state)
    hand_in(database, sitting_id="sitting")
    session.commit()
    states.append(overview(session).tasks[0].state)
    hand_in(database, sitting_id="sitting", files={"app.py": "another"}, at=LATER)
    session.commit()
    states.append(overview(session).tasks[0].state)
    assert states == ["new", "saved", "submitted", "changed"]


def test_it_counts_a_submit_without_a_draft(session, database):
    seat(session)
    session.commit()
    hand_in(database, sitting_id="sitting")
    assert overview(session).tasks[0].state == "submitted"


def test_it_opens_a_task_with_what_was_done_in_this_session_alone(session, database):
    seat(session)
    save(session)
    hand_in(database)
    mine = hand_in(database, sitting_id="sitting")
    seen = progress.task(session, ALICE, "sitting", SLUG, now=LATER)
    assert [card.id for card in seen.history] == [mine]
    assert seen.workspace.drafts[STACK].files == ANSWER
    assert (seen.page.slug, seen.overview.sitting.id) == (SLUG, "sitting")


def test_it_keeps_to_the_version_of_the_plan(session):
    seat(session, has_begun=False)
    session.get_one(SittingTask, ("sitting", 1)).version_id = "version-of-old"
    publish(session, version("old", title="The old list"))
    assert overview(session).tasks[0].title == "The old list"
    assert progress.task(session, ALICE, "sitting", SLUG, now=NOW).page.title == "The old list"


def test_it_shows_nothing_of_a_stranger(session):
    seat(session)
    for look in (progress.overview, progress.own, progress.result):
        for who, sitting_id in ((BOB, "sitting"), (ALICE, "nothing")):
            with pytest.raises(NotFound):
                look(session, who, sitting_id, now=NOW)
    with pytest.raises(NotFound):
        progress.task(session, BOB, "sitting", SLUG, now=NOW)
    assert progress.mine(session, BOB, now=NOW) == []


def test_it_has_no_result_before_the_end(session):
    seat(session)
    with pytest.raises(NotFound):
        progress.result(session, ALICE, "sitting", now=LATER)


def test_it_counts_the_best_of_what_was_handed_in(session, database):
    seat(session, policy="sealed")
    best = hand_in(database, sitting_id="sitting")
    finish(database, best, {"test_lists": {}, "test_keeps_order": {}}, score=5)
    last = hand_in(database, sitting_id="sitting", at=LATER)
    finish(database, last, {"test_lists": {}}, score=2)
    hand_in(database)
    seen = result(session)
    (task,) = seen.tasks
    assert (task.submission_id, task.score, task.max_score, task.submissions) == (best, 5, 10, 2)
    assert [(line.title, line.earned) for line in task.view.criteria] == [("Correctness", 5), ("Robustness", 0)]
    assert (seen.score, seen.max_score, seen.waiting) == (5, 10, 0)


def test_it_says_what_is_still_to_be_judged(session, database):
    seat(session)
    judged = hand_in(database, sitting_id="sitting")
    finish(database, judged, {"test_lists": {}}, score=0)
    save(session, {"app.py": "last", "models.py": ""})
    seen = result(session)
    assert (seen.waiting, seen.tasks[0].submission_id, seen.tasks[0].submissions) == (1, judged, 2)


def test_it_says_when_nothing_was_handed_in(session):
    seat(session)
    (task,) = result(session).tasks
    assert (task.view, task.submission_id, task.score, task.max_score) == (None, "", 0, 10)


def test_it_counts_an_error_of_the_judge_as_no_points(session, database):
    seat(session)
    broken = hand_in(database, sitting_id="sitting")
    finish(database, broken, {}, state=RunState.QUARANTINED, verdict=Verdict.JUDGE_ERROR, score=None)
    (task,) = result(session).tasks
    assert (task.score, task.waiting, task.view.verdict) == (0, 0, Verdict.JUDGE_ERROR)


def test_it_tells_the_end_as_it_was_set_however_late_it_was_closed(session):
    seat(session)
    card = result(session).sitting
    assert (card.state, card.finished_at) == ("ended", NOW + timedelta(minutes=30))


def test_it_lists_ones_sessions_newest_first(session):
    seat(session, has_begun=False)
    later = sittings.plan_mock(session, ALICE, [SLUG], 20, "open", now=LATER)
    assert [card.id for card in progress.mine(session, ALICE, now=LATER)] == [later, "sitting"]


def test_it_tells_the_time_and_what_waits_to_be_judged(session, database):
    seat(session)
    seen = progress.clock(session, ALICE, "sitting", now=LATER)
    assert (seen.state, seen.now, seen.ends_at, seen.waiting) == ("running", LATER, NOW + timedelta(minutes=30), 0)
    session.commit()
    hand_in(database, sitting_id="sitting")
    sittings.close_due(session)
    assert (progress.clock(session, ALICE, "sitting", now=LATER).state) == "ended"
    assert progress.clock(session, ALICE, "sitting", now=LATER).waiting == 1

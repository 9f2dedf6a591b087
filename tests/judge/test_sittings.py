"""Timed sessions: what is planned stays, time is the database's, and an end hands in what was saved."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from judge import practice, sittings
from judge.catalogue.bundle import Bundle
from judge.desks import GRACE, REHEARSAL, desk, require_open
from judge.errors import Conflict, Invalid, NotFound, SittingClosed
from judge.settings import Settings
from judge.sittings import Plan
from judge.storage import sittings as store
from judge.storage.accounts import User
from judge.storage.drafts import Draft
from judge.storage.engine import session_scope
from judge.storage.problems import ProblemRow, version_by_id
from judge.storage.runs import Run
from judge.storage.sittings import Sitting, SittingPolicy
from judge.storage.submissions import Submission, SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, STACK, STARTER, account, hand_in, publish, seat, version

ALICE = account("alice")
BOB = account("bob")
EDITED = {"app.py": "app = 'mine'\n", "models.py": "# models\n"}
UNTOUCHED = {path: STARTER[path] for path in EDITED}


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        yield opened


def present() -> datetime:
    return datetime.now(UTC)


def running(session, *, minutes=30, **changes):
    """The cast's session, on the clock now."""
    seat(session, started_at=present(), ends_at=present() + timedelta(minutes=minutes), **changes)


def save(session, files=EDITED, *, slug=SLUG, stack=STACK, at=NOW, sitting_id="sitting"):
    session.add(Draft(user_id="alice", sitting_id=sitting_id, slug=slug, stack=stack, files=dict(files), saved_at=at))
    session.commit()


def handed_in(session):
    return list(session.exec(select(Submission).where(Submission.sitting_id == "sitting")).all())


def mock(session, slugs=(SLUG,), minutes=None, policy="open"):
    return sittings.plan_mock(session, ALICE, list(slugs), minutes, policy, now=NOW)


def test_it_plans_for_as_long_as_the_problems_say(session):
    publish(session, version("two", minutes=25, title="Another list"))
    made = store.sitting_by_id(session, mock(session, (SLUG, "two")))
    assert (made.minutes, made.title, made.started_at) == (40, "A little list and 1 more", None)
    assert [(task.position, task.slug) for task in store.tasks_of(session, made.id)] == [(1, SLUG), (2, "two")]


def test_it_plans_for_the_minutes_that_were_asked_for(session):
    made = store.sitting_by_id(session, mock(session, minutes=90, policy="sealed"))
    assert (made.minutes, made.policy, made.title) == (90, SittingPolicy.SEALED, "A little list")


def test_it_never_plans_for_longer_than_may_be_asked_for(session):
    publish(session, version("two", minutes=240))
    assert store.sitting_by_id(session, mock(session, (SLUG, "two"))).minutes == sittings.MAX_MINUTES


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"slugs": ()}, "tasks"),
        ({"slugs": (SLUG, SLUG)}, "tasks"),
        ({"slugs": tuple(f"problem-{number}" for number in range(5))}, "tasks"),
        ({"slugs": ("nothing",)}, "tasks"),
        ({"slugs": ("unlisted",)}, "tasks"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 241}, "minutes"),
        ({"policy": "none"}, "policy"),
    ],
)
def test_it_refuses_to_plan_what_cannot_be(session, changes, where):
    publish(session, version("unlisted", is_listed=False))
    with pytest.raises(Invalid) as refused:
        mock(session, **changes)
    assert refused.value.where == where
    assert store.sittings_of(session, "alice") == []


def test_it_keeps_the_version_that_was_current_when_it_was_planned(session):
    sitting_id = mock(session)
    newer = version()
    newer.id, newer.content_hash = "newer", "newer"
    session.add(newer)
    session.flush()
    session.get_one(ProblemRow, SLUG).current_version_id = "newer"
    session.commit()
    assert store.task_of(session, sitting_id, SLUG).version_id == f"version-of-{SLUG}"


@pytest.mark.parametrize(("percent", "extra"), [(0, 0), (10, 2), (25, 4), (50, 8), (100, 15)])
def test_it_adds_a_persons_extra_time_up_to_the_next_minute(session, percent, extra):
    sittings.set_extra_time(session, "alice@example.org", percent)
    assert store.sitting_by_id(session, mock(session)).extra_minutes == extra


def test_it_keeps_the_extra_time_of_the_day_on_which_it_was_planned(session):
    sitting_id = mock(session)
    sittings.set_extra_time(session, "alice@example.org", 50)
    assert store.sitting_by_id(session, sitting_id).extra_minutes == 0


@pytest.mark.parametrize("percent", [-1, 301])
def test_it_refuses_an_extra_time_out_of_range(session, percent):
    with pytest.raises(Invalid):
        sittings.set_extra_time(session, "alice@example.org", percent)
    with pytest.raises(NotFound):
        sittings.set_extra_time(session, "nobody@example.org", 10)
    assert session.get_one(User, "alice").extra_time_percent == 0


def test_it_plans_a_session_for_somebody_else_with_any_version(session):
    wanted = Plan("An afternoon", (version_by_id(session, f"version-of-{SLUG}"),), 60, SittingPolicy.SEALED)
    made = store.sitting_by_id(session, sittings.plan(session, BOB, wanted, now=NOW))
    assert (made.user_id, made.title, made.minutes) == ("bob", "An afternoon", 60)


def test_it_starts_the_time_by_the_databases_clock_and_once(session):
    seat(session, has_begun=False, extra_minutes=3)
    before = present()
    sittings.start(session, ALICE, "sitting")
    begun = store.fresh(session, "sitting")
    assert before - timedelta(seconds=1) <= begun.started_at <= present() + timedelta(seconds=1)
    assert begun.ends_at - begun.started_at == timedelta(minutes=33)
    ends_at = begun.ends_at
    sittings.start(session, ALICE, "sitting")
    assert store.fresh(session, "sitting").ends_at == ends_at


def test_it_runs_one_session_at_a_time(session):
    running(session)
    other = mock(session)
    with pytest.raises(Conflict, match="Another timed session"):
        sittings.start(session, ALICE, other)
    sittings.finish(session, ALICE, "sitting")
    sittings.start(session, ALICE, other)
    assert store.sitting_by_id(session, other).ends_at is not None


def test_it_closes_one_that_is_over_before_it_starts_the_next(session):
    seat(session)
    save(session)
    sittings.start(session, ALICE, mock(session))
    assert store.fresh(session, "sitting").finished_at is not None
    assert len(handed_in(session)) == 1


@pytest.mark.parametrize("act", [sittings.start, sittings.finish, sittings.time_up])
def test_it_knows_no_session_of_a_stranger(session, act):
    seat(session, has_begun=False)
    with pytest.raises(NotFound):
        act(session, BOB, "sitting")
    with pytest.raises(NotFound):
        act(session, ALICE, "nothing")


def test_it_rehearses_with_the_same_feedback_and_for_ten_minutes(session):
    publish(session, version(REHEARSAL, is_listed=False))
    seat(session, has_begun=False, policy="sealed")
    made = store.sitting_by_id(session, sittings.rehearse(session, ALICE, "sitting", now=NOW))
    assert (made.rehearses, made.policy, made.minutes) == ("sitting", SittingPolicy.SEALED, 10)
    assert made.ends_at - made.started_at == timedelta(minutes=10)
    assert sittings.rehearse(session, ALICE, "sitting", now=NOW) == made.id
    assert [known.id for known in store.sittings_of(session, "alice")] == ["sitting"]


def test_it_ends_the_rehearsal_when_the_session_starts(session):
    publish(session, version(REHEARSAL, is_listed=False))
    seat(session, has_begun=False)
    rehearsal = sittings.rehearse(session, ALICE, "sitting", now=NOW)
    sittings.start(session, ALICE, "sitting")
    assert store.fresh(session, rehearsal).finished_at is not None
    with pytest.raises(Conflict, match="before the start"):
        sittings.rehearse(session, ALICE, "sitting", now=NOW)


def test_it_rehearses_no_rehearsal_and_nothing_without_its_problem(session):
    seat(session, has_begun=False)
    with pytest.raises(NotFound):
        sittings.rehearse(session, ALICE, "sitting", now=NOW)
    publish(session, version(REHEARSAL, is_listed=False))
    rehearsal = sittings.rehearse(session, ALICE, "sitting", now=NOW)
    with pytest.raises(NotFound):
        sittings.rehearse(session, ALICE, rehearsal, now=NOW)


def test_it_extends_a_session_before_and_while_it_runs(session):
    seat(session, has_begun=False)
    sittings.extend(session, "sitting", 5)
    assert store.fresh(session, "sitting").extra_minutes == 5
    sittings.start(session, ALICE, "sitting")
    ends_at = store.fresh(session, "sitting").ends_at
    extended = sittings.extend(session, "sitting", 10)
    assert (extended.extra_minutes, extended.ends_at) == (15, ends_at + timedelta(minutes=10))


def test_it_extends_nothing_that_has_ended_and_nothing_unknown(session):
    running(session)
    sittings.finish(session, ALICE, "sitting")
    with pytest.raises(Conflict):
        sittings.extend(session, "sitting", 5)
    with pytest.raises(NotFound):
        sittings.extend(session, "nothing", 5)
    for minutes in (0, 241):
        with pytest.raises(Invalid):
            sittings.extend(session, "sitting", minutes)


def test_it_hands_in_at_the_end_what_was_saved(session):
    running(session)
    save(session)
    ended = sittings.finish(session, ALICE, "sitting")
    (submission,) = handed_in(session)
    assert ended.finished_at is not None
    assert (submission.files, submission.kind, submission.stack) == (EDITED, SubmissionKind.SUBMIT, STACK)
    assert session.exec(select(Run)).one().submission_id == submission.id


def test_it_finishes_once(session):
    running(session)
    save(session)
    first = sittings.finish(session, ALICE, "sitting").finished_at
    assert sittings.finish(session, ALICE, "sitting").finished_at == first
    assert len(handed_in(session)) == 1


@pytest.mark.parametrize(("seconds", "is_closed"), [(-1, True), (60, False)])
def test_it_ends_when_a_page_says_so_only_if_the_time_is_up(session, seconds, is_closed):
    seat(session, started_at=NOW, ends_at=present() + timedelta(seconds=seconds))
    save(session)
    sittings.time_up(session, ALICE, "sitting")
    assert store.is_finished(session, "sitting") is is_closed
    assert len(handed_in(session)) == is_closed


def test_it_does_not_finish_what_has_not_begun(session):
    seat(session, has_begun=False)
    with pytest.raises(Conflict, match="not begun"):
        sittings.finish(session, ALICE, "sitting")


def test_it_hands_in_nothing_that_was_handed_in_already(session, database):
    running(session)
    save(session)
    hand_in(database, files=EDITED, sitting_id="sitting")
    sittings.finish(session, ALICE, "sitting")
    assert len(handed_in(session)) == 1


def test_it_hands_in_what_was_changed_after_the_last_submit(session, database):
    running(session)
    save(session)
    hand_in(database, files=EDITED, sitting_id="sitting", at=NOW)
    hand_in(database, files=ANSWER, sitting_id="sitting", at=NOW + timedelta(minutes=1))
    sittings.finish(session, ALICE, "sitting")
    assert len(handed_in(session)) == 3


def test_it_looks_at_submits_of_this_session_only(session, database):
    running(session)
    save(session)
    hand_in(database, files=EDITED)
    hand_in(database, files=EDITED, sitting_id="sitting", kind=SubmissionKind.RUN)
    sittings.finish(session, ALICE, "sitting")
    assert [line.kind for line in handed_in(session)].count(SubmissionKind.SUBMIT) == 1


def test_it_hands_in_no_starter_and_no_draft_of_practice(session):
    running(session)
    save(session, UNTOUCHED)
    save(session, EDITED, sitting_id="")
    sittings.finish(session, ALICE, "sitting")
    assert handed_in(session) == []


def test_it_hands_in_the_stack_that_was_saved_last(session):
    publish(session, version("two", stacks=[STACK, "postgresql"]))
    running(session)
    session.add(store.SittingTask(sitting_id="sitting", position=2, version_id="version-of-two", slug="two"))
    save(session, {"query.sql": "SELECT 1;\n"}, slug="two", stack="postgresql", at=NOW + timedelta(minutes=1))
    save(session, EDITED, slug="two", at=NOW)
    sittings.finish(session, ALICE, "sitting")
    assert [(line.stack, line.files) for line in handed_in(session)] == [("postgresql", {"query.sql": "SELECT 1;\n"})]


@pytest.mark.parametrize(("has_submitted", "texts"), [(False, [EDITED]), (True, [ANSWER])])
def test_it_loses_no_work_to_a_starter_that_was_saved_later(session, database, has_submitted, texts):
    starter = {f"starter/{STACK}/{path}": text.encode() for path, text in STARTER.items()}
    made = version("two", stacks=[STACK, "postgresql"])
    made.bundle = Bundle(starter | {"starter/postgresql/query.sql": b"SELECT\n"}).to_bytes()
    publish(session, made)
    running(session)
    session.add(store.SittingTask(sitting_id="sitting", position=2, version_id="version-of-two", slug="two"))
    save(session, EDITED, slug="two", at=NOW)
    save(session, {"query.sql": "SELECT\n"}, slug="two", stack="postgresql", at=NOW + timedelta(minutes=1))
    if has_submitted:
        hand_in(database, slug="two", sitting_id="sitting")
    sittings.finish(session, ALICE, "sitting")
    assert [line.files for line in handed_in(session)] == texts


def test_it_hands_in_past_the_cap_of_waiting_runs(session, database, tmp_path):
    running(session)
    for _ in range(5):
        hand_in(database)
    save(session)
    settings = Settings(state_dir=tmp_path, min_free_mib=1, _env_file=None)
    assert settings.max_queued_per_user == 5
    sittings.finish(session, ALICE, "sitting")
    assert len(handed_in(session)) == 1


def test_it_closes_what_is_over_without_anybody_there(session):
    seat(session)
    save(session)
    assert sittings.is_due(session, ALICE)
    assert sittings.close_due(session) == ["sitting"]
    assert len(handed_in(session)) == 1
    assert sittings.close_due(session) == []
    assert not sittings.is_due(session, ALICE)


def test_it_leaves_a_session_its_grace(session):
    seat(session, started_at=NOW, ends_at=present() - GRACE / 2)
    assert sittings.close_due(session) == []


def test_it_closes_sessions_of_one_user_when_asked_for_that(session):
    seat(session)
    assert sittings.close_due(session, BOB) == []
    assert sittings.close_due(session, ALICE) == ["sitting"]


def test_it_closes_nothing_that_was_given_more_time_meanwhile(session, monkeypatch):
    """Between the list of what is due and the lock."""
    running(session)
    monkeypatch.setattr(store, "due", lambda *_given: ["sitting", "deleted meanwhile"])
    assert sittings.close_due(session) == []
    assert store.fresh(session, "sitting").finished_at is None


def test_it_goes_on_with_the_others_after_a_crash(session, monkeypatch):
    seat(session)
    session.add(Sitting(id="other", user_id="bob", title="", policy="open", minutes=5, created_at=NOW, ends_at=NOW))
    save(session)
    real = sittings.queue_up

    def dies(*given):
        real(*given)
        raise MemoryError

    monkeypatch.setattr(sittings, "queue_up", dies)
    with pytest.raises(MemoryError):
        sittings.close_due(session)
    monkeypatch.setattr(sittings, "queue_up", real)
    session.rollback()
    assert handed_in(session) == []
    assert "sitting" in sittings.close_due(session)
    assert len(handed_in(session)) == 1
    assert store.is_finished(session, "other")


def test_it_takes_nothing_after_the_end(session, tmp_path):
    running(session)
    place = desk(session, ALICE, SLUG, "sitting", now=present())
    require_open(session, place)
    sittings.finish(session, ALICE, "sitting")
    with pytest.raises(SittingClosed):
        require_open(session, place)
    settings = Settings(state_dir=tmp_path, min_free_mib=1, _env_file=None)
    late = practice.Answer("submit", STACK, dict(ANSWER), "5a6d1a2e-6f0e-4d4f-9d0a-0d2f6c8b7a10")
    with pytest.raises(SittingClosed):
        practice.submit(session, place, late, settings=settings, now=present())


def test_it_skips_a_task_whose_draft_is_all_that_is_missing(session):
    running(session)
    assert sittings.finish(session, ALICE, "sitting").finished_at is not None
    assert handed_in(session) == []


# --- plans that are taken back ------------------------------------------------------------------------------------


def test_it_takes_a_plan_back_with_its_tasks(session):
    sittings.discard(session, ALICE, mock(session))
    assert store.sittings_of(session, "alice") == []
    assert session.exec(select(store.SittingTask)).all() == []


def test_it_ends_the_rehearsal_of_a_plan_that_is_taken_back_and_keeps_what_was_done_in_it(session):
    publish(session, version(REHEARSAL, is_listed=False))
    sitting_id = mock(session)
    rehearsal_id = sittings.rehearse(session, ALICE, sitting_id, now=NOW)
    sittings.discard(session, ALICE, sitting_id)
    (left,) = store.sittings_of(session, "alice")
    assert (left.id, left.rehearses, left.finished_at is None) == (rehearsal_id, None, False)


def test_it_takes_back_neither_what_has_begun_nor_what_is_anothers(session):
    sitting_id = mock(session)
    with pytest.raises(NotFound):
        sittings.discard(session, BOB, sitting_id)
    session.rollback()
    sittings.start(session, ALICE, sitting_id)
    with pytest.raises(Conflict, match="stays in your list"):
        sittings.discard(session, ALICE, sitting_id)


def test_it_closes_the_others_when_one_cannot_be_closed(session, monkeypatch):
    seat(session, minutes=1)
    session.add(Sitting(id="broken", user_id="bob", title="x", policy="open", minutes=1, created_at=NOW))
    session.flush()
    row = session.get_one(Sitting, "broken")
    row.started_at, row.ends_at = NOW, NOW
    session.commit()
    drafts_in = store.drafts_in

    def damaged(opened, sitting):
        if sitting.id == "broken":
            raise ValueError("no such bundle")
        return drafts_in(opened, sitting)

    monkeypatch.setattr(store, "drafts_in", damaged)
    with capture_logs() as logs:
        assert sittings.close_due(session) == ["sitting"]
    assert [(entry["event"], entry["sitting"]) for entry in logs] == [("session not closed", "broken")]
    monkeypatch.undo()
    assert sittings.close_due(session) == ["broken"]

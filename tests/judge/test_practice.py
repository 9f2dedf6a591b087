"""Practising: what is accepted, what is refused with the place named, and that nothing is accepted twice or lost."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from judge import drafts, practice
from judge.desks import practice_desk
from judge.domain.verdict import Verdict
from judge.drafts import MAX_FILE_BYTES
from judge.errors import Conflict, Invalid, NotFound, QueueClosed, TooManyQueued
from judge.practice import Answer
from judge.settings import Settings
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import Run, RunState
from judge.storage.submissions import Submission, SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, STACK, STARTER, account, finish, hand_in, publish, seat, version

ALICE = account("alice")
BOB = account("bob")


@pytest.fixture
def settings(state_dir):
    return Settings(state_dir=state_dir, min_free_mib=1, max_queued_per_user=2, _env_file=None)


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        yield opened


def answer(**changes):
    return Answer(**({"kind": "submit", "stack": STACK, "files": dict(ANSWER), "key": str(uuid4())} | changes))


def submit(session, settings, what=None, *, who=ALICE, slug=SLUG, now=NOW):
    return practice.submit(session, practice_desk(session, who, slug), what or answer(), settings=settings, now=now)


# --- handing in ---------------------------------------------------------------------------------------------------


def test_it_stores_a_submission_and_its_run_in_one_commit(session, settings, database):
    submission_id = submit(session, settings)
    with reading_scope(database) as other:
        submission = other.get_one(Submission, submission_id)
        run = other.exec(select(Run)).one()
    assert (submission.user_id, submission.version_id) == ("alice", f"version-of-{SLUG}")
    assert submission.files == ANSWER
    assert (run.submission_id, run.user_id, run.state, run.verdict) == (submission_id, "alice", RunState.QUEUED, None)


def test_it_stores_neither_when_the_run_cannot_be_queued(session, settings, database, monkeypatch):
    def fail(*_):
        raise ValueError("no")

    monkeypatch.setattr(practice, "enqueue", fail)
    with pytest.raises(ValueError, match="no"), session_scope(database) as own:
        submit(own, settings)
    assert session.exec(select(Submission)).all() == []


@pytest.mark.parametrize(("kind", "points"), [("run", 2), ("submit", 10)])
def test_it_counts_the_points_of_the_tests_that_will_run(session, settings, kind, points):
    submit(session, settings, answer(kind=kind))
    assert session.exec(select(Run)).one().max_score == points


def test_it_gives_each_run_a_seed_of_its_own(session, settings):
    submit(session, settings)
    submit(session, settings)
    assert len({run.seed for run in session.exec(select(Run)).all()}) == 2


def test_it_gives_the_same_submission_for_the_same_key(session, settings):
    what = answer()
    assert submit(session, settings, what) == submit(session, settings, what)
    assert len(session.exec(select(Run)).all()) == 1


def test_it_gives_the_same_submission_even_when_the_queue_is_full_by_now(session, settings):
    first = answer()
    known = submit(session, settings, first)
    submit(session, settings)
    assert submit(session, settings, first) == known


def test_it_keeps_the_keys_of_two_users_apart(session, settings):
    key = str(uuid4())
    assert submit(session, settings, answer(key=key)) != submit(session, settings, answer(key=key), who=BOB)


def test_it_refuses_a_key_that_comes_with_another_answer(session, settings):
    what = answer()
    submit(session, settings, what)
    with pytest.raises(Invalid, match="another answer") as refused:
        submit(session, settings, replace(what, files=dict(ANSWER) | {"models.py": "changed"}))
    assert refused.value.where == "key"


def test_it_adds_no_second_run_when_the_database_itself_refuses_the_key(session, settings, monkeypatch):
    what = answer()
    known = submit(session, settings, what)
    look_up, asked = practice.submissions.submission_by_key, []

    def blind_at_first(*how):
        asked.append(how)
        return look_up(*how) if len(asked) > 1 else None

    monkeypatch.setattr(practice.submissions, "submission_by_key", blind_at_first)
    assert submit(session, settings, what) == known
    assert len(session.exec(select(Run)).all()) == 1


def test_it_refuses_one_more_than_a_user_may_have_waiting(session, settings):
    submit(session, settings)
    submit(session, settings)
    with pytest.raises(TooManyQueued, match="2 runs waiting"):
        submit(session, settings)
    session.rollback()
    assert submit(session, settings, who=BOB)


def test_it_accepts_again_once_a_run_has_ended(session, settings, database):
    first = submit(session, settings)
    submit(session, settings)
    run = session.exec(select(Run).where(Run.submission_id == first)).one()
    run.state, run.verdict = RunState.DONE, Verdict.PASSED
    session.add(run)
    session.commit()
    assert submit(session, settings)


def test_it_accepts_nothing_when_the_disk_is_nearly_full(session, settings):
    full = settings.model_copy(update={"min_free_mib": 10**9})
    with pytest.raises(QueueClosed, match="safe in the editor"):
        submit(session, full)
    assert session.exec(select(Submission)).all() == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"kind": "judge"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"key": "1"}, "key"),
        ({"key": ""}, "key"),
        ({"stack": "node-express"}, "stack"),
        ({"files": {}}, "app.py"),
        ({"files": {"app.py": ""}}, "models.py"),
        ({"files": dict(ANSWER) | {"schema.sql": "DROP TABLE item;"}}, "schema.sql"),
        ({"files": dict(ANSWER) | {"conftest.py": ""}}, "conftest.py"),
        ({"files": dict(ANSWER) | {"../app.py": ""}}, "../app.py"),
        ({"files": dict(ANSWER) | {"app.py": "x" * (MAX_FILE_BYTES + 1)}}, "app.py"),
        ({"files": dict(ANSWER) | {"app.py": "é" * (MAX_FILE_BYTES // 2 + 1)}}, "app.py"),
        ({"files": dict(ANSWER) | {"app.py": "a\0b"}}, "app.py"),
        ({"files": dict(ANSWER) | {"app.py": "\ud800"}}, "app.py"),
    ],
)
def test_it_refuses_an_answer_and_names_the_place(session, settings, changes, where):
    with pytest.raises(Invalid) as refused:
        submit(session, settings, answer(**changes))
    assert refused.value.where == where
    session.rollback()
    assert session.exec(select(Submission)).all() == []


def test_it_accepts_a_file_of_exactly_the_largest_size(session, settings):
    assert submit(session, settings, answer(files={"app.py": "x" * MAX_FILE_BYTES, "models.py": ""}))


def test_it_refuses_files_that_are_too_large_together(session, settings):
    names = [f"part{number}.py" for number in range(5)]
    many = version("many", files={"editable": names})
    many.bundle = practice.Bundle({f"starter/{STACK}/{name}": b"" for name in names}).to_bytes()
    publish(session, many)
    session.commit()
    with pytest.raises(Invalid, match="together") as refused:
        submit(session, settings, answer(files=dict.fromkeys(names, "x" * MAX_FILE_BYTES)), slug="many")
    assert refused.value.where == "files"


def test_it_knows_no_unpublished_problem(session, settings):
    with pytest.raises(NotFound):
        submit(session, settings, slug="nothing")


@pytest.mark.parametrize(
    ("policy", "kind", "is_taken"), [("sealed", "submit", False), ("sealed", "run", True), ("open", "submit", True)]
)
def test_it_tells_nothing_in_practice_that_a_running_session_keeps_for_its_end(
    session, settings, policy, kind, is_taken
):
    seat(session, policy=policy)
    within, after = NOW + timedelta(minutes=5), NOW + timedelta(minutes=31)
    if is_taken:
        assert submit(session, settings, answer(kind=kind), now=within)
    else:
        with pytest.raises(Conflict, match="Submit it there"):
            submit(session, settings, answer(kind=kind), now=within)
    assert submit(session, settings, answer(kind=kind), now=after)


# --- the catalogue ------------------------------------------------------------------------------------------------


def test_it_shows_a_stranger_the_catalogue_with_counts_and_no_state(session):
    (card,) = practice.catalogue(session, None)
    assert (card.slug, card.title, card.track, card.difficulty, card.minutes) == (
        SLUG,
        "A little list",
        "endpoints",
        "easy",
        15,
    )
    assert (card.sample_tests, card.hidden_tests, card.max_score) == (1, 2, 10)
    assert (card.state, card.best_score) == ("new", None)
    assert [stack.title for stack in card.stacks] == ["Python · Flask"]


def test_it_calls_a_problem_tried_then_solved_for_whoever_did_so(database):
    first = hand_in(database)
    with reading_scope(database) as session:
        assert practice.catalogue(session, ALICE)[0].state == "tried"
    finish(database, first, {}, score=5)
    finish(database, hand_in(database), {}, score=10, verdict=Verdict.PASSED)
    with reading_scope(database) as session:
        (mine,), (theirs,) = practice.catalogue(session, ALICE), practice.catalogue(session, BOB)
    assert (mine.state, mine.best_score) == ("solved", 10)
    assert (theirs.state, theirs.best_score) == ("new", None)


# --- one problem --------------------------------------------------------------------------------------------------


def test_it_opens_a_problem_for_a_stranger_without_an_editor(session):
    page, workspace, history = practice.open_problem(session, None, SLUG)
    assert workspace is None
    assert history == []
    assert [(line.id, line.points) for line in page.criteria] == [("correct", 5), ("robust", 5)]
    assert "<code>/items</code>" in page.statement.html
    assert "<script" not in page.statement.html


def test_it_opens_the_editor_with_editable_files_first(session):
    _, workspace, _ = practice.open_problem(session, ALICE, SLUG)
    assert workspace is not None
    assert workspace.stack == STACK
    files = [(file.path, file.is_readonly, file.language) for file in workspace.starters[STACK]]
    assert files == [("app.py", False, "python"), ("models.py", False, "python"), ("schema.sql", True, "sql")]
    assert {file.path: file.text for file in workspace.starters[STACK]} == STARTER


def test_it_shows_nothing_of_the_suite_with_a_problem(session):
    page, workspace, _ = practice.open_problem(session, ALICE, SLUG)
    shown = json.dumps([repr(page), repr(workspace)])
    for secret in ("test_keeps_order", "keeps order", "Sort by creation", "test_lists", "lists items"):
        assert secret not in shown


def test_it_opens_a_problem_with_ones_own_history_of_it(session, database):
    publish(session, version("other"))
    session.commit()
    mine = hand_in(database, kind=SubmissionKind.RUN)
    hand_in(database, slug="other")
    hand_in(database, "bob")
    _, _, history = practice.open_problem(session, ALICE, SLUG)
    assert [(card.id, card.kind, card.title, card.state) for card in history] == [
        (mine, "run", "A little list", "queued")
    ]


def test_it_opens_the_stack_that_was_last_worked_in(session):
    two = version("two", stacks=["postgresql", STACK])
    stacks = [{"name": name, "title": name, "language": "sql"} for name in ("postgresql", STACK)]
    two.manifest = two.manifest | {"stacks": stacks}
    two.bundle = practice.Bundle(
        {f"starter/{stack}/{path}": b"" for stack in ("postgresql", STACK) for path in ANSWER}
    ).to_bytes()
    publish(session, two)
    session.commit()

    def opened(stack=""):
        _, workspace, _ = practice.open_problem(session, ALICE, "two", stack)
        return workspace.stack

    assert opened() == "postgresql"
    drafts.save_draft(session, practice_desk(session, ALICE, "two"), stack=STACK, files=ANSWER, base=None, now=NOW)
    assert opened() == STACK
    later = NOW + timedelta(minutes=1)
    drafts.save_draft(
        session, practice_desk(session, ALICE, "two"), stack="postgresql", files=ANSWER, base=None, now=later
    )
    assert opened() == "postgresql"
    assert opened(STACK) == STACK  # asked for by the address
    assert opened("cobol") == "postgresql"


def test_it_opens_no_problem_that_does_not_exist(session):
    with pytest.raises(NotFound):
        practice.open_problem(session, None, "nothing")


# --- history ------------------------------------------------------------------------------------------------------


def test_it_lists_ones_own_submissions_newest_first(session, database):
    old = hand_in(database)
    finish(database, old, {}, score=2)
    new = hand_in(database, at=NOW + timedelta(hours=1))
    hand_in(database, "bob")
    cards_of_alice = practice.history(session, ALICE)
    assert [card.id for card in cards_of_alice] == [new, old]
    assert (cards_of_alice[1].label, cards_of_alice[1].score, cards_of_alice[1].max_score) == ("Failed", 2, 10)


def test_it_gives_ones_own_submission_with_its_code(session, database):
    own = practice.own_submission(session, ALICE, hand_in(database))
    assert own.files == ANSWER
    assert own.card.title == "A little list"


def test_it_knows_no_strangers_submission_whatever_the_role(session, database):
    submission_id = hand_in(database)
    for name in ("bob", "rita", "arthur", "ada"):
        with pytest.raises(NotFound):
            practice.own_submission(session, account(name), submission_id)
    with pytest.raises(NotFound):
        practice.own_submission(session, ALICE, "no-such-id")


# --- stopping -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.LEASED])
def test_it_stops_ones_own_run_and_says_so(session, database, state):
    submission_id = hand_in(database, state=state, lease_token=3)
    practice.cancel(session, ALICE, submission_id)
    with reading_scope(database) as other:
        run = other.exec(select(Run)).one()
    assert (run.state, run.verdict, run.lease_token, run.score) == (RunState.CANCELLED, Verdict.CANCELLED, 4, None)
    (card,) = practice.history(session, ALICE)
    assert (card.label, card.state) == ("Cancelled", "cancelled")


def test_it_leaves_a_run_that_has_ended_as_it_is(session, database):
    submission_id = hand_in(database)
    finish(database, submission_id, {}, verdict=Verdict.PASSED)
    practice.cancel(session, ALICE, submission_id)
    assert practice.history(session, ALICE)[0].verdict is Verdict.PASSED


def test_it_stops_no_strangers_run(session, database):
    submission_id = hand_in(database)
    with pytest.raises(NotFound):
        practice.cancel(session, BOB, submission_id)
    assert practice.history(session, ALICE)[0].state == "queued"


@pytest.mark.parametrize("finished_at", [None, NOW])
def test_it_judges_a_submission_of_a_timed_session_to_its_end(session, database, finished_at):
    seat(session, finished_at=finished_at)
    submission_id = hand_in(database, sitting_id="sitting")
    sample_run = hand_in(database, sitting_id="sitting", kind=SubmissionKind.RUN)
    with pytest.raises(Conflict, match="to its end"):
        practice.cancel(session, ALICE, submission_id)
    practice.cancel(session, ALICE, sample_run)

"""Consoles before a worker has them: what is accepted and refused, whose they are, and what their owner is shown."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from judge import consoles, practice
from judge.desks import practice_desk, sitting_desk
from judge.domain.command import Command
from judge.domain.verdict import Verdict
from judge.errors import Conflict, Invalid, NotFound, QueueClosed, SittingClosed, TooManyQueued
from judge.practice import Answer
from judge.settings import Settings
from judge.storage import consoles as store
from judge.storage.consoles import ConsoleCommand
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import EventKind, Lane, Run, RunState
from judge.storage.submissions import Submission, SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, STACK, account, hand_in, happen, publish, seat, version

ALICE, BOB = account("alice"), account("bob")
GET = Command(type="request", method="GET", path="/items")


@pytest.fixture
def settings(state_dir):
    return Settings(state_dir=state_dir, min_free_mib=1, max_queued_per_user=1, _env_file=None)


@pytest.fixture
def session(database):
    with session_scope(database) as opened:
        yield opened


@pytest.fixture
def start(session, settings):
    """Opens a console; gives its id."""

    def call(who=ALICE, slug=SLUG, desk=None, **changes):
        known = {"stack": STACK, "files": dict(ANSWER), "key": str(uuid4())}
        desk = desk or practice_desk(session, who, slug)
        return consoles.open_console(session, desk, settings=settings, now=NOW, **(known | changes))

    return call


def run_of(session, console_id):
    return session.exec(
        select(Run).where(Run.submission_id == console_id).execution_options(populate_existing=True)
    ).one()


def ask(session, console_id, command=GET, *, who=ALICE, now=NOW):
    return consoles.ask(session, who, console_id, command, now=now)


# --- opening ------------------------------------------------------------------------------------------------------


def test_it_stores_a_try_and_its_run_in_one_commit(start, database):
    console_id = start()
    with reading_scope(database) as other:
        submission, run = other.get_one(Submission, console_id), run_of(other, console_id)
    assert (submission.kind, submission.user_id, submission.files) == (SubmissionKind.TRY, "alice", ANSWER)
    assert (run.lane, run.state, run.max_score) == (Lane.CONSOLE, RunState.QUEUED, 0)


def test_it_makes_one_console_of_one_key(start, session):
    key = str(uuid4())
    assert start(key=key) == start(key=key)
    assert len(session.exec(select(Run)).all()) == 1
    with pytest.raises(Invalid, match="another answer"):
        start(key=key, files={"app.py": "", "models.py": ""})


def test_it_ends_the_other_console_of_the_same_user_and_forgets_what_it_was_asked(start, session):
    first, bobs = start(), start(BOB)
    ask(session, first)
    second = start()
    assert (run_of(session, first).state, run_of(session, first).verdict) == (RunState.CANCELLED, Verdict.ENDED)
    assert [run_of(session, each).state for each in (second, bobs)] == [RunState.QUEUED] * 2
    assert session.exec(select(ConsoleCommand)).all() == []


def test_it_forgets_the_files_of_the_other_console_and_of_no_submission(start, session, database):
    handed_in, first, bobs = hand_in(database), start(), start(BOB)
    second = start()
    with reading_scope(database) as other:
        files = {each: other.get_one(Submission, each).files for each in (handed_in, first, bobs, second)}
    assert files == {handed_in: ANSWER, first: {}, bobs: ANSWER, second: ANSWER}


def test_it_keeps_what_others_were_asked(start, session):
    bobs = start(BOB)
    ask(session, bobs, who=BOB)
    start()
    assert len(session.exec(select(ConsoleCommand)).all()) == 1


def test_it_needs_no_room_among_the_runs_and_takes_none(start, session, settings):
    start()
    desk = practice_desk(session, ALICE, SLUG)
    answer = Answer(kind="run", stack=STACK, files=dict(ANSWER), key=str(uuid4()))
    practice.submit(session, desk, answer, settings=settings, now=NOW)
    assert start()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"stack": "cobol"}, "stack"),
        ({"files": {"app.py": ""}}, "models.py"),
        ({"files": ANSWER | {"schema.sql": ""}}, "schema.sql"),
        ({"files": ANSWER | {"app.py": "a\0"}}, "app.py"),
        ({"key": "7"}, "key"),
    ],
)
def test_it_refuses_what_a_submission_may_not_have(start, session, changes, where):
    with pytest.raises(Invalid) as refused:
        start(**changes)
    assert refused.value.where == where
    assert session.exec(select(Run)).all() == []


def test_it_leaves_the_open_console_alone_when_it_refuses_another(start, session):
    first = start()
    with pytest.raises(Invalid):
        start(stack="cobol")
    session.rollback()
    assert run_of(session, first).state is RunState.QUEUED


def test_it_opens_nothing_while_the_disk_is_full(start, monkeypatch):
    monkeypatch.setattr(practice, "free_mib", lambda _path: 0)
    with pytest.raises(QueueClosed):
        start()


def test_it_is_in_no_history(start, session):
    start()
    assert practice.history(session, ALICE) == []


# --- asking -------------------------------------------------------------------------------------------------------


def test_it_numbers_commands_from_one(start, session):
    console_id = start()
    assert [ask(session, console_id), ask(session, console_id)] == [1, 2]
    rows = session.exec(select(ConsoleCommand).order_by(ConsoleCommand.number)).all()
    assert rows[0].command == {"type": "request", "method": "GET", "path": "/items", "headers": {}, "body": ""}
    assert {row.run_id for row in rows} == {run_of(session, console_id).id}


@pytest.mark.parametrize(
    ("command", "where"),
    [
        (Command(type="request", method="GET", path="items"), "path"),
        (Command(type="sql", sql="SELECT 1"), "type"),
    ],
)
def test_it_refuses_what_is_no_command_to_this_problem(start, session, command, where):
    console_id = start()
    with pytest.raises(Invalid) as refused:
        ask(session, console_id, command)
    assert refused.value.where == where


def test_it_takes_statements_where_the_answer_is_a_query(start, session):
    publish(session, version("rows", kind="query"))
    console_id = start(slug="rows")
    assert ask(session, console_id, Command(type="sql", sql="SELECT 1")) == 1
    with pytest.raises(Invalid):
        ask(session, console_id, GET)


def test_it_lets_only_so_many_commands_wait(start, session):
    console_id = start()
    for _ in range(consoles.MAX_WAITING):
        ask(session, console_id)
    with pytest.raises(TooManyQueued, match="20 commands wait"):
        ask(session, console_id)
    store.put_answer(session, run_of(session, console_id).id, 1, {"type": "error"}, NOW)
    assert ask(session, console_id) == 21


def test_it_takes_only_so_many_commands_at_all(start, session, monkeypatch):
    monkeypatch.setattr(consoles, "MAX_COMMANDS", 2)
    console_id = start()
    for number in (ask(session, console_id), ask(session, console_id)):
        store.put_answer(session, run_of(session, console_id).id, number, {"type": "error"}, NOW)
    with pytest.raises(Conflict, match="Start it again"):
        ask(session, console_id)


@pytest.mark.parametrize("state", [RunState.DONE, RunState.QUARANTINED, RunState.CANCELLED])
def test_it_takes_no_command_once_it_has_ended(session, database, state):
    console_id = hand_in(database, kind=SubmissionKind.TRY, lane=Lane.CONSOLE, state=state)
    with pytest.raises(Conflict, match="has ended"):
        ask(session, console_id)


def test_it_takes_commands_of_a_timed_session_within_its_time_only(start, session):
    seat(session, minutes=30)
    console_id = start(desk=sitting_desk(session, ALICE, SLUG, "sitting"))
    assert session.get_one(Submission, console_id).sitting_id == "sitting"
    assert ask(session, console_id, now=NOW + timedelta(minutes=29)) == 1
    with pytest.raises(SittingClosed):
        ask(session, console_id, now=NOW + timedelta(minutes=31))


# --- whose it is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["ask", "view", "close"])
@pytest.mark.parametrize("whose", ["strangers", "submission", "nobodys"])
def test_it_does_not_exist_for_anybody_else_and_neither_does_what_is_no_console(session, database, act, whose):
    ids = {
        "strangers": hand_in(database, "bob", kind=SubmissionKind.TRY, lane=Lane.CONSOLE),
        "submission": hand_in(database, kind=SubmissionKind.RUN),
        "nobodys": "no-such-id",
    }
    acts = {
        "ask": lambda: ask(session, ids[whose]),
        "view": lambda: consoles.view(session, ALICE, ids[whose], 0),
        "close": lambda: consoles.close(session, ALICE, ids[whose]),
    }
    with pytest.raises(NotFound):
        acts[act]()
    session.rollback()
    states = {run.state for run in session.exec(select(Run)).all()}
    assert states == {RunState.QUEUED}


# --- seeing and closing -------------------------------------------------------------------------------------------


def test_it_shows_where_it_waits(start, session):
    start(BOB)
    seen = consoles.view(session, ALICE, start(), 0)
    assert (seen.state, seen.place, seen.phase, seen.is_final) == ("queued", 2, "", False)
    assert (seen.label, seen.sentence, seen.log, seen.answers) == ("", "", "", ())
    assert seen.idle_seconds == 120


def test_it_shows_what_it_is_doing(session, database):
    console_id = hand_in(database, kind=SubmissionKind.TRY, lane=Lane.CONSOLE, state=RunState.LEASED, log="not yet")
    assert consoles.view(session, ALICE, console_id, 0).phase == ""
    session.rollback()
    for phase in ("preparing", "starting", "ready"):
        happen(database, console_id, EventKind.PHASE, phase=phase)
    seen = consoles.view(session, ALICE, console_id, 0)
    assert (seen.state, seen.place, seen.phase, seen.log) == ("leased", None, "ready", "")


def test_it_shows_what_is_new_and_what_still_waits(start, session):
    console_id = start()
    for number in range(1, 4):
        ask(session, console_id, Command(type="request", method="GET", path=f"/{number}"))
    run_id = run_of(session, console_id).id
    store.put_answer(session, run_id, 2, {"type": "reply", "body": "admin\u202e"}, NOW)
    store.put_answer(session, run_id, 3, {"type": "reply", "body": "x"}, NOW)

    def numbers(after):
        return [exchange.number for exchange in consoles.view(session, ALICE, console_id, after).answers]

    assert [numbers(after) for after in (0, 1, 2, 3)] == [[1, 2, 3], [1, 2, 3], [1, 3], [1]]
    first, second, _third = consoles.view(session, ALICE, console_id, 0).answers
    assert (first.answer, first.command["path"]) == (None, "/1")
    assert second.answer == {"type": "reply", "body": "admin[U+202E]"}


def test_it_shows_a_long_record_in_parts(start, session, monkeypatch):
    monkeypatch.setattr(consoles, "SHOWN_AT_ONCE", 2)
    console_id = start()
    for _ in range(3):
        ask(session, console_id)
    assert [exchange.number for exchange in consoles.view(session, ALICE, console_id, 0).answers] == [1, 2]


def test_it_ends_when_it_is_closed_and_says_so(start, session):
    console_id = start()
    ask(session, console_id)
    consoles.close(session, ALICE, console_id)
    seen = consoles.view(session, ALICE, console_id, 0)
    assert (seen.state, seen.is_final, seen.label, seen.sentence) == ("cancelled", True, "Ended", consoles.CLOSED)
    assert seen.answers[0].answer["error"] == "The console ended before this was answered."
    consoles.close(session, ALICE, console_id)
    assert run_of(session, console_id).verdict is Verdict.ENDED


@pytest.mark.parametrize(
    ("verdict", "reason", "words"),
    [
        (Verdict.ENDED, "idle for 120 s", "two minutes"),
        (Verdict.ENDED, "open for 600 s", "ten minutes"),
        (Verdict.ENDED, "300 commands were answered", "300 commands"),
        (Verdict.ENDED, "its worker stopped", "We had to end it"),
        (Verdict.DID_NOT_START, "idle of its own", "did not answer"),
        (Verdict.CRASHED, "", "stopped"),
        (Verdict.MEMORY_LIMIT, "", "more memory"),
        (Verdict.JUDGE_ERROR, "", "on us"),
    ],
)
def test_it_says_how_it_ended(session, database, verdict, reason, words):
    end = {"state": RunState.DONE, "verdict": verdict, "reason": reason, "log": "Traceback\u202e"}
    console_id = hand_in(database, kind=SubmissionKind.TRY, lane=Lane.CONSOLE, **end)
    seen = consoles.view(session, ALICE, console_id, 0)
    assert words in seen.sentence
    assert "check" not in seen.sentence
    assert seen.log == "Traceback[U+202E]"
    assert "reason" not in repr(seen)

"""The live stream: whole views, resumable, ended, and never more than a reader may see."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from werkzeug.exceptions import TooManyRequests

from judge.storage.belongings import delete_belongings
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import EventKind, Run, RunState
from tests.cast import NOW, finish, hand_in, happen, seat
from web import events
from web.events import MAX_STREAMS, Streams, follow


class Reader:
    """Follows a submission; `steps` happen while the stream waits, one at each look."""

    def __init__(self, database, submission_id, steps=(), *, seen=0):
        self.steps = list(steps)
        self.open = 0
        self.database = database
        self.messages = list(follow(self.sessions, submission_id, seen=seen, wait=self.wait))

    @contextmanager
    def sessions(self):
        self.open += 1
        with reading_scope(self.database) as session:
            yield session
        self.open -= 1

    def wait(self):
        assert self.open == 0, "a session is open while the stream waits"
        if not self.steps:
            return False
        self.steps.pop(0)()
        return True

    @property
    def views(self):
        return [json.loads(message.split("data: ", 1)[1]) for message in self.messages if "event: view\n" in message]


def lease(database, submission_id):
    with session_scope(database) as session:
        run = session.get_one(Run, f"run-of-{submission_id}")
        run.state = RunState.LEASED
        session.add(run)
        session.commit()


def test_it_tells_each_change_once_and_then_ends(database):
    submission_id = hand_in(database)
    reader = Reader(
        database,
        submission_id,
        [
            lambda: None,
            lambda: lease(database, submission_id),
            lambda: happen(database, submission_id, EventKind.PHASE, phase="running"),
            lambda: happen(database, submission_id, EventKind.TEST, id="test_lists", outcome="passed", ms=4),
            lambda: finish(database, submission_id, {"test_lists": {}}),
            lambda: pytest.fail("the stream goes on after its end"),
        ],
    )
    assert [(view["state"], view["phase"], len(view["tests"])) for view in reader.views] == [
        ("queued", "", 0),
        ("leased", "", 0),
        ("leased", "running", 0),
        ("leased", "running", 1),
        ("done", "", 1),
    ]
    assert reader.messages[0] == "retry: 1000\n\n"
    assert reader.messages[-1].startswith("id: 3\nevent: end\n")


def test_it_ends_when_the_submission_is_deleted(database):
    submission_id = hand_in(database, "bob")

    def leave():
        with session_scope(database) as session:
            delete_belongings(session, "bob")
            session.commit()

    reader = Reader(database, submission_id, [leave, lambda: pytest.fail("the stream goes on after its end")])
    assert len(reader.views) == 1
    assert "event: end" not in reader.messages[-1]


def test_it_tells_when_the_place_in_the_queue_changes(database):
    other = hand_in(database, "bob")
    submission_id = hand_in(database, at=NOW + timedelta(seconds=1))
    reader = Reader(database, submission_id, [lambda: finish(database, other, {})])
    assert [view["place"] for view in reader.views] == [2, 1]


def test_it_tells_the_present_state_to_a_reader_who_comes_late(database):
    submission_id = hand_in(database)
    finish(database, submission_id, {"test_lists": {}})
    (view,) = Reader(database, submission_id).views
    assert view["verdict"] == "failed"


def test_it_repeats_nothing_to_a_reader_who_has_seen_all(database):
    submission_id = hand_in(database, state=RunState.LEASED)
    seen = happen(database, submission_id, EventKind.PHASE, phase="running")
    assert Reader(database, submission_id, seen=seen).views == []
    assert len(Reader(database, submission_id, seen=seen - 1).views) == 1
    later = Reader(
        database,
        submission_id,
        [lambda: happen(database, submission_id, EventKind.TEST, id="test_lists", outcome="passed", ms=4)],
        seen=seen,
    )
    assert [len(view["tests"]) for view in later.views] == [1]


def test_it_ends_at_once_for_a_reader_who_has_seen_the_end(database):
    submission_id = hand_in(database)
    finish(database, submission_id, {})
    reader = Reader(database, submission_id, seen=1)
    assert reader.views == []
    assert "event: end" in reader.messages[-1]


def test_it_beats_while_nothing_happens(database, monkeypatch):
    monkeypatch.setattr(events, "HEARTBEAT_POLLS", 3)
    reader = Reader(database, hand_in(database), [lambda: None] * 6)
    assert reader.messages.count(": waiting\n\n") == 2


def test_it_counts_no_hidden_tests_that_end_in_a_sealed_run(database):
    with session_scope(database) as session:
        seat(session, policy="sealed")
    submission_id = hand_in(database, sitting_id="sitting", state=RunState.LEASED)

    def test(test_id, outcome):
        return lambda: happen(database, submission_id, EventKind.TEST, id=test_id, outcome=outcome, ms=4)

    reader = Reader(
        database,
        submission_id,
        [
            test("test_lists", "passed"),
            test("test_keeps_order", "failed"),
            test("test_refuses", "passed"),
            lambda: finish(database, submission_id, {}),
        ],
    )
    assert [(view["state"], len(view["tests"])) for view in reader.views] == [("leased", 0), ("leased", 1), ("done", 0)]
    assert not any("id: " in message for message in reader.messages)
    guesses = [Reader(database, submission_id, seen=number) for number in range(1, 6)]
    assert [len(guess.views) for guess in guesses] == [1] * 5


def test_it_lets_the_browser_connect_anew_after_a_while(database, monkeypatch):
    monkeypatch.setattr(events, "MAX_POLLS", 4)
    reader = Reader(database, hand_in(database), [lambda: None] * 100)
    assert len(reader.steps) == 96
    assert "event: end" not in reader.messages[-1]


def test_it_streams_to_the_owner_over_http(visit, database):
    submission_id = hand_in(database)
    finish(database, submission_id, {"test_lists": {}})
    answer = visit("alice").get(f"/submissions/{submission_id}/events")
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.text.count("event: view") == 1
    assert answer.text.endswith("event: end\ndata: {}\n\n")


@pytest.mark.parametrize(
    ("last", "views"), [("1", 0), ("0", 1), ("x", 1), ("-1", 1), ("²", 1), ("", 1), ("9" * 5000, 1)]
)
def test_it_resumes_after_the_last_event_that_the_browser_names(visit, database, last, views):
    submission_id = hand_in(database)
    finish(database, submission_id, {})
    headers = {"Last-Event-ID": last.encode("latin-1", "replace").decode("latin-1")}
    answer = visit("alice").get(f"/submissions/{submission_id}/events", headers=headers)
    assert answer.text.count("event: view") == views


def test_it_refuses_one_stream_too_many_of_one_user(visit, database, app):
    submission_id = hand_in(database)
    path = f"/submissions/{submission_id}/events"
    alice = visit("alice")
    open_streams = [alice.get(path, buffered=False) for _ in range(MAX_STREAMS)]
    refused = alice.get(path)
    assert (refused.status_code, refused.json["where"]) == (429, "")
    for stream in open_streams:
        stream.close()
    again = alice.get(path, buffered=False)
    assert again.status_code == 200
    again.close()


def test_it_counts_streams_by_user():
    streams = Streams(100)
    for _ in range(MAX_STREAMS):
        streams.enter("alice")
    streams.enter("bob")
    with pytest.raises(TooManyRequests):
        streams.enter("alice")
    streams.leave("alice")
    streams.enter("alice")


def test_it_keeps_threads_for_those_who_follow_nothing():
    streams = Streams(2)
    streams.enter("alice")
    streams.enter("bob")
    with pytest.raises(TooManyRequests):
        streams.enter("mallory")
    streams.leave("bob")
    streams.enter("mallory")


def test_it_stops_every_stream_when_the_process_ends(database, monkeypatch):
    streams = Streams(1)
    streams.stop()
    messages = list(follow(lambda: reading_scope(database), hand_in(database), seen=0, wait=streams.wait))
    assert len(messages) == 2

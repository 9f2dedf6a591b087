"""Consoles over HTTP: open, ask, look, close; whose they are; and that no answer holds anything hidden."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from judge.catalogue.bundle import Bundle
from judge.storage.engine import session_scope
from judge.storage.runs import Lane, RunState
from judge.storage.sittings import Sitting
from judge.storage.submissions import SubmissionKind
from judge.worker import Worker
from sandbox import console as sandbox_console
from sandbox.fake import FakeEngine
from tests.cast import ANSWER, MANIFEST, SLUG, STACK, STARTER, hand_in, publish, seat, version
from tests.judge.worker_parts import quick_settings

CANARY = "CANARY-4711"
GET = {"type": "request", "method": "GET", "path": "/items"}


def wish(**changes):
    return {"stack": STACK, "files": ANSWER, "key": str(uuid4())} | changes


@pytest.fixture
def alice(visit):
    return visit("alice")


@pytest.fixture
def opened(alice):
    """The addresses of Alice's console."""
    answer = alice.send("POST", f"/problems/{SLUG}/consoles", wish())
    assert answer.status_code == 202
    return answer.json


@pytest.fixture
def work(database, state_dir, monkeypatch):
    """Lets a worker serve what waits until it has been idle for a moment; gives its engine."""
    monkeypatch.setattr(sandbox_console, "IDLE_SECONDS", 0.3)
    monkeypatch.setattr(sandbox_console, "LOG_SECONDS", 0.0)

    def go(engine=None):
        engine = engine or FakeEngine.console(log=b"listening\n")
        assert Worker(engine, database, quick_settings(state_dir)).step(1, Lane.CONSOLE)
        return engine

    return go


def test_it_gives_the_addresses_of_a_new_console(opened):
    there = f"/consoles/{opened['id']}"
    assert opened == {
        "id": opened["id"],
        "view_url": f"{there}.json",
        "ask_url": f"{there}/commands",
        "close_url": f"{there}/close",
    }


def test_it_tells_the_editor_where_consoles_are_opened(alice):
    assert f'"console": "/problems/{SLUG}/consoles"' in alice.get(f"/problems/{SLUG}").text


def test_it_shows_a_console_that_waits(alice, opened):
    seen = alice.get(opened["view_url"]).json
    assert seen == {
        "id": opened["id"],
        "state": "queued",
        "place": 1,
        "phase": "",
        "label": "",
        "sentence": "",
        "log": "",
        "is_final": False,
        "answers": [],
        "idle_seconds": 120,
    }


def test_it_answers_what_was_asked(alice, opened, work):
    command = GET | {"headers": {"X-Odd": "1"}, "body": "hello"}
    assert alice.send("POST", opened["ask_url"], command).json == {"number": 1}
    assert alice.send("POST", opened["ask_url"], GET | {"path": "/2"}).json == {"number": 2}
    waiting = alice.get(opened["view_url"]).json["answers"]
    assert waiting[0] == {"number": 1, "command": command, "answer": None}
    work()
    seen = alice.get(f"{opened['view_url']}?after=1").json
    (second,) = seen["answers"]
    assert (second["number"], second["answer"]["type"], second["answer"]["status"]) == (2, "reply", 200)
    assert (seen["is_final"], seen["label"], seen["sentence"]) == (True, "Ended", "Nothing was asked for two minutes.")
    first = alice.get(opened["view_url"]).json["answers"][0]["answer"]
    assert (first["log"], first["headers"]) == ("listening\n", [["Content-Type", "application/json"]])


@pytest.mark.parametrize("after", ["", "x", "-1", "1e9", "9" * 40, "\u0664"])
def test_it_takes_a_bad_number_for_the_beginning(alice, opened, after):
    alice.send("POST", opened["ask_url"], GET)
    assert len(alice.get(opened["view_url"], query_string={"after": after}).json["answers"]) == 1


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (GET | {"path": "items"}, "path"),
        (GET | {"method": "GET\r\nX: y"}, "method"),
        (GET | {"headers": {"X": "a\r\nB: c"}}, "headers"),
        (GET | {"headers": {"X": 7}}, "headers.X"),
        (GET | {"body": "x" * 65537}, "body"),
        (GET | {"number": 1}, "number"),
        ({"type": "sql", "sql": "SELECT 1"}, "type"),
        ({"type": "x" * 101}, "type"),
        ({}, "type"),
        ([], "body"),
    ],
)
def test_it_says_what_is_wrong_with_a_command(alice, opened, body, where):
    answer = alice.send("POST", opened["ask_url"], body)
    assert (answer.status_code, answer.json["where"]) == (400, where)
    assert alice.get(opened["view_url"]).json["answers"] == []


def test_it_refuses_a_command_that_is_no_json(alice, opened):
    assert alice.post(opened["ask_url"], type="request").status_code == 400


def test_it_takes_only_so_many_commands_that_wait(alice, opened):
    codes = [alice.send("POST", opened["ask_url"], GET).status_code for _ in range(21)]
    assert codes == [202] * 20 + [429]


def test_it_closes_a_console_and_takes_no_more_commands(alice, opened):
    assert alice.send("POST", opened["close_url"], {}).json == {"closed": True}
    assert alice.send("POST", opened["close_url"], {}).json == {"closed": True}
    refused = alice.send("POST", opened["ask_url"], GET)
    assert (refused.status_code, refused.json["error"]) == (409, "This console has ended. Start it again.")
    seen = alice.get(opened["view_url"]).json
    assert (seen["state"], seen["sentence"]) == ("cancelled", "You closed it, or started it again.")


def test_it_closes_the_other_one_when_a_new_one_is_opened(alice, opened):
    second = alice.send("POST", f"/problems/{SLUG}/consoles", wish()).json
    assert alice.get(opened["view_url"]).json["state"] == "cancelled"
    assert alice.get(second["view_url"]).json["state"] == "queued"


def test_it_opens_one_console_for_one_key(alice):
    same = wish()
    ids = {alice.send("POST", f"/problems/{SLUG}/consoles", same).json["id"] for _ in range(2)}
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("changes", "where"),
    [({"stack": "cobol"}, "stack"), ({"files": {}}, "app.py"), ({"key": "x"}, "key"), ({"kind": "try"}, "kind")],
)
def test_it_says_why_it_opens_none(alice, changes, where):
    answer = alice.send("POST", f"/problems/{SLUG}/consoles", wish(**changes))
    assert (answer.status_code, answer.json["where"]) == (400, where)


def test_it_opens_none_by_the_door_for_submissions(alice):
    answer = alice.send("POST", f"/problems/{SLUG}/submissions", wish(kind="try"))
    assert (answer.status_code, answer.json["where"]) == (400, "kind")


def test_it_needs_the_pages_token(app, alice, opened):
    for path in (f"/problems/{SLUG}/consoles", opened["ask_url"], opened["close_url"]):
        assert alice.client.post(path, json=wish()).status_code == 400


@pytest.mark.parametrize("path", ["ask_url", "close_url", "view_url"])
def test_it_tells_a_strangers_console_and_none_apart_by_nothing(visit, opened, path):
    bob = visit("bob")

    def answer(address):
        asked = bob.get(address) if path == "view_url" else bob.send("POST", address, GET if path == "ask_url" else {})
        return asked.status_code, asked.json["error"]

    assert answer(opened[path]) == answer(opened[path].replace(opened["id"], str(uuid4())))
    assert answer(opened[path])[0] == 404


def test_it_takes_no_submission_for_a_console(alice, database):
    submission_id = hand_in(database)
    assert alice.get(f"/consoles/{submission_id}.json").status_code == 404


def test_it_opens_and_asks_in_a_timed_session_only_in_its_time(alice, database):
    now = datetime.now(UTC)
    with session_scope(database) as session:
        seat(session, started_at=now, ends_at=now + timedelta(minutes=5))
    opened = alice.send("POST", f"/problems/{SLUG}/consoles?sitting=sitting", wish())
    assert opened.status_code == 202
    assert alice.send("POST", opened.json["ask_url"], GET).status_code == 202
    with session_scope(database) as session:
        session.get_one(Sitting, "sitting").ends_at = now - timedelta(minutes=5)
        session.commit()
    assert alice.send("POST", opened.json["ask_url"], GET).status_code == 409
    assert alice.send("POST", f"/problems/{SLUG}/consoles?sitting=sitting", wish()).status_code == 409


def test_it_limits_how_often_consoles_are_opened(alice):
    codes = {alice.send("POST", f"/problems/{SLUG}/consoles", wish()).status_code for _ in range(31)}
    assert codes == {202, 429}


def test_it_lists_no_try_among_the_submissions(alice, opened):
    assert opened["id"] not in alice.get("/submissions").text


# --- nothing hidden ------------------------------------------------------------------------------------------------


@pytest.fixture
def hiding(database):
    """A problem with canaries in its suite, its solution and its hidden ids; and samples for its database."""
    tests = [test | {"id": f"{test['id']}_{CANARY}"} for test in MANIFEST["tests"]]
    made = version("hiding")
    files = {f"starter/{STACK}/{path}": text.encode() for path, text in STARTER.items()}
    hidden = {
        "tests/test_all.py": CANARY.encode(),
        "tests/data.sql": CANARY.encode(),
        f"solution/{STACK}/app.py": CANARY.encode(),
        "wrong/one/app.py": CANARY.encode(),
        "editorial.md": CANARY.encode(),
    }
    made.bundle = Bundle(files | hidden).to_bytes()
    made.manifest = MANIFEST | {"tests": tests}
    with session_scope(database) as session:
        publish(session, made)
        session.commit()
    return made.slug


def test_it_lets_nothing_of_the_suite_out(alice, hiding, work):
    opened = alice.send("POST", f"/problems/{hiding}/consoles", wish())
    alice.send("POST", opened.json["ask_url"], GET)
    for box in work().boxes:
        assert CANARY not in str(box.sent.job)
        assert not any(CANARY.encode() in content for content in box.sent.files.values())
    for path in (opened.json["view_url"], f"/problems/{hiding}"):
        answer = alice.get(path)
        assert answer.status_code == 200
        assert CANARY not in answer.text
        assert CANARY not in str(answer.headers)


def test_it_spells_out_what_deceives_in_answers_and_logs(alice, opened, work):
    def react(_command):
        return {"type": "error", "error": "admin\u202e\u2066", "ms": 0}

    alice.send("POST", opened["ask_url"], GET)
    work(FakeEngine.console(react, log="\u202eprinted".encode()))
    text = alice.get(opened["view_url"]).text
    assert "\u202e" not in text
    assert "\\u202e" not in text
    assert "[U+202E]" in text
    assert "[U+2066]" in text


def test_it_keeps_the_reason_to_itself(alice, database):
    end = {"state": RunState.QUARANTINED, "verdict": "judge_error", "reason": CANARY}
    console_id = hand_in(database, kind=SubmissionKind.TRY, lane=Lane.CONSOLE, **end)
    answer = alice.get(f"/consoles/{console_id}.json")
    assert answer.json["sentence"] == "This one is on us. Start it again."
    assert CANARY not in answer.text

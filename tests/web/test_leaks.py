"""Nothing of a hidden test reaches a candidate, and nothing that anybody writes comes alive in a page."""

import html
import re

import pytest
from sqlmodel import select

from judge.domain.verdict import Verdict
from judge.storage.engine import session_scope
from judge.storage.problems import ProblemVersion
from judge.storage.runs import EventKind, RunState, TestResult
from judge.storage.submissions import SubmissionKind
from tests.cast import MANIFEST, SLUG, finish, hand_in, happen

CANARY = "CANARY-4711"
ODD_MILLISECONDS = 471147


def fill_with_canaries(database, submission_id):
    """Everything that can be known of the hidden tests and the run holds the canary, except title and hint."""
    exchange = {
        "request": {"method": CANARY, "path": CANARY, "headers": {CANARY: CANARY}, "body": CANARY},
        "reply": {"status": 200, "headers": {CANARY: CANARY}, "body": CANARY, "ms": ODD_MILLISECONDS},
        "error": CANARY,
    }
    hidden = {
        "outcome": CANARY,
        "points": 0,
        "message": CANARY,
        "milliseconds": ODD_MILLISECONDS,
        "exchanges": [exchange],
        "comparison": {"got": CANARY, "expected": CANARY},
    }
    end = {"log": CANARY, "reason": CANARY, "images": {"tester": CANARY}, "phases": {"running": ODD_MILLISECONDS}}
    outcomes = {"test_lists": {}, "test_keeps_order": hidden, "test_refuses": hidden}
    finish(database, submission_id, outcomes, verdict=Verdict.CRASHED, **end)


@pytest.fixture
def canaries(database):
    """A published version whose hidden ids are canaries too, and a submission full of them."""
    tests = [test if test["is_sample"] else test | {"id": f"{test['id']}_{CANARY}"} for test in MANIFEST["tests"]]
    submission_id = hand_in(database)
    fill_with_canaries(database, submission_id)
    with session_scope(database) as session:
        version = session.get_one(ProblemVersion, f"version-of-{SLUG}")
        version.manifest = version.manifest | {"tests": tests}
        session.add(version)
        for row in session.exec(select(TestResult)).all():
            row.test_id = row.test_id if row.test_id == "test_lists" else f"{row.test_id}_{CANARY}"
        session.commit()
    return submission_id


@pytest.mark.parametrize(
    "path",
    [
        "/submissions/{}",
        "/submissions/{}/view.json",
        "/submissions/{}/events",
        "/submissions",
        f"/problems/{SLUG}",
        "/problems",
    ],
)
def test_it_tells_a_candidate_nothing_more_of_a_hidden_test(visit, canaries, path):
    answer = visit("alice").get(path.format(canaries))
    assert answer.status_code == 200
    assert CANARY not in answer.text
    assert CANARY not in str(answer.headers)
    assert str(ODD_MILLISECONDS) not in answer.text
    assert "471.1" not in answer.text


def test_it_shows_staff_what_it_kept_from_the_candidate(visit, canaries):
    assert visit("rita").get(f"/review/submissions/{canaries}").text.count(CANARY) >= 10


def test_it_shows_titles_and_hints_of_what_failed(visit, canaries):
    page = visit("alice").get(f"/submissions/{canaries}").text
    assert "keeps order" in page
    assert "Sort by creation." in page


def test_it_streams_nothing_more_of_a_hidden_test_while_it_runs(visit, database, monkeypatch):
    monkeypatch.setattr("web.events.MAX_POLLS", 1)
    submission_id = hand_in(database, state=RunState.LEASED, log=CANARY, reason=CANARY)
    happen(database, submission_id, EventKind.PHASE, phase="running", more=CANARY)
    happen(
        database,
        submission_id,
        EventKind.TEST,
        id="test_keeps_order",
        outcome="bad_response",
        ms=ODD_MILLISECONDS,
        message=CANARY,
    )
    alice = visit("alice")
    monkeypatch.setattr("web.events.POLL_SECONDS", 0.001)
    for path in ("events", "view.json", ""):
        text = alice.get(f"/submissions/{submission_id}/{path}".rstrip("/")).text
        for secret in (CANARY, str(ODD_MILLISECONDS), "bad_response", "test_keeps_order"):
            assert secret not in text


# --- text of strangers --------------------------------------------------------------------------------------------

ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}"


def inert(page):
    """The attack stands in the page at most as text."""
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{7*7}}" in html.unescape(page) or "alert(1)" not in page
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    assert not any("alert(1)" in body and "\\u003c" not in body for body in scripts)


def attack_everything(database):
    says = {
        "outcome": "failed",
        "points": 0,
        "message": ATTACK,
        "comparison": {"got": ATTACK, "expected": [ATTACK]},
        "exchanges": [
            {
                "request": {"method": ATTACK, "path": ATTACK, "headers": {ATTACK: ATTACK}, "body": ATTACK},
                "reply": {"status": 200, "headers": {ATTACK: ATTACK}, "body": ATTACK, "ms": 1},
                "error": ATTACK,
            }
        ],
    }
    submission_id = hand_in(database, kind=SubmissionKind.RUN, files={"app.py": ATTACK, "models.py": f"# {ATTACK}"})
    finish(database, submission_id, {"test_lists": says}, log=ATTACK, reason=ATTACK)
    return submission_id


@pytest.mark.parametrize(("who", "path"), [("alice", "/submissions/{}"), ("rita", "/review/submissions/{}")])
def test_it_shows_code_logs_messages_and_replies_as_text(visit, database, who, path):
    page = visit(who).get(path.format(attack_everything(database))).text
    assert "alert(1)" in page
    inert(page)


def test_it_sends_them_to_scripts_as_data(visit, database):
    browser, submission_id = visit("alice"), attack_everything(database)
    answer = browser.get(f"/submissions/{submission_id}/view.json")
    assert answer.mimetype == "application/json"
    assert answer.json["log"] == ATTACK
    stream = browser.get(f"/submissions/{submission_id}/events").text
    assert stream.count("\nevent: view\n") == 1  # a line break in a reply opens no message of its own


def test_it_gives_the_editor_a_draft_that_cannot_leave_its_script(visit):
    browser = visit("alice")
    files = {"app.py": ATTACK, "models.py": "\u2028</script>"}
    browser.send("PUT", f"/problems/{SLUG}/draft", {"stack": "python-flask", "files": files, "base": None})
    page = browser.get(f"/problems/{SLUG}").text
    assert "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)" in page
    inert(page)


def test_it_shows_names_as_text(visit, database):
    browser = visit()
    browser.post("/sign-up", name=ATTACK[:80], email="carl@example.org", password="plenty of rare words")
    inert(browser.get("/account").text)
    inert(visit("rita").get("/review").text)


@pytest.mark.parametrize(
    "path", [f"/problems?q={ATTACK}", f"/review?q={ATTACK}", f"/sign-in?next={ATTACK}", f"/{ATTACK}"]
)
def test_it_shows_what_stands_in_an_address_as_text(visit, path):
    inert(visit("rita").get(path).text)
    inert(visit().get(path).text)


def test_it_shows_deceiving_characters_of_code(visit, database):
    submission_id = hand_in(database, files={"app.py": "admin = False  # \u202e\u2066 if admin", "models.py": ""})
    page = visit("rita").get(f"/review/submissions/{submission_id}").text
    assert "\u202e" not in page
    assert "[U+202E]" in page

"""One's own submissions: the list, one with its code and result."""

import re
from datetime import timedelta

from judge.domain.verdict import Verdict
from judge.storage.runs import RunState
from judge.storage.submissions import SubmissionKind
from tests.cast import NOW, finish, hand_in


def test_it_lists_ones_own_submissions_only(visit, database):
    mine, theirs = hand_in(database), hand_in(database, "bob")
    page = visit("alice").get("/submissions")
    assert f"/submissions/{mine}" in page.text
    assert theirs not in page.text


def test_it_says_so_when_there_are_none(visit):
    assert "No submissions yet" in visit("alice").get("/submissions").text


def test_it_spends_as_many_queries_on_a_long_history_as_on_none(visit, database, queries):
    for number in range(25):
        hand_in(database, at=NOW + timedelta(minutes=number))
    browser = visit("alice")
    queries.clear()
    browser.get("/submissions")
    assert len(queries) == 4  # who is there, the history, the notes, the problems
    assert not any(re.search(r"submission\.files\b|run\.log\b", query) for query in queries)


def test_it_shows_a_submission_with_its_highlighted_code(visit, database):
    page = visit("alice").get(f"/submissions/{hand_in(database)}")
    assert page.status_code == 200
    assert 'class="nb">print</span>' in page.text
    assert "models.py" in page.text


def test_it_shows_where_a_waiting_submission_stands(visit, database):
    browser, submission_id = visit("alice"), hand_in(database)
    seen = browser.get(f"/submissions/{submission_id}/view.json").json
    assert (seen["state"], seen["place"], seen["verdict"]) == ("queued", 1, None)
    assert "place 1" in browser.get(f"/submissions/{submission_id}").text


def test_it_shows_the_verdict_and_the_points(visit, database):
    submission_id = hand_in(database)
    finish(database, submission_id, {"test_lists": {}}, score=2)
    browser = visit("alice")
    seen = browser.get(f"/submissions/{submission_id}/view.json").json
    assert (seen["verdict"], seen["label"], seen["score"], seen["max_score"]) == ("failed", "Failed", 2, 10)
    page = browser.get(f"/submissions/{submission_id}").text
    assert "Some checks did not pass." in page
    assert "lists items" in page


def test_it_shows_what_a_service_that_did_not_start_has_printed(visit, database):
    submission_id = hand_in(database)
    finish(database, submission_id, {}, verdict=Verdict.DID_NOT_START, score=0, log="ModuleNotFoundError: flusk")
    assert "ModuleNotFoundError: flusk" in visit("alice").get(f"/submissions/{submission_id}").text


def test_it_shows_the_details_of_a_sample(visit, database):
    submission_id = hand_in(database, kind=SubmissionKind.RUN)
    exchange = {
        "request": {"method": "GET", "path": "/items", "headers": {}, "body": ""},
        "reply": {"status": 500, "headers": {"X-Odd": "1"}, "body": "oh no", "ms": 3},
        "error": "",
    }
    says = {"outcome": "failed", "points": 0, "message": "the status is 500", "exchanges": [exchange]}
    finish(database, submission_id, {"test_lists": says | {"comparison": {"got": [1], "expected": [2]}}})
    page = visit("alice").get(f"/submissions/{submission_id}").text
    for shown in ("the status is 500", "oh no", "X-Odd", "/items"):
        assert shown in page


def test_it_says_that_a_judge_error_is_on_us(visit, database):
    submission_id = hand_in(database)
    end = {"state": RunState.QUARANTINED, "verdict": Verdict.JUDGE_ERROR, "score": None, "reason": "engine gone"}
    finish(database, submission_id, {}, **end)
    page = visit("alice").get(f"/submissions/{submission_id}").text
    assert "This one is on us." in page
    assert "engine gone" not in page

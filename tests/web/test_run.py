"""A run as the server draws it: what a page without scripts shows, and what the live panel then takes over."""

import re

from judge.domain.verdict import Verdict
from judge.storage.engine import session_scope
from judge.storage.learning import HintTaken
from judge.storage.runs import EventKind, RunState
from judge.storage.submissions import SubmissionKind
from tests.cast import NOW, SLUG, finish, hand_in, happen, seat

LOG = "Traceback\n<b>no markup</b>\n"


def words(page) -> str:
    """The text of the result alone, blanks made even."""
    [result] = re.findall(r'<div id="watch"[^>]*>(.*)</main>', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", result).split())


def test_it_stops_a_run_by_a_form(visit, database):
    browser, submission_id = visit("alice"), hand_in(database)
    page = browser.get(f"/submissions/{submission_id}")
    assert f'action="/submissions/{submission_id}/cancel"' in page.text
    assert "Cancel the run" in page.text
    answer = browser.post(f"/submissions/{submission_id}/cancel")
    assert answer.headers["Location"] == f"/submissions/{submission_id}"
    ended = browser.get(f"/submissions/{submission_id}")
    assert words(ended).startswith("Cancelled You stopped this run before its end.")
    assert "Cancel the run" not in ended.text


def test_it_offers_no_stop_for_a_submission_of_a_timed_session(visit, database):
    with session_scope(database) as session:
        seat(session)
    submission_id = hand_in(database, sitting_id="sitting")
    assert "Cancel the run" not in visit("alice").get(f"/submissions/{submission_id}").text


def test_it_says_what_hints_cost_beside_the_score(visit, database):
    with session_scope(database) as session:
        session.add(HintTaken(user_id="alice", slug=SLUG, sitting_id="", number=1, cost=2, taken_at=NOW))
        session.commit()
    submission_id = hand_in(database)
    finish(database, submission_id, {"test_lists": {}}, score=5)
    assert "5 of 10 points , minus 2 for hints" in words(visit("alice").get(f"/submissions/{submission_id}"))


def test_it_puts_the_log_of_a_service_that_did_not_start_first_and_open(visit, database):
    submission_id = hand_in(database, kind=SubmissionKind.RUN)
    finish(database, submission_id, {}, verdict=Verdict.DID_NOT_START, score=0, log=LOG)
    page = visit("alice").get(f"/submissions/{submission_id}")
    assert '<details class="run-log" open>' in page.text
    assert page.text.index('class="run-log"') < page.text.index("Points by criterion")
    assert "&lt;b&gt;no markup" in page.text


def test_it_puts_the_log_of_any_other_run_last_and_closed(visit, database):
    submission_id = hand_in(database, kind=SubmissionKind.RUN)
    finish(database, submission_id, {"test_lists": {}}, log=LOG)
    page = visit("alice").get(f"/submissions/{submission_id}")
    assert '<details class="run-log">' in page.text
    assert page.text.index('class="run-log"') > page.text.index("Points by criterion")


def test_it_shows_of_a_sealed_result_the_samples_and_when_the_rest_is_told(visit, database):
    with session_scope(database) as session:
        seat(session, policy="sealed")
    submission_id = hand_in(database, sitting_id="sitting")
    failed = {"outcome": "failed", "points": 0}
    finish(database, submission_id, {"test_lists": failed, "test_keeps_order": failed, "test_refuses": {}}, score=5)
    shown = words(visit("alice").get(f"/submissions/{submission_id}"))
    assert shown.startswith("Received It was judged.")
    assert "Sample checks 0 of 1 passed" in shown
    assert "2 hidden checks: told when the session has ended." in shown
    for told in ("points by criterion", "keeps order", "refuses text", "of 10", "reload"):
        assert told not in shown.lower()


def test_it_counts_the_checks_that_a_sealed_run_will_show(visit, database):
    with session_scope(database) as session:
        seat(session, policy="sealed")
    submission_id = hand_in(database, sitting_id="sitting", state=RunState.LEASED)
    happen(database, submission_id, EventKind.PHASE, phase="running")
    happen(database, submission_id, EventKind.TEST, id="test_lists", outcome="passed", ms=3)
    happen(database, submission_id, EventKind.TEST, id="test_refuses", outcome="passed", ms=3)
    assert "Running 1/1" in words(visit("alice").get(f"/submissions/{submission_id}"))


def test_it_lists_checks_as_they_end_while_a_run_is_under_way(visit, database):
    submission_id = hand_in(database, state=RunState.LEASED)
    happen(database, submission_id, EventKind.PHASE, phase="running")
    happen(database, submission_id, EventKind.TEST, id="test_lists", outcome="passed", ms=3)
    happen(database, submission_id, EventKind.TEST, id="test_keeps_order", outcome="failed", ms=3)
    shown = words(visit("alice").get(f"/submissions/{submission_id}"))
    assert "Running 2/3" in shown
    assert shown.index("lists items") < shown.index("keeps order")

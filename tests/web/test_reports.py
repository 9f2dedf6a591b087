"""Reporting a problem, and dealing with reports."""

import pytest

from judge.storage.engine import session_scope
from tests.cast import NOW, SLUG, hand_in, seat

REPORT = f"/problems/{SLUG}/report"


def test_it_leads_from_the_workspace_to_the_form_and_back(visit):
    browser = visit("alice")
    assert f'href="{REPORT}"' in browser.get(f"/problems/{SLUG}").text
    form = browser.get(REPORT).text
    assert "A little list" in form
    assert 'maxlength="2000"' in form
    answer = browser.post(REPORT, text="The example has a typing error.")
    assert answer.location == f"/problems/{SLUG}"
    assert "Your report has reached" in browser.get(answer.location).text


def test_it_keeps_the_text_of_a_refused_report(visit):
    answer = visit("alice").post(REPORT, text="x" * 2001)
    assert answer.status_code == 400
    assert "x" * 2001 in answer.text
    assert "it may have 2000" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_it_takes_a_report_from_a_session_that_has_ended_meanwhile(visit, database):
    with session_scope(database) as session:
        seat(session, finished_at=NOW)
    address = f"{REPORT}?sitting=sitting"
    assert visit("alice").post(address, text="x" * 2001).status_code == 400
    answer = visit("alice").post(address, text="The second check refuses what is right.")
    assert answer.location == f"/sittings/sitting/tasks/{SLUG}"
    assert "The second check" in visit("arthur").get("/review/reports").text


def test_it_takes_no_report_from_a_session_that_has_not_begun(visit, database):
    with session_scope(database) as session:
        seat(session, has_begun=False)
    assert visit("alice").get(f"{REPORT}?sitting=sitting").status_code == 409


def test_it_brings_reports_to_staff_with_the_submission(visit, database):
    submission_id = hand_in(database)
    visit("alice").post(REPORT, text="Look <b>here</b>\u202e", submission="on")
    page = visit("arthur").get("/review/reports").text
    assert "Look &lt;b&gt;here&lt;/b&gt;[U+202E]" in page
    assert f"/review/submissions/{submission_id}" in page
    assert "1 report open." in page


def test_it_resolves_a_report_and_opens_it_again(visit):
    visit("alice").post(REPORT, text="Something.")
    rita = visit("rita")
    assert "Reports (1 open)" in rita.get("/review").text
    assert rita.post("/review/reports/1/resolve").location == "/review/reports#report-1"
    page = rita.get("/review/reports").text
    assert "Resolved" in page
    assert "0 reports open." in page
    assert "Reports</a>" in rita.get("/review").text
    rita.post("/review/reports/1/resolve", again="yes")
    assert "1 report open." in rita.get("/review/reports").text


@pytest.mark.parametrize("verb", ["resolve", "answer"])
def test_it_knows_no_other_report(visit, verb):
    for number in ("4711", "0", "-1", "x", "9" * 30, "\u0667"):
        assert visit("rita").post(f"/review/reports/{number}/{verb}", text="?").status_code == 404


def test_it_answers_where_the_reporter_reads_it(visit):
    alice, arthur = visit("alice"), visit("arthur")
    alice.post(REPORT, text="Why 204?")
    answer = arthur.post("/review/reports/1/answer?problem=x&state=open", text="<b>Because</b>", resolve="on")
    assert answer.location == "/review/reports?problem=x&state=open#report-1"
    own = alice.get(REPORT).text
    assert "Why 204?" in own
    assert "&lt;b&gt;Because&lt;/b&gt;" in own
    assert "Resolved" in own
    assert "Because" not in visit("bob").get(REPORT).text
    listed = arthur.get("/review/reports").text
    assert 'name="known" value="&lt;b&gt;Because&lt;/b&gt;"' in listed
    assert "Change the answer" in listed


def test_it_says_when_somebody_else_has_answered(visit):
    visit("alice").post(REPORT, text="Why 204?")
    visit("ada").post("/review/reports/1/answer", text="We look into it.")
    answer = visit("arthur").post("/review/reports/1/answer", text="No.")
    assert answer.status_code == 409
    assert "Somebody has answered" in answer.text


def test_it_finds_reports_by_problem_and_state(visit):
    visit("alice").post(REPORT, text="The first.")
    visit("alice").post(REPORT, text="The second.")
    arthur = visit("arthur")
    arthur.post("/review/reports/1/resolve")
    page = arthur.get(f"/review/reports?problem={SLUG}&state=open").text
    assert "The second." in page
    assert "The first." not in page
    assert f'<option value="{SLUG}" selected>' in page
    assert f'action="/review/reports/2/resolve?problem={SLUG}&amp;state=open"' in page
    assert "Nothing matches" in arthur.get("/review/reports?problem=none").text


def test_it_counts_open_reports_in_the_navigation_of_authors(visit):
    visit("alice").post(REPORT, text="The first.")
    link = '<a href="/review/reports">Reports<span class="nav-count">1<span class="visually-hidden"> open</span></span>'
    assert link in visit("arthur").get("/problems").text
    for name in ("alice", "rita"):
        assert "nav-count" not in visit(name).get("/problems").text
    visit("arthur").post("/review/reports/1/resolve")
    assert "nav-count" not in visit("arthur").get("/problems").text


def test_it_says_once_where_one_is(visit):
    page = visit("arthur").get("/review/reports").text
    assert page.count("aria-current") == 1
    assert '<a href="/review/reports" aria-current="page">' in page
    assert '<a href="/review" aria-current="true">' in visit("rita").get("/review/reports").text


def test_it_takes_ten_reports_an_hour(visit):
    alice = visit("alice")
    codes = [alice.post(REPORT, text=f"Number {number}.").status_code for number in range(11)]
    assert codes == [302] * 10 + [429]
    assert visit("bob").post(REPORT, text="Mine.").status_code == 302

"""Hints, editorial and shared answers, as a browser sees them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from judge.storage.engine import session_scope
from judge.storage.sittings import Sitting
from tests.cast import SLUG, finish, hand_in, seat
from tests.lessons import solve, teach

PROBLEM = f"/problems/{SLUG}"
SECRETS = ("Think of the", "A second look", "<strong>index</strong>", "The order of", "<em>creation</em>")


@pytest.fixture(autouse=True)
def taught(database):
    teach(database)


def sit(database, who="alice"):
    """A timed session that runs now, with the little problem in it."""
    with session_scope(database) as session:
        seat(session, who)
        sitting = session.get_one(Sitting, "sitting")
        sitting.started_at, sitting.ends_at = datetime.now(UTC), datetime.now(UTC) + timedelta(minutes=30)
        session.add(sitting)
        session.commit()


def shared_by(visit, database, name, how="shown"):
    submission_id = solve(database, name)
    visit(name).post(f"/submissions/{submission_id}/share", name=how)
    return submission_id


# --- hints --------------------------------------------------------------------------------------------------------


def test_it_states_the_price_before_and_gives_no_text_away(visit):
    page = visit("alice").get(PROBLEM).text
    assert "Open hint 1 for 1 point" in page
    assert "costs 2 points" in page
    assert "So far: nothing." in page
    assert not any(secret in page for secret in SECRETS)


def test_it_opens_a_hint_by_a_form(visit):
    browser = visit("alice")
    answer = browser.post(f"{PROBLEM}/hints/1")
    assert answer.location == f"{PROBLEM}#hint-1"
    page = browser.get(PROBLEM).text
    assert "Think of the <strong>index</strong> first." in page
    assert "So far: minus 1 point." in page
    assert "Open hint 2 for 2 points" in page
    assert "A second look" not in page
    assert "Think of the" not in visit("bob").get(PROBLEM).text


def test_it_gives_a_script_the_tab_as_it_is_now(visit):
    browser = visit("alice")
    how = {"headers": {"Accept": "application/json"}, "data": {"csrf_token": browser.form_token()}}
    answer = browser.client.post(f"{PROBLEM}/hints/1", **how)
    assert (answer.json["number"], answer.json["spent"]) == (1, 1)
    assert 'id="hint-1"' in answer.json["html"]
    assert "<strong>index</strong>" in answer.json["html"]
    assert 'name="csrf_token"' in answer.json["html"]
    assert "<html" not in answer.json["html"]


def test_it_opens_hints_in_their_order_only(visit):
    answer = visit("alice").post(f"{PROBLEM}/hints/3")
    assert answer.status_code == 409
    assert "hint 1 comes first" in answer.text


def test_it_has_a_hint_that_is_free(visit):
    browser = visit("alice")
    for number in (1, 2, 3):
        browser.post(f"{PROBLEM}/hints/{number}")
    page = browser.get(PROBLEM).text
    assert "for nothing at all" in page
    assert "So far: minus 3 points." in page
    assert "data-hint" not in page


@pytest.mark.parametrize("address", [f"{PROBLEM}/hints/1", f"{PROBLEM}/hints/1?sitting=sitting"])
def test_it_refuses_a_hint_during_a_session(visit, database, address):
    sit(database)
    answer = visit("alice").post(address)
    assert answer.status_code == 409
    assert "You sit at this problem in a timed session" in answer.text


def test_it_offers_nothing_on_the_problems_page_during_a_session(visit, database):
    solve(database)
    sit(database)
    page = visit("alice").get(PROBLEM).text
    assert "Hints open after it." in page
    assert "data-hint" not in page
    assert f"{PROBLEM}/editorial" not in page


# --- the end ------------------------------------------------------------------------------------------------------


def test_it_says_what_giving_up_means_before(visit):
    page = visit("alice").get(f"{PROBLEM}/editorial")
    assert page.status_code == 200
    assert "Not open yet" in page.text
    assert "It cannot be taken back." in page.text
    assert not any(secret in page.text for secret in SECRETS)


def test_it_shows_the_editorial_to_who_gives_up(visit):
    browser = visit("alice")
    answer = browser.post(f"{PROBLEM}/give-up")
    assert answer.location == f"{PROBLEM}/editorial"
    page = browser.get(answer.location).text
    assert "The order of <em>creation</em>." in page
    assert "<script>alert(1)</script>" not in page
    assert "You gave up" in browser.get(PROBLEM).text


def test_it_shows_the_editorial_to_who_has_solved_it(visit, database):
    solve(database)
    browser = visit("alice")
    assert "<em>creation</em>" in browser.get(f"{PROBLEM}/editorial").text
    assert "You have solved this problem." in browser.get(PROBLEM).text


def test_it_shows_no_editorial_during_a_session(visit, database):
    solve(database)
    sit(database)
    browser = visit("alice")
    for page in ("editorial", "solutions"):
        text = browser.get(f"{PROBLEM}/{page}").text
        assert "timed session" in text
        assert "give-up" not in text
        assert not any(secret in text for secret in SECRETS)
    assert browser.post(f"{PROBLEM}/give-up").status_code == 409


def test_it_says_where_nothing_was_written(visit, database):
    teach(database, editorial="")
    assert "Its author has written none." in visit("rita").get(f"{PROBLEM}/editorial").text


# --- answers that others share ------------------------------------------------------------------------------------


def test_it_asks_before_an_answer_is_shared(visit, database):
    submission_id = solve(database)
    page = visit("alice").get(f"{PROBLEM}/solutions").text
    assert "with your name (Alice) or without one" in page
    assert "You can take it back at any time" in page
    assert f'action="/submissions/{submission_id}/share"' in page
    assert "Not shared" in page


def test_it_leads_from_a_passed_submission_to_sharing_it(visit, database):
    browser, passed = visit("alice"), solve(database)
    failed = hand_in(database)
    finish(database, failed, {})
    assert f"{PROBLEM}/solutions#share-title" in browser.get(f"/submissions/{passed}").text
    assert "#share-title" not in browser.get(f"/submissions/{failed}").text


def test_it_shows_shared_answers_with_their_code(visit, database):
    submission_id = shared_by(visit, database, "bob")
    solve(database)
    browser = visit("alice")
    assert "By Bob" in browser.get(f"{PROBLEM}/solutions").text
    page = browser.get(f"{PROBLEM}/solutions/{submission_id}").text
    assert "An answer by Bob" in page
    assert "hello" in page
    assert "bob@example.org" not in page
    assert f"/submissions/{submission_id}/withdraw" not in page


def test_it_shows_no_name_where_none_is_wanted(visit, database):
    submission_id = shared_by(visit, database, "bob", "none")
    solve(database)
    browser = visit("alice")
    for address in (f"{PROBLEM}/solutions", f"{PROBLEM}/solutions/{submission_id}"):
        page = browser.get(address).text
        assert "ithout a name" in page
        assert "Bob" not in page


def test_it_shows_shared_code_as_text(visit, database):
    nasty = {"app.py": "</code><script>alert(1)</script>\u202e", "models.py": ""}
    submission_id = solve(database, "bob", files=nasty)
    visit("bob").post(f"/submissions/{submission_id}/share", name="shown")
    page = visit("rita").get(f"{PROBLEM}/solutions/{submission_id}").text
    assert "<script>alert(1)" not in page
    assert "\u202e" not in page


def test_it_hides_shared_answers_until_the_end(visit, database):
    submission_id = shared_by(visit, database, "bob")
    browser = visit("alice")
    assert "By Bob" not in browser.get(f"{PROBLEM}/solutions").text
    assert browser.get(f"{PROBLEM}/solutions/{submission_id}").status_code == 404


def test_it_takes_an_answer_back(visit, database):
    submission_id = shared_by(visit, database, "bob")
    bob, rita = visit("bob"), visit("rita")
    assert "Shared with your name" in bob.get(f"{PROBLEM}/solutions").text
    assert "Take it back" in bob.get(f"{PROBLEM}/solutions/{submission_id}").text
    assert bob.post(f"/submissions/{submission_id}/withdraw").location == f"{PROBLEM}/solutions"
    assert "Nothing shared yet" in rita.get(f"{PROBLEM}/solutions").text
    assert rita.get(f"{PROBLEM}/solutions/{submission_id}").status_code == 404


def test_it_lists_stacks_where_there_is_a_choice(visit, database):
    shared_by(visit, database, "bob")
    page = visit("rita").get(f"{PROBLEM}/solutions?stack=ruby").text
    assert "By Bob" not in page
    assert "in this stack" in page
    assert not re.search(r'class="stack-links"', page)  # this problem has one


def test_it_offers_no_hints_in_the_workspace_of_a_session(visit, database):
    sit(database)
    page = visit("alice").get(f"/sittings/sitting/tasks/{SLUG}").text
    assert "A timed session offers no hints." in page
    assert "data-hint" not in page
    assert f'href="{PROBLEM}/report?sitting=sitting"' in page
    assert f'action="{PROBLEM}/plain?sitting=sitting"' in page


def test_it_takes_a_report_from_a_session_and_leads_back(visit, database):
    sit(database)
    answer = visit("alice").post(f"{PROBLEM}/report?sitting=sitting", text="A word is missing.")
    assert answer.location == f"/sittings/sitting/tasks/{SLUG}"

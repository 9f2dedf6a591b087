"""One's profile, preferences and data through the pages, and the end of an account."""

import io
import json
import re
import zipfile

import pytest
from sqlmodel import select

from judge.storage.accounts import User
from judge.storage.engine import reading_scope, session_scope
from judge.storage.submissions import Submission
from tests.cast import PASSWORD, SLUG, hand_in

SAME = {"name": "Alice", "email": "alice@example.org", "extra_time": "0", "password": ""}


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Compares without the hash's cost; what is compared is not the matter here."""
    monkeypatch.setattr("judge.accounts.is_right", lambda kept, password: bool(kept) and password == PASSWORD)


def user(database, name="alice") -> User | None:
    with reading_scope(database) as session:
        return session.get(User, name)


def beside(page, field):
    found = re.search(rf'id="{field}-error">(.*?)</p>', page.text, re.DOTALL)
    return found.group(1) if found else ""


def test_it_shows_the_profile_that_was_saved(visit, database, logs):
    browser = visit("alice")
    answer = browser.post("/account/profile", **SAME | {"name": "Alice Ember", "extra_time": "25"})
    assert answer.location == "/account"
    page = browser.get("/account").text
    assert "Alice Ember" in page
    assert "25 % in timed sessions" in page
    assert {"event": "profile changed", "user_id": "alice", "log_level": "info"} in logs


def test_it_begins_the_form_with_what_is_known(visit):
    page = visit("alice").get("/account/profile").text
    assert 'value="alice@example.org"' in page
    assert 'value="Alice"' in page


def test_it_signs_in_with_the_new_e_mail_only(visit, logs):
    browser = visit("alice")
    browser.post("/account/profile", **SAME | {"email": "new@example.org", "password": PASSWORD})
    assert visit().post("/sign-in", email="new@example.org", password=PASSWORD).status_code == 302
    assert visit().post("/sign-in", email="alice@example.org", password=PASSWORD).status_code == 200
    assert any(entry["event"] == "e-mail changed" for entry in logs)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"email": "new@example.org"}, "password", "The present password is wrong."),
        ({"email": "bob@example.org", "password": PASSWORD}, "email", "another account"),
        ({"extra_time": "101"}, "extra_time", "from 0 to 100"),
        ({"name": ""}, "name", "The name needs"),
    ],
)
def test_it_says_beside_the_field_why_nothing_was_saved(visit, changes, field, said):
    page = visit("alice").post("/account/profile", **SAME | changes)
    assert page.status_code == 200
    assert said in beside(page, field)
    assert PASSWORD not in page.text


# --- preferences --------------------------------------------------------------------------------------------------

FORM = {"theme": "dark", "font_size": "16", "keymap": "vim", "wraps": "y"}


def test_it_saves_all_preferences_of_the_form(visit, database):
    browser = visit("alice")
    assert browser.post("/account/preferences", **FORM).location == "/account/preferences"
    assert json.loads(user(database).preferences) == {
        "theme": "dark",
        "font_size": 16,
        "keymap": "vim",
        "has_shortcuts": False,
        "wraps": True,
    }
    page = browser.get("/account/preferences").text
    assert re.search(r'<input checked [^>]*value="dark"', page)
    assert 'selected value="16"' in page


def test_it_offers_the_defaults_to_whoever_has_chosen_nothing(visit):
    page = visit("alice").get("/account/preferences").text
    for name in ('value="system"', 'value="standard"', 'name="has_shortcuts"'):
        assert re.search(rf"<input [^>]*checked [^>]*{name}", page), name


@pytest.mark.parametrize("wrong", [{"theme": "sepia"}, {"font_size": "99"}, {"font_size": "x"}, {"keymap": "nano"}])
def test_it_saves_no_choice_that_is_not_offered(visit, database, wrong):
    assert visit("alice").post("/account/preferences", **FORM | wrong).status_code == 200
    assert user(database).preferences == "{}"


def test_it_takes_some_preferences_from_a_script_and_answers_with_all(visit):
    browser = visit("alice")
    browser.send("PUT", "/account/preferences", {"theme": "dark"})
    answer = browser.send("PUT", "/account/preferences", {"font_size": 18, "wraps": True})
    assert answer.json == {"preferences": {"theme": "dark", "font_size": 18, "wraps": True}}


@pytest.mark.parametrize("wrong", [{"theme": "sepia"}, {"font_size": "14"}, {"tab": 4}, {"wraps": None}, []])
def test_it_takes_nothing_else_from_a_script(visit, database, wrong):
    assert visit("alice").send("PUT", "/account/preferences", wrong).status_code == 400
    assert user(database).preferences == "{}"


def test_it_paints_the_theme_that_was_chosen_anywhere(visit):
    visit("alice").send("PUT", "/account/preferences", {"theme": "dark"})
    assert '<html lang="en" data-theme="dark">' in visit("alice").get("/problems").text
    assert '<html lang="en">' in visit("bob").get("/problems").text
    assert '<html lang="en">' in visit().get("/problems").text


def test_it_gives_the_editor_what_was_chosen_and_nothing_else(visit):
    browser = visit("alice")
    browser.send("PUT", "/account/preferences", {"keymap": "emacs"})
    page = browser.get(f"/problems/{SLUG}").text
    assert '"preferences": {"keymap": "emacs"}' in page


# --- the data, and the end ----------------------------------------------------------------------------------------


def test_it_hands_over_the_data_as_a_zip(visit, database, logs):
    submission_id = hand_in(database)
    answer = visit("alice").post("/account/export")
    assert answer.mimetype == "application/zip"
    assert re.fullmatch(
        r"attachment; filename=backend-judge-\d{4}-\d\d-\d\d\.zip", answer.headers["Content-Disposition"]
    )
    assert answer.headers["Cache-Control"] == "no-store"
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert f"submissions/{submission_id}/files/app.py" in names
    assert any(entry["event"] == "data exported" for entry in logs)


def test_it_hands_the_data_over_five_times_an_hour(visit):
    browser = visit("alice")
    assert [browser.post("/account/export").status_code for _ in range(6)] == [200] * 5 + [429]
    assert visit("bob").post("/account/export").status_code == 200


def test_it_ends_an_account_and_every_sign_in(visit, database, logs):
    hand_in(database)
    here, there = visit("alice"), visit("alice")
    answer = here.post("/account/delete", password=PASSWORD, word="delete")
    assert (answer.status_code, answer.location) == (302, "/problems")
    assert here.client.get_cookie("session") is None
    assert "was deleted" in here.get("/problems").text
    assert there.get("/account").status_code == 302
    assert visit().post("/sign-in", email="alice@example.org", password=PASSWORD).status_code == 200
    assert user(database) is None
    with reading_scope(database) as session:
        assert session.exec(select(Submission)).all() == []
    assert any(entry["event"] == "account deleted" and entry["user_id"] == "alice" for entry in logs)


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"password": "wrong words", "word": "delete"}, "password"), ({"password": PASSWORD, "word": "no"}, "word")],
)
def test_it_deletes_nothing_by_mistake(visit, database, sent, field):
    page = visit("alice").post("/account/delete", **sent)
    assert page.status_code == 200
    assert beside(page, field)
    assert user(database)


def test_it_tells_the_last_administrator_what_to_do_first(visit, database):
    page = visit("ada").post("/account/delete", password=PASSWORD, word="delete")
    assert "You are the only administrator." in page.text
    assert user(database, "ada")


def test_it_says_of_what_is_gone_what_it_says_of_a_strangers(visit, database):
    submission_id = hand_in(database)
    visit("alice").post("/account/delete", password=PASSWORD, word="delete")
    assert visit("rita").get(f"/review/submissions/{submission_id}").status_code == 404
    with session_scope(database) as session:
        assert session.get(Submission, submission_id) is None

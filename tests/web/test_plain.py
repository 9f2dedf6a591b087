"""The workspace without scripts: nothing is lost, nothing changes by being sent, and only the signed-in send much."""

import html
import re
from uuid import uuid4

import pytest
from sqlmodel import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import encode_multipart

from judge.storage.drafts import Draft
from judge.storage.engine import reading_scope, session_scope
from judge.storage.problems import ProblemVersion
from judge.storage.submissions import Submission
from tests.cast import ANSWER, SLUG, STACK, STARTER, seat
from web.security import MAX_FILE_PARTS
from web.textform import MAX_ROWS, MIN_ROWS, Sent, TextFile

PLAIN = f"/problems/{SLUG}/plain"
PROBLEM = f"/problems/{SLUG}"
AREA = re.compile(r'<textarea[^>]* name="file:([^"]+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def areas(page):
    """The text of each area as a browser has it."""
    return {name: html.unescape(text) for name, text in AREA.findall(page.text)}


def hidden(page):
    return dict(HIDDEN.findall(page.text.split('id="plain"')[1]))


def send(browser, action, files=ANSWER, *, path=PLAIN, **fields):
    """As browsers send it: in parts, and every line end as CR LF."""
    texts = {f"file:{name}": text.replace("\n", "\r\n") for name, text in files.items()}
    known = {"stack": STACK, "key": str(uuid4()), "base": "", "csrf_token": browser.form_token(), "action": action}
    boundary, body = encode_multipart(known | texts | fields)
    return browser.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def rows(database, kind):
    with reading_scope(database) as session:
        return session.exec(select(kind)).all()


def change(database, **problem):
    with session_scope(database) as session:
        version = session.get_one(ProblemVersion, f"version-of-{SLUG}")
        version.problem = version.problem | problem
        session.add(version)
        session.commit()


@pytest.mark.parametrize("path", [PROBLEM, PLAIN])
def test_it_shows_the_starter_as_text_areas(visit, path):
    page = visit("alice").get(path)
    assert areas(page) == {"app.py": STARTER["app.py"], "models.py": STARTER["models.py"]}
    assert "CREATE TABLE item" in page.text
    assert hidden(page)["stack"] == STACK


def test_it_keeps_the_form_from_those_with_scripts(visit):
    page = visit("alice").get(PROBLEM).text
    assert page.index("<noscript>") < page.index('class="plain"') < page.index("</noscript>")


@pytest.mark.parametrize("action", ["run", "submit"])
def test_it_saves_and_hands_in_and_leads_to_the_result(visit, database, action):
    browser = visit("alice")
    answer = send(browser, action)
    (submission,) = rows(database, Submission)
    assert answer.location == f"/submissions/{submission.id}"
    assert (submission.kind, submission.files, submission.user_id) == (action, ANSWER, "alice")
    assert rows(database, Draft)[0].files == ANSWER
    assert "Reload this page" in browser.get(answer.location).text


def test_it_saves_the_draft_and_comes_back(visit, database):
    browser = visit("alice")
    answer = send(browser, "save", ANSWER | {"app.py": "one\ntwo\n"})
    assert answer.location == PROBLEM
    assert rows(database, Draft)[0].files["app.py"] == "one\ntwo\n"
    page = browser.get(PROBLEM)
    assert "Your draft is saved." in page.text
    assert areas(page)["app.py"] == "one\ntwo\n"
    assert hidden(page)["base"]
    assert rows(database, Submission) == []


def test_it_takes_the_same_form_once(visit, database):
    browser, key = visit("alice"), str(uuid4())
    assert send(browser, "submit", key=key).location == send(browser, "submit", key=key).location
    assert len(rows(database, Submission)) == 1


@pytest.mark.parametrize(
    "text", ["", "\n", "\n\n# first\n", "no end", "tab\tand </textarea> & \u202e\n", "windows\r\nfile\r\n", "a\rb"]
)
def test_it_changes_no_file_by_sending_it(visit, database, text):
    browser = visit("alice")
    files = {"app.py": text, "models.py": ""}
    browser.send("PUT", f"{PROBLEM}/draft", {"stack": STACK, "files": files, "base": None})
    page = browser.get(PLAIN)
    shown = areas(page)
    assert shown["app.py"] == text
    # A browser reads CR and CR LF as LF; the test client's form sends each as CR LF.
    seen = {name: shown[name].replace("\r\n", "\n").replace("\r", "\n") for name in shown}
    assert send(browser, "submit", seen, base=hidden(page)["base"]).status_code == 302
    assert rows(database, Submission)[0].files == files


def test_it_ends_changed_lines_with_lf(visit, database):
    send(visit("alice"), "submit", ANSWER | {"app.py": "a = 1\nb = 2\n"})
    assert rows(database, Submission)[0].files["app.py"] == "a = 1\nb = 2\n"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"stack": "ruby-sinatra"}, "does not offer that stack"),
        ({"file:secret.py": "x"}, "not a file that you can change"),
        ({"file:app.py": "x" * (256 * 1024 + 1)}, "a file may have 262144"),
        ({"left-out": "app.py"}, "app.py is missing"),
        ({"key": "mine"}, "The key is a UUID"),
    ],
)
def test_it_gives_a_refused_form_back_with_its_text(visit, database, fields, words):
    answer = send(visit("alice"), "submit", {"app.py": "mine = 1\n", "models.py": "also = 'mine'\n"}, **fields)
    assert answer.status_code == 400
    assert words in html.unescape(answer.text)
    assert areas(answer)["models.py"] == "also = 'mine'\n"
    assert rows(database, Submission) == []


def test_it_knows_three_buttons(visit, database):
    answer = send(visit("alice"), "dance")
    assert (answer.status_code, rows(database, Submission)) == (400, [])
    assert "The kind is" in answer.text


def test_it_gives_a_form_back_when_too_much_waits(visit, database, settings):
    browser = visit("alice")
    for _ in range(settings.max_queued_per_user):
        send(browser, "run", base=rows(database, Draft)[0].saved_at.isoformat() if rows(database, Draft) else "")
    answer = send(browser, "run", ANSWER | {"app.py": "kept\n"}, base=hidden(browser.get(PLAIN))["base"])
    assert answer.status_code == 429
    assert areas(answer)["app.py"] == "kept\n"
    again = send(browser, "save", ANSWER | {"app.py": "kept\nmore\n"}, base=hidden(answer)["base"])
    assert again.status_code == 302  # the draft was saved before, and its own saving is no conflict


def test_it_asks_before_it_replaces_what_another_device_has_saved(visit, database):
    browser = visit("alice")
    browser.send("PUT", f"{PROBLEM}/draft", {"stack": STACK, "files": ANSWER, "base": None})
    answer = send(browser, "submit", {"app.py": "here\n", "models.py": ""}, base="2026-01-01T00:00:00+00:00")
    assert answer.status_code == 409
    assert "saved on another device" in answer.text
    assert areas(answer)["app.py"] == "here\n"
    assert rows(database, Submission) == []
    again = send(browser, "submit", areas(answer), base=hidden(answer)["base"])
    assert again.status_code == 302
    assert rows(database, Submission)[0].files["app.py"] == "here\n"


def test_it_takes_no_base_for_one_that_cannot_be_read(visit):
    browser = visit("alice")
    send(browser, "save")
    assert send(browser, "save", ANSWER | {"app.py": "x"}, base="yesterday").status_code == 409


# --- files of one's own -------------------------------------------------------------------------------------------


@pytest.fixture
def addable(database) -> None:
    change(database, files={"editable": ["app.py", "models.py"], "readonly": ["schema.sql"], "addable": ["*.py"]})


def test_it_adds_a_file_and_leaves_it_out_again(visit, database, addable):
    browser = visit("alice")
    assert "May be called *.py" in browser.get(PLAIN).text
    send(browser, "save", **{"new-path": " extra.py ", "new-text": "x = 1\r\n"})
    page = browser.get(PLAIN)
    assert areas(page)["extra.py"] == "x = 1\n"
    assert 'name="left-out" value="extra.py"' in page.text
    assert 'name="left-out" value="app.py"' not in page.text
    send(browser, "save", areas(page), base=hidden(page)["base"], **{"left-out": "extra.py"})
    assert rows(database, Draft)[0].files == ANSWER


@pytest.mark.parametrize(
    ("path", "text", "words"), [("app.py", "new\r\n", "There is a file app.py already"), ("", "new\r\n", "a name")]
)
@pytest.mark.usefixtures("addable")
def test_it_keeps_a_new_file_that_it_cannot_add(visit, database, path, text, words):
    answer = send(visit("alice"), "save", **{"new-path": path, "new-text": text})
    assert answer.status_code == 400
    assert words in answer.text
    assert f'value="{path}"' in answer.text
    assert ">\nnew\n</textarea>" in answer.text
    assert rows(database, Draft) == []


# --- timed sessions -----------------------------------------------------------------------------------------------


def test_it_keeps_the_text_when_the_session_has_ended(visit, database):
    with session_scope(database) as session:
        seat(session)  # it ended long ago
    answer = send(visit("alice"), "submit", ANSWER | {"app.py": "late\n"}, path=f"{PLAIN}?sitting=sitting")
    assert answer.status_code == 409
    assert areas(answer)["app.py"] == "late\n"
    assert f'action="{PLAIN}?sitting=sitting"' in answer.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_shows_nothing_of_a_task_before_its_session_begins(visit, database, method):
    with session_scope(database) as session:
        seat(session, has_begun=False)
    answer = getattr(visit("alice"), method)(f"{PLAIN}?sitting=sitting")
    assert answer.status_code == 409
    assert "has not begun" in answer.text
    assert "textarea" not in answer.text


def test_it_knows_no_session_of_somebody_else(visit, database):
    with session_scope(database) as session:
        seat(session)
    assert send(visit("bob"), "save", path=f"{PLAIN}?sitting=sitting").status_code == 404
    assert visit("bob").get(f"{PLAIN}?sitting=sitting").status_code == 404


# --- sizes --------------------------------------------------------------------------------------------------------

LONG = {"app.py": "x = 1\n" * 40_000, "models.py": "y = 2\n" * 40_000}


def test_it_takes_long_files_from_who_is_signed_in(visit, database):
    assert send(visit("alice"), "save", LONG).status_code == 302
    assert rows(database, Draft)[0].files == LONG


def test_it_gives_back_files_that_are_too_long_together(visit):
    answer = send(visit("alice"), "save", {"app.py": "x" * 200_000, "models.py": "y" * 1_000_000})
    assert answer.status_code == 400
    assert len(areas(answer)["models.py"]) == 1_000_000


def test_it_takes_no_long_form_from_strangers(visit):
    assert send(visit(), "save", LONG).status_code == 413


def test_it_takes_no_long_form_elsewhere_nor_in_another_encoding(visit):
    browser = visit("alice")
    assert send(browser, "save", LONG, path=f"{PROBLEM}/report").status_code == 413
    fields = {"csrf_token": browser.form_token(), "file:app.py": "x" * 100_000}
    assert browser.client.post(PLAIN, data=fields).status_code == 413


def test_it_takes_no_more_parts_than_files_can_have(visit):
    many = {f"file:f{number}.py": "" for number in range(MAX_FILE_PARTS)}
    assert send(visit("alice"), "save", **many).status_code == 413


def test_it_takes_no_form_that_is_longer_than_a_document(visit):
    assert send(visit("alice"), "save", {"app.py": "x" * 5_000_000, "models.py": ""}).status_code == 413


@pytest.mark.parametrize(("lines", "expected"), [(0, MIN_ROWS), (10, 12), (500, MAX_ROWS)])
def test_it_makes_an_area_as_high_as_its_text(lines, expected):
    assert TextFile("a.py", "\n" * lines, is_added=False).rows == expected


def test_it_reads_an_empty_form():
    sent = Sent.of(MultiDict(), {})
    assert (sent.files, sent.base, sent.fault) == ({}, None, "")

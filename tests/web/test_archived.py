"""The page of a problem that is no longer offered."""

import pytest

from judge import publishing
from judge.storage.engine import session_scope
from tests.cast import ANSWER, NOW, SLUG, STACK, hand_in


@pytest.fixture
def archived(database):
    with session_scope(database) as session:
        publishing.archive(session, SLUG, now=NOW)


@pytest.mark.usefixtures("archived")
def test_it_can_be_read_and_says_that_it_takes_no_answers(visit):
    for name in ("", "alice"):
        page = visit(name).get(f"/problems/{SLUG}")
        assert page.status_code == 200
        assert "This problem is archived." in page.text
        assert "Sign in to solve it" not in page.text
        assert 'id="workspace"' not in page.text
        assert ("your submissions" in page.text) is bool(name)


@pytest.mark.usefixtures("archived")
def test_it_is_not_in_the_catalogue(visit):
    assert f"/problems/{SLUG}" not in visit("alice").get("/problems").text


@pytest.mark.usefixtures("archived")
def test_it_takes_no_answer_draft_or_console(visit):
    alice = visit("alice")
    answer = {"kind": "submit", "stack": STACK, "files": ANSWER, "key": "0b6f9bd4-6d5e-4a0c-8a0f-2f5a2f6d1a11"}
    draft = {"stack": STACK, "files": ANSWER, "base": None}
    for method, path, body in (
        ("POST", f"/problems/{SLUG}/submissions", answer),
        ("PUT", f"/problems/{SLUG}/draft", draft),
        ("POST", f"/problems/{SLUG}/consoles", {"stack": STACK, "files": ANSWER, "key": answer["key"]}),
    ):
        reply = alice.send(method, path, body)
        assert reply.status_code == 409, path
        assert "archived" in reply.json["error"]


def test_it_keeps_the_pages_of_what_was_handed_in(visit, database):
    submission = hand_in(database)
    with session_scope(database) as session:
        publishing.archive(session, SLUG, now=NOW)
    assert visit("alice").get(f"/submissions/{submission}").status_code == 200
    assert submission in visit("alice").get("/submissions").text

"""The catalogue, a problem's page, drafts and handing in, as a browser sees them."""

import json
import re
from uuid import uuid4

import pytest
from sqlmodel import select

from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import Run
from tests.cast import ANSWER, NOW, SLUG, STACK, finish, hand_in, publish, version

DRAFT = f"/problems/{SLUG}/draft"
SUBMIT = f"/problems/{SLUG}/submissions"


def answer(**changes):
    return {"kind": "submit", "stack": STACK, "files": dict(ANSWER), "key": str(uuid4())} | changes


def draft(**changes):
    return {"stack": STACK, "files": dict(ANSWER), "base": None} | changes


def island(page):
    found = re.search(r'<script type="application/json" id="workspace-data"[^>]*>(.*?)</script>', page.text, re.DOTALL)
    assert found
    return json.loads(found.group(1))


def test_it_begins_with_the_problems(visit):
    assert visit().get("/").location == "/problems"


def test_it_shows_the_problems_to_everybody(visit):
    page = visit().get("/problems")
    assert "A little list" in page.text
    assert f'href="/problems/{SLUG}"' in page.text


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("", True),
        ("?q=LITTLE+flask", True),
        ("?q=absent", False),
        ("?track=endpoints", True),
        ("?track=queries", False),
        ("?difficulty=easy&state=new", True),
        ("?state=solved", False),
    ],
)
def test_it_filters_by_the_address(visit, query, is_found):
    assert ("A little list" in visit("alice").get(f"/problems{query}").text) is is_found


def test_it_spends_as_many_queries_on_many_problems_as_on_one(visit, database, queries):
    with session_scope(database) as session:
        for number in range(30):
            publish(session, version(f"many-{number}"))
        session.commit()
    browser = visit("alice")
    queries.clear()
    browser.get("/problems")
    assert len(queries) == 3  # who is there, the best scores, the problems
    assert not any("bundle" in query for query in queries)


def test_it_shows_a_problem_without_an_editor_to_a_stranger(visit):
    page = visit().get(f"/problems/{SLUG}")
    assert "workspace-data" not in page.text
    assert f"/sign-in?next=/problems/{SLUG}" in page.text
    assert "<code>/items</code>" in page.text


def test_it_gives_the_editor_what_it_needs(visit, database):
    submission_id = hand_in(database)
    data = island(visit("alice").get(f"/problems/{SLUG}"))
    assert data["stack"] == STACK
    assert data["stacks"] == [{"name": STACK, "title": "Python · Flask", "language": "python"}]
    assert data["starters"][STACK][0] == {
        "path": "app.py",
        "text": "app = None\n",
        "is_readonly": False,
        "language": "python",
    }
    assert data["urls"] == {"draft": DRAFT, "revisions": f"/problems/{SLUG}/revisions.json", "submit": SUBMIT}
    assert (data["sample_tests"], data["hidden_tests"]) == (1, 2)
    assert data["latest"] == {
        "kind": "submit",
        "page_url": f"/submissions/{submission_id}",
        "view_url": f"/submissions/{submission_id}/view.json",
        "events_url": f"/submissions/{submission_id}/events",
        "cancel_url": f"/submissions/{submission_id}/cancel",
    }
    assert data["drafts"] == {}


def test_it_spends_few_queries_on_a_problem(visit, queries):
    browser = visit("alice")
    queries.clear()
    browser.get(f"/problems/{SLUG}")
    assert len(queries) == 4  # who is there, the version, the history, the drafts


def test_it_knows_no_other_problem(visit):
    assert visit("alice").get("/problems/nothing").status_code == 404
    assert visit("alice").send("PUT", "/problems/nothing/draft", draft()).status_code == 404
    assert visit("alice").send("POST", "/problems/nothing/submissions", answer()).status_code == 404


def test_it_keeps_a_draft_and_gives_it_back(visit):
    browser = visit("alice")
    saved = browser.send("PUT", DRAFT, draft())
    assert saved.status_code == 200
    assert island(browser.get(f"/problems/{SLUG}"))["drafts"] == {
        STACK: {"files": ANSWER, "saved_at": saved.json["saved_at"]}
    }
    again = browser.send("PUT", DRAFT, draft(files=ANSWER | {"models.py": "x"}, base=saved.json["saved_at"]))
    assert again.status_code == 200


def test_it_answers_a_late_draft_with_the_newer_one(visit):
    browser = visit("alice")
    saved = browser.send("PUT", DRAFT, draft())
    late = browser.send("PUT", DRAFT, draft(files=ANSWER | {"models.py": "other"}))
    assert late.status_code == 409
    assert late.json["saved_at"] == saved.json["saved_at"]
    assert late.json["files"] == ANSWER
    assert "another device" in late.json["error"]


def test_it_keeps_drafts_of_two_users_apart(visit):
    visit("alice").send("PUT", DRAFT, draft())
    assert island(visit("bob").get(f"/problems/{SLUG}"))["drafts"] == {}


def test_it_accepts_an_answer_with_202_and_says_where_to_follow_it(visit, database):
    browser = visit("alice")
    accepted = browser.send("POST", SUBMIT, answer())
    assert accepted.status_code == 202
    submission_id = accepted.json["id"]
    assert accepted.json["page_url"] == f"/submissions/{submission_id}"
    assert browser.get(accepted.json["view_url"]).json["state"] == "queued"
    with reading_scope(database) as session:
        assert session.exec(select(Run)).one().submission_id == submission_id


def test_it_answers_the_same_key_with_the_same_submission(visit):
    browser, what = visit("alice"), answer()
    first, second = browser.send("POST", SUBMIT, what), browser.send("POST", SUBMIT, what)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json == second.json


def test_it_says_when_a_user_has_enough_waiting(visit, settings):
    browser = visit("alice")
    for _ in range(settings.max_queued_per_user):
        assert browser.send("POST", SUBMIT, answer()).status_code == 202
    refused = browser.send("POST", SUBMIT, answer())
    assert refused.status_code == 429
    assert refused.json["error"] == "You have 5 runs waiting. Try again when one has ended."
    assert refused.headers["Retry-After"] == "10"


def test_it_says_when_nothing_can_be_accepted(app, visit, settings):
    app.extensions["judge.settings"] = settings.model_copy(update={"min_free_mib": 10**9})
    refused = visit("alice").send("POST", SUBMIT, answer())
    assert refused.status_code == 503
    assert "Your code is safe in the editor" in refused.json["error"]
    assert refused.headers["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"files": ANSWER | {"schema.sql": "x"}}, "schema.sql"),
        ({"files": "app.py"}, "files"),
        ({"files": {"app.py": 1, "models.py": ""}}, "files.app.py"),
        ({"kind": "judge"}, "kind"),
        ({"kind": None}, "kind"),
        ({"stack": "cobol"}, "stack"),
        ({"key": "again"}, "key"),
        ({"user_id": "bob"}, "user_id"),
        ({"files": {str(number): "" for number in range(101)}}, "files"),
    ],
)
def test_it_names_the_place_of_what_it_refuses(visit, changes, where):
    refused = visit("alice").send("POST", SUBMIT, answer(**changes))
    assert (refused.status_code, refused.json["where"]) == (400, where)


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"{", b"[]", b"null", b"[" * 200_000, b'{"kind": "\xff"}', b'{"files": {"app.py": "\\ud800"}}'),
        *(b'{"kind": NaN}', b'{"kind": %s}' % (b"9" * 5000), b'{"kind": "run", "kind": "run"}'),
        b"{%s}" % b",".join(b'"%d": 1' % number for number in range(1001)),
    ],
)
def test_it_refuses_what_is_no_json_of_ours(visit, raw):
    browser = visit("alice")
    refused = browser.client.post(
        SUBMIT, data=raw, content_type="application/json", headers={"X-CSRFToken": browser.form_token()}
    )
    assert refused.status_code == 400
    assert refused.json["error"]


def test_it_refuses_a_body_that_no_answer_can_have(visit):
    browser = visit("alice")
    refused = browser.send("POST", SUBMIT, answer(files={"app.py": "x" * (5 * 1024 * 1024), "models.py": ""}))
    assert refused.status_code == 413


def test_it_shows_the_best_score_in_the_catalogue(visit, database):
    finish(database, hand_in(database, at=NOW), {}, score=7)
    page = visit("alice").get("/problems")
    assert re.search(r"<strong>7</strong>/10", page.text)
    assert not re.search(r"<strong>7</strong>/10", visit("bob").get("/problems").text)

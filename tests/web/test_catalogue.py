"""The catalogue, a problem's page, drafts and handing in, as a browser sees them."""

import json
import re
from uuid import uuid4

import pytest
from sqlmodel import select

from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import Run
from tests.cast import ANSWER, NOW, SLUG, STACK, finish, hand_in, publish, seat, version

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
        ("?skill=http&stack=python-flask&minutes=15", True),
        ("?skill=sql", False),
        ("?stack=postgresql", False),
        ("?minutes=soon", False),
        ("?page=99", True),
        ("?page=0", True),
        ("?page=" + "9" * 5000, True),
        ("?page=%D9%A2", True),
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
    # Who is there, the ids, the problems that are not known yet, the best scores, what was given up.
    assert len(queries) == 5
    assert not any("bundle" in query for query in queries)
    queries.clear()
    browser.get("/problems?page=2")
    visit().get("/problems")
    assert len(queries) == 5  # the problems are known by now


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
    assert data["urls"] == {
        "draft": DRAFT,
        "revisions": f"/problems/{SLUG}/revisions.json",
        "submit": SUBMIT,
        "console": f"/problems/{SLUG}/consoles",
        "plain": f"/problems/{SLUG}/plain",
        "report": f"/problems/{SLUG}/report",
    }
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
    # Who is there, the version, whether it is archived, the history, the drafts; for the hints the time, the version,
    # what was taken, and the end: the best score, whether it was given up, timed sessions.
    assert len(queries) == 11


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


# --- filters, pages, what could be next ---------------------------------------------------------------------------


@pytest.fixture
def many(database):
    with session_scope(database) as session:
        for number in range(60):
            publish(session, version(f"many-{number:02}", title=f"Number {number:02}", skills=["sql", "caching"]))
        publish(session, version("rehearsal", title="Only for rehearsals", is_listed=False))
        session.commit()


def test_it_cuts_the_problems_into_pages_that_know_their_neighbours(visit, many):
    first, second = visit().get("/problems?skill=sql"), visit().get("/problems?skill=sql&page=2")
    assert first.text.count('class="problem"') == 50
    assert second.text.count('class="problem"') == 10
    assert '<link rel="next" href="/problems?skill=sql&amp;page=2">' in first.text
    assert 'rel="prev"' not in first.text
    assert '<a class="button" rel="prev" href="/problems?skill=sql">' in second.text
    assert 'rel="next"' not in second.text
    assert "60 problems, page 2 of 2" in second.text
    assert "Number 59" in second.text


def test_it_lists_no_unlisted_problem_anywhere(visit, many):
    browser = visit("alice")
    for path in ("/problems", "/problems?page=2", "/problems?q=rehearsals", "/skills"):
        assert "Only for rehearsals" not in browser.get(path).text


def test_it_offers_each_chosen_filter_to_be_taken_away(visit, many):
    page = visit("alice").get("/problems?q=number&skill=sql&minutes=30&state=new").text
    chips = dict(re.findall(r'href="([^"]*)"><span class="visually-hidden">Remove </span>([^<]*)<', page))
    assert {text: path.replace("&amp;", "&") for path, text in chips.items()} == {
        "Search: number": "/problems?skill=sql&minutes=30&state=new",
        "Skill: sql": "/problems?q=number&minutes=30&state=new",
        "Length: up to 30 min": "/problems?q=number&skill=sql&state=new",
        "My state: New": "/problems?q=number&skill=sql&minutes=30",
    }
    assert '<a href="/problems">Clear all</a>' in page


def test_it_counts_what_each_filter_would_leave(visit, many):
    page = visit().get("/problems?skill=sql").text
    found = dict(re.findall(r'<li><a href="([^"]*)"[^>]*>[^<]*</a><span class="filter-count">(\d+)<', page))
    assert found["/problems?track=endpoints&amp;skill=sql"] == "60"
    assert found["/problems?track=queries&amp;skill=sql"] == "0"
    assert found["/problems?skill=validation"] == "1"


def test_it_keeps_a_chosen_value_that_finds_nothing_among_the_options(visit):
    page = visit().get("/problems?skill=no-such-skill").text
    assert "Nothing matches" in page
    assert re.search(r'aria-current="true">no such skill</a>', page)


def test_it_escapes_what_the_address_asks_for(visit):
    page = visit().get("/problems?q=%3Cscript%3Ealert(1)%3C/script%3E&skill=%22%3E%3Cb%3E").text
    assert "<script>alert" not in page
    assert '"><b>' not in page


def test_it_suggests_what_could_be_next_with_its_reason(visit, database, many):
    browser = visit("alice")
    assert "A place to begin: easy" in browser.get("/problems").text
    finish(database, hand_in(database), {}, score=6)
    page = browser.get("/problems").text
    assert "You tried this one and reached 6 of 10 points." in page
    for path in ("/problems?track=endpoints", "/problems?page=2"):
        assert "What could be next" not in browser.get(path).text
    assert "What could be next" not in visit().get("/problems").text


def test_it_shows_skills_with_points_and_what_was_not_tried(visit, database, many):
    finish(database, hand_in(database), {}, score=6)
    page = visit("alice").get("/skills").text
    row = re.search(r"<tr>\s*<th[^>]*><a[^>]*>validation</a>.*?</tr>", page, re.DOTALL).group(0)
    assert re.sub(r"<[^>]*>|\s+", " ", row).split() == ["validation", "6", "of", "10", "0", "1", "1"]
    assert re.search(r"caching <span[^>]*>60</span>", page)
    assert "What you have shown" in visit("alice").get("/problems").text
    assert "Nothing shown yet" in visit("bob").get("/skills").text
    assert "What you have shown" not in visit("bob").get("/problems").text


def test_it_tells_no_sealed_result_in_the_catalogue_or_the_skills(visit, database):
    with session_scope(database) as session:
        seat(session, policy="sealed")
    finish(database, hand_in(database, sitting_id="sitting"), {}, score=7)
    browser = visit("alice")
    for path in ("/problems", "/skills", f"/problems/{SLUG}"):
        text = browser.get(path).text
        assert "7</strong>" not in text
        assert "7/10" not in text
    assert "You have begun this one." in browser.get("/problems").text

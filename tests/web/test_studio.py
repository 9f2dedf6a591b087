"""The studio in the browser: one's own problems, their files, and what others are told of them."""

import base64
import io
import re

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from judge.catalogue.texts import MAX_CHARACTERS
from judge.exchange.native import to_zip
from judge.statement import to_html
from judge.storage.engine import reading_scope, session_scope
from judge.storage.studio import StudioAuthor, StudioProblem
from judge.studio.listing import bundle_of
from tests.cast import NOW
from tests.judge.catalogue.folders import a_problem
from tests.judge.catalogue.folders import bundle_of as folder
from tests.studio import PROBLEM_ID, in_the_making

FILES = f"/studio/{PROBLEM_ID}/files"


@pytest.fixture
def problem_id(database):
    return in_the_making(database)


@pytest.fixture
def arthur(visit, problem_id):
    return visit("arthur")


def upload(browser, data, **fields):
    form = fields | {"csrf_token": browser.form_token(), "archive": FileStorage(io.BytesIO(data), "x.zip")}
    boundary, body = encode_multipart(form)  # the client itself would leave large bodies in open files
    return browser.client.post("/studio/import", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_it_leads_authors_to_the_studio_and_nobody_else(visit):
    assert 'href="/studio"' in visit("arthur").get("/problems").text
    for name in ("alice", "rita", ""):
        assert 'href="/studio"' not in visit(name).get("/problems").text


def test_it_lists_ones_own_problems(arthur, visit):
    assert f'href="/studio/{PROBLEM_ID}"' in arthur.get("/studio").text
    assert "Echo" in visit("ada").get("/studio").text


def test_it_begins_a_problem(visit, database):
    answer = visit("arthur").post("/studio", slug="my-first", title="My first", start="service:python-flask")
    with reading_scope(database) as session:
        problem = session.get(StudioProblem, answer.location.removeprefix("/studio/"))
    assert (answer.status_code, problem.slug) == (302, "my-first")


def test_it_says_beside_the_field_what_cannot_be_begun(arthur):
    answer = arthur.post("/studio", slug="echo", title="Again", start="service:python-flask")
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text
    assert "is taken" in answer.text
    assert 'value="Again"' in answer.text


def test_it_copies_a_problem(arthur, database):
    answer = arthur.post("/studio", slug="copy", clone=PROBLEM_ID)
    with reading_scope(database) as session:
        copy = session.get(StudioProblem, answer.location.removeprefix("/studio/"))
        assert "statement.md" in bundle_of(session, copy).files


def test_it_takes_an_archive_in_and_asks_before_it_replaces_anything(arthur):
    archive = to_zip(folder(a_problem() | {"statement.md": "Imported.\n"}), "echo")
    refused = upload(arthur, archive)
    assert refused.status_code == 400
    assert "Say that the archive shall replace its files" in refused.text
    assert 'value="yes" checked' in refused.text
    assert upload(arthur, archive, over="yes").location == f"/studio/{PROBLEM_ID}"
    assert arthur.get(f"{FILES}/statement.md").json["text"] == "Imported.\n"
    assert arthur.get(f"/studio/{PROBLEM_ID}/export.zip").data == archive


def test_it_names_every_entry_that_cannot_be_taken_in(arthur):
    answer = upload(arthur, to_zip(folder({".secret": "", "a.md": ""}), "other"))
    assert answer.status_code == 400
    assert ".secret" in answer.text
    assert upload(arthur, b"").status_code == 400


def test_it_takes_in_archives_that_are_longer_than_other_forms(arthur):
    big = {f"assets/{number}.txt": "x" * 1_000_000 for number in range(5)}
    answer = upload(arthur, to_zip(folder(a_problem() | big), "large"))
    assert answer.status_code == 302
    assert upload(arthur, b"x" * 8_000_000).status_code == 413


def test_it_gives_its_scripts_all_that_they_begin_with(arthur):
    page = arthur.get(f"/studio/{PROBLEM_ID}")
    island = re.search(r'id="studio-data"[^>]*>(.*?)</script>', page.text, re.DOTALL).group(1)
    assert '"editable": true' in island
    assert '"slug": "echo"' in island
    assert "Say it again." not in island  # contents are asked for when they are opened
    listed = arthur.get(f"/studio/{PROBLEM_ID}/files.json").json
    assert listed["findings"] == []
    assert {line["path"] for line in listed["files"]} == set(a_problem())
    assert set(listed["files"][0]) == {"path", "revision", "bytes", "is_text", "changed_at", "changed_by"}


def test_it_saves_a_file_and_says_what_is_wrong_now(arthur):
    saved = arthur.send("PUT", f"{FILES}/statement.md", {"text": "New.\n", "revision": 1})
    assert saved.json == {"revision": 2, "findings": []}
    spoiled = arthur.send("PUT", f"{FILES}/problem.toml", {"text": "format = 1", "revision": 1})
    assert spoiled.json["findings"][0]["file"] == "problem.toml"


def test_it_tells_the_second_author_who_was_faster(arthur, visit):
    visit("ada").send("PUT", f"{FILES}/statement.md", {"text": "Ada's.\n", "revision": 1})
    late = arthur.send("PUT", f"{FILES}/statement.md", {"text": "Arthur's.\n", "revision": 1})
    assert late.status_code == 409
    assert late.json["code"] == "file_changed"
    assert late.json["error"] == "Ada has changed statement.md since you opened it."
    assert (late.json["file"]["text"], late.json["file"]["changed_by"]) == ("Ada's.\n", "Ada")
    again = arthur.send("PUT", f"{FILES}/statement.md", {"text": "Both.\n", "revision": late.json["file"]["revision"]})
    assert again.status_code == 200
    for refused in (
        arthur.send("DELETE", f"{FILES}/statement.md?revision=1", {}),
        arthur.send("POST", f"/studio/{PROBLEM_ID}/renames", {"path": "statement.md", "to": "task.md", "revision": 1}),
    ):
        assert (refused.status_code, refused.json["file"]["text"]) == (409, "Both.\n")


def test_it_deletes_renames_and_gives_back(arthur):
    body = {"path": "statement.md", "to": "task.md", "revision": 1}
    assert arthur.send("POST", f"/studio/{PROBLEM_ID}/renames", body).json["revision"] == 1
    gone = arthur.send("DELETE", f"{FILES}/task.md?revision=1", {}).json
    assert "statement.md" in [finding["file"] for finding in gone["findings"]]
    kept = arthur.get(f"/studio/{PROBLEM_ID}/revisions/task.md").json["revisions"]
    assert [(line["revision"], line["is_deleted"]) for line in kept] == [(2, True), (1, False)]
    text = arthur.get(f"/studio/{PROBLEM_ID}/revisions/task.md?revision=1").json["text"]
    assert arthur.send("PUT", f"{FILES}/statement.md", {"text": text, "revision": 0}).json["findings"] == []
    missing = arthur.send("PUT", f"{FILES}/task.md", {"text": text, "revision": 1})
    assert (missing.status_code, missing.json["file"]) == (409, None)


def test_it_takes_and_gives_what_is_no_text(arthur):
    content = base64.b64encode(b"\x89PNG\xff").decode()
    sent = arthur.send("PUT", f"{FILES}/assets/a.png", {"base64": content, "revision": 0})
    assert sent.json["revision"] == 1
    got = arthur.get(f"{FILES}/assets/a.png").json
    assert (got["text"], got["base64"]) == (None, content)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("a.md", {"revision": 0}),
        ("a.md", {"text": "a", "base64": "YQ==", "revision": 0}),
        ("a.md", {"base64": "no!", "revision": 0}),
        ("a.md", {"text": "\ud800", "revision": 0}),
        ("a.md", {"text": "a", "revision": -1}),
        ("a.md", {"text": "a", "revision": 10**9}),
        ("a.md", {"text": "x" * (1024 * 1024 + 1), "revision": 0}),
        ("..%2Fa.md", {"text": "a", "revision": 0}),
        ("%20.md", {"text": "a", "revision": 0}),
    ],
)
def test_it_refuses_what_no_file_could_be(arthur, path, body):
    answer = arthur.send("PUT", f"{FILES}/{path}", body)
    assert answer.status_code in (400, 404)
    assert answer.json["error"]


def test_it_asks_no_database_for_a_name_that_no_file_can_have(arthur):
    rename = {"path": "a\0b", "to": "b", "revision": 0}
    assert arthur.send("POST", f"/studio/{PROBLEM_ID}/renames", rename).status_code == 404
    rename = {"path": "statement.md", "to": "a\0b", "revision": 1}
    assert arthur.send("POST", f"/studio/{PROBLEM_ID}/renames", rename).status_code == 400
    assert arthur.get(f"{FILES}/%ff.md").status_code in (400, 404)
    assert arthur.send("DELETE", f"{FILES}/statement.md?revision=x", {}).status_code == 400


def test_it_renders_a_statement_as_candidates_see_it(arthur):
    text = "# Task\n\n<script>alert(1)</script>\n"
    html = arthur.send("POST", f"/studio/{PROBLEM_ID}/statement", {"text": text}).json["html"]
    assert "<h2>Task</h2>" in html
    assert "<script>" not in html


def test_it_renders_no_more_than_a_statement_may_have_and_keeps_nothing_of_it(arthur):
    longest = "x" * MAX_CHARACTERS
    kept = to_html.cache_info().currsize
    assert arthur.send("POST", f"/studio/{PROBLEM_ID}/statement", {"text": longest}).status_code == 200
    assert arthur.send("POST", f"/studio/{PROBLEM_ID}/statement", {"text": f"{longest}x"}).status_code == 400
    assert to_html.cache_info().currsize == kept


def test_it_gives_the_schemas_of_both_files(arthur):
    assert "criteria" in arthur.get("/studio/schema.json").json["properties"]
    assert "fails" in arthur.get("/studio/schema/expect.json").json["properties"]


def test_it_gives_archives_as_files(arthur):
    for name, file in (("export", "echo.judge.zip"), ("candidate", "echo.zip")):
        answer = arthur.get(f"/studio/{PROBLEM_ID}/{name}.zip")
        assert answer.mimetype == "application/zip"
        assert f"filename={file}" in answer.headers["Content-Disposition"]


def test_it_does_not_exist_for_authors_of_other_problems(visit, database):
    in_the_making(database, "ada")
    arthur = visit("arthur")
    assert arthur.get(f"/studio/{PROBLEM_ID}").status_code == 404
    assert arthur.send("PUT", f"{FILES}/statement.md", {"text": "x", "revision": 1}).status_code == 404
    with session_scope(database) as session:
        session.add(StudioAuthor(problem_id=PROBLEM_ID, user_id="arthur", added_at=NOW))
        session.commit()
    assert arthur.get(f"/studio/{PROBLEM_ID}").status_code == 200


def test_it_shows_a_figure_in_the_preview_and_no_other_file(arthur):
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    arthur.send("PUT", f"{FILES}/assets/plan.svg", {"text": drawing, "revision": 0})
    arthur.send("PUT", f"{FILES}/assets/rows.csv", {"text": "a,b", "revision": 0})
    body = {"text": "![The plan](assets/plan.svg)\n"}
    html = arthur.send("POST", f"/studio/{PROBLEM_ID}/statement", body).json["html"]
    address = re.search(r'src="([^"]+)"', html).group(1)
    shown = arthur.get(address)
    assert (shown.mimetype, shown.text) == ("image/svg+xml", drawing)
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Cache-Control"] == "no-store"  # what stands there changes
    for path in ("rows.csv", "nothing.svg", "../problem.toml"):
        assert arthur.get(f"/studio/{PROBLEM_ID}/assets/{path}").status_code == 404

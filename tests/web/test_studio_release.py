"""The gate, versions and sharing of a problem in the making, in the browser."""

import pytest
from dulwich.repo import Repo

from judge.storage import checks as store
from judge.storage.checks import CheckState, GateCheck
from judge.storage.engine import session_scope
from judge.studio import editing
from tests.cast import NOW, account
from tests.judge.studio.reports import FINDING, report
from tests.studio import PROBLEM_ID, gate_check, in_the_making

HERE = f"/studio/{PROBLEM_ID}"
ARTHUR = account("arthur")


@pytest.fixture
def arthur(visit, database):
    in_the_making(database)
    return visit("arthur")


def end(database, check_id, made=None, **values):
    """Ends a check as a worker would."""
    known = {"state": CheckState.DONE, "report": made.to_json() if made else None, "finished_at": NOW} | values
    with session_scope(database) as session:
        row = session.get_one(GateCheck, check_id)
        for name, value in known.items():
            setattr(row, name, value)
        session.add(row)
        session.commit()


def change(database, text=b"Shout it.\n", revision=1):
    with session_scope(database) as session:
        editing.save(session, ARTHUR, PROBLEM_ID, "statement.md", content=text, revision=revision, now=NOW)


def test_it_queues_a_check_and_shows_how_far_it_is(arthur, database):
    asked = arthur.send("POST", f"{HERE}/checks", {"mutants": True})
    assert (asked.status_code, asked.json["state"], asked.json["is_current"]) == (202, "queued", True)
    again = arthur.send("POST", f"{HERE}/checks", {})
    assert (again.status_code, again.json["id"]) == (409, asked.json["id"])
    assert "This one is next." in arthur.get(asked.json["page_url"]).text
    with session_scope(database) as session:
        lease, _ = store.claim_check(session, now=NOW, until=NOW)
        store.write_check(session, lease, done=2, total=9, progress="echo: wrong/no-0: failed")
        session.commit()
    seen = arthur.get(asked.json["url"]).json
    assert (seen["state"], seen["done"], seen["total"], seen["report"]) == ("leased", 2, 9, None)
    assert "2 of 9 runs: echo: wrong/no-0: failed" in arthur.get(asked.json["page_url"]).text
    assert arthur.send("POST", asked.json["cancel_url"], {}).json == {"cancelled": True}
    assert "This check was stopped." in arthur.get(asked.json["page_url"]).text


def test_it_says_what_must_be_mended_first(arthur, database):
    with session_scope(database) as session:
        editing.delete(session, ARTHUR, PROBLEM_ID, "problem.toml", revision=1, now=NOW)
    for what in ("checks", "preview"):
        refused = arthur.send("POST", f"{HERE}/{what}", {})
        assert (refused.status_code, refused.json["findings"][0]["file"]) == (400, "problem.toml")
        assert "problem.toml" in arthur.post(f"{HERE}/{what}").text


def test_it_shows_all_that_a_gate_has_found(arthur, database):
    matrix = {"no-0": {"test_greets": "failed", "test_size": "passed"}}
    made = report(findings=(FINDING,), notes=(FINDING,), matrix=matrix, mutants=())
    check_id = arthur.send("POST", f"{HERE}/checks", {}).json["id"]
    end(database, check_id, made)
    page = arthur.get(f"{HERE}/checks/{check_id}").text
    assert f'href="{HERE}#tests/test_echo.py:12"' in page
    assert "what is it there for?" in page
    assert "the mean of all parts" in page
    assert f'href="{HERE}#wrong/no-0/expect.toml"' in page
    assert "<span>forgets the size</span>" in page
    assert "which it does not name" in page
    assert "Should fail here, and does not" in page
    assert "tells nothing apart" in page
    assert "Not passed" in page
    assert ">Publish<" not in page


def test_it_shows_why_a_gate_was_not_done(arthur, database):
    check_id = arthur.send("POST", f"{HERE}/checks", {}).json["id"]
    end(database, check_id, state=CheckState.FAILED, reason="the engine is away")
    assert "the engine is away" in arthur.get(f"{HERE}/checks/{check_id}").text
    end(database, check_id, report={"of": "old"})
    assert "earlier version of the judge" in arthur.get(f"{HERE}/checks/{check_id}").text


def test_it_publishes_what_has_passed_and_lists_its_versions(arthur, database, visit):
    check_id = arthur.send("POST", f"{HERE}/checks", {}).json["id"]
    assert arthur.post(f"{HERE}/publish", check=check_id).location == HERE
    assert "The gate has not passed" in arthur.get(HERE).text
    end(database, check_id, report())
    assert arthur.get(f"{HERE}/checks/{check_id}.json").json["is_publishable"]
    assert ">Publish<" in arthur.get(f"{HERE}/checks/{check_id}").text
    assert arthur.post(f"{HERE}/publish", check=check_id).location == f"{HERE}/versions"
    page = arthur.get(f"{HERE}/versions").text
    assert "Arthur" in page
    assert "current" in page
    assert visit("alice").get("/problems/echo").status_code == 200


def test_it_compares_a_version_with_the_draft(arthur, database):
    check_id = arthur.send("POST", f"{HERE}/checks", {}).json["id"]
    end(database, check_id, report())
    arthur.post(f"{HERE}/publish", check=check_id)
    change(database)
    page = arthur.get(f"{HERE}/versions").text
    version_id = page.split('name="pick" value="')[1].split('"')[0]
    compared = arthur.get(f"{HERE}/versions/compare?a={version_id}&b=draft&layout=split").text
    assert "Shout it." in compared
    assert "files are the same" in compared
    picked = arthur.get(f"{HERE}/versions/compare?pick=new&pick=old")
    assert "a=old" in picked.location
    assert arthur.get(f"{HERE}/versions/compare?a=draft&b=draft").location == f"{HERE}/versions"


def test_it_lets_its_authors_try_the_draft_and_nobody_else(arthur, visit):
    url = arthur.send("POST", f"{HERE}/preview", {}).json["url"]
    assert url == "/problems/echo~draft"
    assert arthur.post(f"{HERE}/preview").location == url
    assert arthur.get(url).status_code == 200
    for path in ("", "/plain", "/editorial", "/report", "/solutions"):
        for name in ("alice", "rita"):
            assert visit(name).get(f"{url}{path}").status_code == 404
    assert visit().get(url).status_code == 404
    assert "echo~draft" not in visit("alice").get("/problems").text
    answer = {"kind": "run", "stack": "python-flask", "files": {"app.py": ""}}
    key = "5a6d1a2e-6f0e-4d4f-9d0a-0d2f6c8b7a1"
    assert visit("alice").send("POST", f"{url}/submissions", answer | {"key": f"{key}1"}).status_code == 404
    assert arthur.send("POST", f"{url}/submissions", answer | {"key": f"{key}2"}).status_code == 202


def test_it_closes_and_opens_a_problem(arthur):
    arthur.post(f"{HERE}/archive")
    assert '"editable": false' in arthur.get(HERE).text
    assert "Archived" in arthur.get("/studio").text
    assert arthur.send("PUT", f"{HERE}/files/statement.md", {"text": "x", "revision": 1}).status_code == 409
    arthur.post(f"{HERE}/restore")
    assert '"editable": true' in arthur.get(HERE).text


def test_it_shares_a_problem(arthur, visit):
    arthur.post(f"{HERE}/authors", email="nobody@example.org")
    assert "no author or administrator" in arthur.get(f"{HERE}/versions").text
    arthur.post(f"{HERE}/authors/arthur/remove")
    assert "Somebody has to write" in arthur.get(f"{HERE}/versions").text
    arthur.post(f"{HERE}/authors", email="ada@example.org")
    assert arthur.post(f"{HERE}/authors/arthur/remove").location == "/studio"
    assert arthur.get(HERE).status_code == 404
    assert visit("ada").post(f"{HERE}/authors/nobody/remove").location == f"{HERE}/versions"


@pytest.fixture
def repository(tmp_path, app):
    path = tmp_path / "authors.git"
    Repo.init_bare(path, mkdir=True).close()
    changed = app.extensions["judge.settings"].model_copy(update={"author_repository": str(path)})
    app.extensions["judge.settings"] = changed
    return path


def test_it_pushes_to_and_pulls_from_a_repository(arthur, repository, database):
    assert "have not been in the repository" in arthur.get(f"{HERE}/versions").text
    arthur.post(f"{HERE}/push")
    page = arthur.get(f"{HERE}/versions").text
    assert "Pushed." in page
    assert "last in step with" in page
    arthur.post(f"{HERE}/push")
    assert "has these files already" in arthur.get(f"{HERE}/versions").text
    arthur.post(f"{HERE}/pull", over="yes")
    assert "different now: 0" in arthur.get(f"{HERE}/versions").text


def test_it_says_why_nothing_was_pulled(arthur, visit, repository):
    assert f'action="{HERE}/pull"' not in arthur.get(f"{HERE}/versions").text
    arthur.post(f"{HERE}/pull")
    assert "An administrator makes the first pull" in arthur.get(f"{HERE}/versions").text
    ada = visit("ada")
    assert f'action="{HERE}/pull"' in ada.get(f"{HERE}/versions").text
    ada.post(f"{HERE}/pull")
    assert "has no folder problems/echo" in ada.get(f"{HERE}/versions").text


def restore(browser, path):
    token = browser.form_token()
    return browser.client.post(f"{HERE}/deleted", data={"path": path, "csrf_token": token})


def test_it_lists_deleted_files_and_brings_them_back(arthur, visit, database):
    assert "No file was deleted." in arthur.get(f"{HERE}/versions").text
    with session_scope(database) as session:
        editing.delete(session, ARTHUR, PROBLEM_ID, "statement.md", revision=1, now=NOW)
    page = arthur.get(f"{HERE}/versions").text
    assert "<code>statement.md</code>" in page
    assert "Restore<span" in page
    back = restore(arthur, "statement.md")
    assert back.location == f"{HERE}#statement.md"
    assert arthur.get(f"{HERE}/files/statement.md").json["text"] == "Say it again.\n"
    restore(arthur, "statement.md")
    assert "There is a file statement.md already." in arthur.get(f"{HERE}/versions").text
    with session_scope(database) as session:
        editing.delete(session, ARTHUR, PROBLEM_ID, "statement.md", revision=3, now=NOW)
    arthur.post(f"{HERE}/archive")
    page = arthur.get(f"{HERE}/versions").text
    assert "<code>statement.md</code>" in page
    assert "Restore<span" not in page
    restore(arthur, "statement.md")
    assert "Restore it to change it." in arthur.get(f"{HERE}/versions").text


@pytest.mark.parametrize("path", ["checks/check", "versions", "versions/compare?a=1&b=draft"])
def test_it_reads_no_suite_for_a_page_that_shows_none(arthur, database, monkeypatch, path):
    with session_scope(database) as session:
        gate_check(session)
    monkeypatch.setattr("judge.studio.listing.load", None)
    assert arthur.get(f"{HERE}/{path}").status_code in (200, 404)  # no such version


def test_it_shows_no_repository_where_there_is_none(arthur):
    assert "Repository" not in arthur.get(f"{HERE}/versions").text
    arthur.post(f"{HERE}/push")
    assert "no repository for authors" in arthur.get(f"{HERE}/versions").text


def test_it_shows_a_check_of_ones_own_problem_only(visit, database):
    in_the_making(database, "ada")
    with session_scope(database) as session:
        gate_check(session)
    for path in ("checks/check", "checks/check.json"):
        assert visit("arthur").get(f"{HERE}/{path}").status_code == 404
        assert visit("ada").get(f"{HERE}/{path}").status_code == 200

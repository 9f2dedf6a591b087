"""The list of one's problems, and one of them as its page needs it."""

from datetime import timedelta

import pytest

from judge.errors import NotFound
from judge.storage import checks as store
from judge.storage import studio as rows
from judge.storage.checks import CheckState
from judge.studio import authorship, checks, editing, listing
from tests.cast import NOW, SLUG, account
from tests.judge.catalogue.folders import a_problem
from tests.judge.studio.reports import report
from tests.studio import write_problem

ARTHUR, ADA, ALICE = account("arthur"), account("ada"), account("alice")
LATER = NOW + timedelta(minutes=5)


def test_it_lists_ones_own_problems_and_all_to_an_administrator(session, problem_id):
    write_problem(session, "ada", problem_id="adas", slug="adas", at=LATER)
    assert [line.slug for line in listing.mine(session, ARTHUR)] == ["echo"]
    assert [line.slug for line in listing.mine(session, ADA)] == ["adas", "echo"]
    assert listing.mine(session, ALICE) == []


def test_it_says_where_a_problem_stands(session):
    problem_id = write_problem(session, slug=SLUG)
    authorship.add(session, ARTHUR, problem_id, "ada@example.org", now=LATER)
    (line,) = listing.mine(session, ARTHUR)
    assert (line.title, line.authors, line.published_at) == ("Echo", ("Arthur", "Ada"), NOW)
    assert (line.check, line.has_passed) == (None, False)
    checks.ask(session, ARTHUR, problem_id, with_mutants=False, now=NOW)
    lease, _ = store.claim_check(session, now=LATER, until=LATER)
    store.write_check(session, lease, state=CheckState.DONE, report=report().to_json())
    session.commit()
    session.expire_all()
    (line,) = listing.mine(session, ARTHUR)
    assert (line.check.state, line.has_passed) == (CheckState.DONE, True)


def test_it_calls_a_problem_by_its_slug_while_its_title_cannot_be_read(session):
    files = a_problem() | {"problem.toml": "title = "}
    write_problem(session, files=files)
    write_problem(session, files={}, problem_id="empty", slug="empty")
    assert {line.title for line in listing.mine(session, ARTHUR)} == {"echo", "empty"}
    page = listing.page(session, ARTHUR, "studio")
    assert (page.title, page.kind, page.stacks) == ("echo", "service", ())
    assert page.findings[0].file == "problem.toml"


def test_it_heads_a_page_without_reading_the_suite(session, problem_id, monkeypatch):
    monkeypatch.setattr(listing, "load", None)
    head = listing.head(session, ARTHUR, problem_id)
    assert (head.id, head.slug, head.title) == (problem_id, "echo", "Echo")
    assert (head.is_archived, head.is_published, head.pulled_commit) == (False, False, "")
    write_problem(session, files={}, problem_id="empty", slug="empty")
    assert listing.head(session, ARTHUR, "empty").title == "empty"
    with pytest.raises(NotFound):
        listing.head(session, ALICE, problem_id)


def test_it_shows_every_file_and_no_content(session, problem_id):
    rows.put_file(
        session,
        rows.StudioFile(problem_id=problem_id, path="assets/a.png", content=b"\x89PNG\xff", revision=4, changed_at=NOW),
    )
    session.commit()
    page = listing.page(session, ARTHUR, problem_id)
    found = {line.path: line for line in page.files}
    assert list(found) == sorted(found)
    figure, statement = found["assets/a.png"], found["statement.md"]
    assert (figure.is_text, figure.bytes, figure.revision, figure.changed_by) == (False, 5, 4, "")
    assert (statement.is_text, statement.changed_by) == (True, "Arthur")
    assert (page.kind, page.stacks, page.is_archived, page.is_published) == ("service", ("python-flask",), False, False)


def test_it_finds_what_is_wrong_without_running_anything(session, problem_id):
    assert listing.findings(session, ARTHUR, problem_id) == []
    text = a_problem()["problem.toml"].replace("minutes", "minuts")
    editing.save(session, ARTHUR, problem_id, "problem.toml", content=text.encode(), revision=1, now=LATER)
    found = {finding.message: finding for finding in listing.findings(session, ARTHUR, problem_id)}
    unknown = found['unknown key "minuts"; did you mean "minutes"?']
    assert (unknown.file, unknown.line) == ("problem.toml", 7)


def test_it_spells_out_what_would_deceive_an_author(session, problem_id):
    text = a_problem()["problem.toml"] + '"\\u202eevil" = 1\n'
    editing.save(session, ARTHUR, problem_id, "problem.toml", content=text.encode(), revision=1, now=LATER)
    assert any("[U+202E]evil" in finding.message for finding in listing.findings(session, ARTHUR, problem_id))


def test_it_survives_files_that_were_made_to_hurt_a_reader(session, problem_id):
    deep = {"problem.toml": "a = " + "[" * 5000, "tests/test_echo.py": "x = " + "-" * 50_000 + "1\n"}
    for path, text in deep.items():
        editing.save(session, ARTHUR, problem_id, path, content=text.encode(), revision=1, now=LATER)
    assert {"problem.toml", "tests/test_echo.py"} <= {
        finding.file for finding in listing.findings(session, ARTHUR, problem_id)
    }
    assert listing.mine(session, ARTHUR)[0].title == "echo"


def test_it_reads_no_suite_that_would_keep_everybody_waiting(session, problem_id, monkeypatch):
    monkeypatch.setattr(listing, "MAX_SUITE_BYTES", 100)
    (found,) = listing.findings(session, ARTHUR, problem_id)
    assert (found.file, found.line) == ("tests", None)
    assert "a suite may have 100" in found.message

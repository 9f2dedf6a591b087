"""Without scripts: reading, saving, handing in, seeing the result, hints and history all go; and hints with scripts."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import col, delete, select

from judge.storage.accounts import user_by_email
from judge.storage.drafts import Draft, DraftRevision
from judge.storage.learning import HintTaken
from judge.storage.runs import Run, RunState
from judge.storage.submissions import Submission
from tests.e2e.finished import finished
from tests.e2e.visitor import overflow

pytestmark = pytest.mark.browser


@pytest.fixture
def slug(site) -> str:
    """A problem with several editable files and hints."""
    wanted = [slug for slug, loaded in site.problems.items() if loaded.problem.hints and loaded.problem.files.readonly]
    return max(wanted, key=lambda slug: (len(site.problems[slug].problem.files.editable), slug))


@pytest.fixture
def paths(site, slug) -> tuple[str, ...]:
    return site.problems[slug].problem.files.editable


@pytest.fixture(autouse=True)
def fresh_start(site):
    """Bob begins each test with nothing saved, nothing opened and nothing waiting."""
    with site.database() as session:
        bob = user_by_email(session, "bob@example.org")
        for kind in (Draft, DraftRevision, HintTaken):
            session.exec(delete(kind).where(col(kind.user_id) == bob.id))
        for run in session.exec(select(Run).where(Run.user_id == bob.id, Run.state == RunState.QUEUED)).all():
            run.state = RunState.CANCELLED
            session.add(run)
        session.commit()


@pytest.fixture
def plain(visitor, slug):
    """The problem's page in a browser that runs no scripts."""
    return visitor.open(f"/problems/{slug}", "bob", java_script_enabled=False)


def handed_in(site, page) -> Submission:
    with site.database() as session:
        return session.get_one(Submission, page.url.rsplit("/", 1)[1])


def test_it_reads_from_top_to_bottom(plain, site, slug, paths):
    expect(plain.get_by_role("heading", level=1)).to_have_text(site.problems[slug].problem.title)
    expect(plain.get_by_role("heading", name="What is scored")).to_be_visible()
    expect(plain.get_by_role("heading", name=re.compile("Hints"))).to_be_visible()
    for path in paths:
        expect(plain.get_by_role("textbox", name=path)).to_be_visible()
    expect(plain.get_by_role("button", name="Submit")).to_be_visible()
    expect(plain.get_by_role("textbox")).to_have_count(len(paths))  # no editor beside them


def test_it_hands_the_files_in_unchanged_but_for_what_was_written(plain, site, slug, paths):
    loaded = site.problems[slug]
    starter = loaded.bundle.starter(loaded.problem.stacks[0])
    plain.get_by_role("textbox", name=paths[0]).fill("\n# first line empty\n\tindented = 'ü'\n")
    plain.get_by_role("button", name="Submit").click()
    plain.wait_for_url("**/submissions/*")
    sent = handed_in(site, plain)
    assert sent.kind == "submit"
    assert sent.files[paths[0]] == "\n# first line empty\n\tindented = 'ü'\n"
    assert {path: sent.files[path] for path in paths[1:]} == {path: starter[path].decode() for path in paths[1:]}
    plain.get_by_role("link", name="Reload this page").click()
    expect(plain.get_by_text("Queued")).to_be_visible()


def test_it_runs_the_samples_and_lists_them_in_the_history(plain, site, slug):
    plain.get_by_role("button", name="Run samples").click()
    plain.wait_for_url("**/submissions/*")
    address = plain.url
    plain.goto(f"/problems/{slug}")
    expect(plain.locator("#history").get_by_role("link", name="Sample run").first).to_have_attribute(
        "href", address.removeprefix(site.url)
    )


def test_it_saves_a_draft_and_brings_it_back(plain, paths):
    plain.get_by_role("textbox", name=paths[0]).fill("mine = True\n")
    plain.get_by_role("button", name="Save the draft").click()
    expect(plain.get_by_text("Your draft is saved.")).to_be_visible()
    expect(plain.get_by_role("textbox", name=paths[0])).to_have_value("mine = True\n")
    plain.get_by_role("textbox", name=paths[0]).fill("mine = 2\n")
    plain.get_by_role("button", name="Save the draft").click()
    expect(plain.get_by_role("textbox", name=paths[0])).to_have_value("mine = 2\n")


def test_it_gives_a_refused_answer_back_with_its_text(plain, paths, visitor):
    plain.get_by_role("textbox", name=paths[0]).fill("x" * 300_000)
    plain.get_by_role("button", name="Submit").click()
    expect(plain.get_by_role("alert")).to_contain_text("a file may have")
    expect(plain.get_by_role("textbox", name=paths[0])).to_have_value("x" * 300_000)
    plain.get_by_role("textbox", name=paths[0]).fill("short = 1\n")
    plain.get_by_role("button", name="Save the draft").click()
    expect(plain.get_by_text("Your draft is saved.")).to_be_visible()
    visitor.forgive("400 (BAD REQUEST)")


def test_it_shows_the_result_of_a_finished_run(visitor, site, slug):
    submission_id = finished(site, "bob", slug)
    page = visitor.open(f"/submissions/{submission_id}", "bob", java_script_enabled=False)
    expect(page.get_by_text("Every check passed.")).to_be_visible()
    expect(page.get_by_role("heading", name="Points by criterion")).to_be_visible()


def test_it_opens_a_hint_at_its_price(plain):
    expect(plain.get_by_text("So far: nothing.")).to_be_visible()
    plain.get_by_role("button", name=re.compile("Open hint 1 for")).click()
    expect(plain.get_by_text(re.compile("So far: minus"))).to_be_visible()
    expect(plain.locator("#hint-1 .hint-text")).to_be_visible()
    assert plain.url.endswith("#hint-1")


def test_it_fits_a_phone(visitor, slug):
    page = visitor.open(f"/problems/{slug}/plain", "bob", width=320)
    assert overflow(page) == 0


def test_it_opens_a_hint_in_place_where_scripts_run(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "bob")
    expect(page.locator(".plain")).to_have_count(0)
    page.get_by_role("tab", name="Hints").click()
    with page.expect_response(re.compile("/hints/1$")):
        page.get_by_role("button", name=re.compile("Open hint 1 for")).click()
    expect(page.locator("#hint-1")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Hint 1 is open.")
    page.get_by_role("button", name=re.compile("Open hint 2 for")).click()
    expect(page.locator("#hint-2")).to_be_focused()

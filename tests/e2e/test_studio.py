"""A newcomer in the studio: from nothing to a published problem, tried as a candidate, with a colleague beside."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from judge.storage.accounts import user_by_email
from judge.storage.problems import current_version
from tests.e2e.answers import VERDICT_MS
from tests.studio import write_problem

GATE_MS = 2 * VERDICT_MS

pytestmark = pytest.mark.browser


def begin(page: Page, slug: str, title: str) -> None:
    """Fills the form of a new problem."""
    page.get_by_label("Name in addresses").fill(slug)
    page.get_by_label("Title").fill(title)
    page.get_by_label("Begin with").select_option("service:python-flask")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def open_file(page: Page, path: str) -> None:
    """Opens a file from the tree."""
    page.locator("#studio-tree").get_by_role("treeitem", name=path, exact=True).click()
    expect(page.locator("#studio-editor .cm-content")).to_be_visible()


def write_at_the_top(page: Page, words: str) -> None:
    page.locator("#studio-editor .cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(words)
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("Saved")


@pytest.mark.engine
def test_a_newcomer_makes_a_problem_from_nothing_to_published(candidate, judging):
    page = candidate.open("/problems", "arthur")
    page.get_by_role("link", name="Studio").click()
    begin(page, "walked-parcels", "Parcels on a walk")
    open_file(page, "statement.md")
    write_at_the_top(page, "Read this before you weigh anything.\n\n")
    expect(page.locator("#studio-statement")).to_contain_text("Read this before you weigh anything.")
    publish = page.locator("#studio-publish")
    expect(publish).to_have_attribute("aria-disabled", "true")
    page.locator("#studio-check").click()
    expect(publish).to_have_attribute("aria-disabled", "false", timeout=GATE_MS)
    expect(page.locator("#studio-gate")).to_contain_text("Passed")
    publish.click()
    expect(page.get_by_role("heading", level=1, name="Versions and sharing")).to_be_visible()
    expect(page.locator("body")).to_contain_text("current")
    with judging.database() as session:
        assert current_version(session, "walked-parcels").published_by is not None
    found = candidate.open("/problems/walked-parcels", "alice")
    expect(found.get_by_role("heading", level=1, name="Parcels on a walk")).to_be_visible()
    expect(found.locator("#view-statement")).to_contain_text("Read this before you weigh anything.")


@pytest.mark.engine
def test_an_author_tries_the_draft_as_a_candidate_would(candidate, judging):
    page = candidate.open("/studio", "arthur")
    begin(page, "tried-parcels", "Parcels to try")
    with page.expect_popup() as opened:
        page.locator("#studio-preview").click()
    draft = opened.value
    expect(draft.get_by_role("heading", level=1, name="Parcels to try")).to_be_visible()
    assert draft.url.endswith("/problems/tried-parcels~draft")
    draft.get_by_role("button", name="Run samples").click()
    expect(draft.locator(".run-head")).to_be_visible(timeout=VERDICT_MS)
    with judging.database() as session:
        assert current_version(session, "tried-parcels") is None


def test_a_second_author_is_told_and_nothing_is_lost(visitor, site):
    with site.database() as session:
        arthur = user_by_email(session, "arthur@example.org")
        write_problem(session, arthur.id, problem_id="shared", slug="shared", at=datetime.now(UTC))
    mine, theirs = (visitor.open("/studio/shared", "arthur") for _ in range(2))
    for page in (mine, theirs):
        open_file(page, "statement.md")
    write_at_the_top(theirs, "Theirs. ")
    mine.locator("#studio-editor .cm-content").click()
    mine.keyboard.press("Control+Home")
    mine.keyboard.type("Mine. ")
    mine.keyboard.press("Control+s")
    expect(mine.locator("#studio-conflict")).to_contain_text("Arthur Quill")
    visitor.forgive("409")
    expect(mine.locator("#studio-editor .cm-content")).to_contain_text("Mine. ")
    mine.locator("#studio-conflict").get_by_role("button", name="Take theirs").click()
    expect(mine.locator("#studio-editor .cm-content")).to_contain_text("Theirs. ")


def test_a_draft_that_is_not_valid_says_where(visitor, site):
    with site.database() as session:
        arthur = user_by_email(session, "arthur@example.org")
        write_problem(session, arthur.id, problem_id="faulty", slug="faulty", at=datetime.now(UTC))
    page = visitor.open("/studio/faulty", "arthur")
    open_file(page, "problem.toml")
    write_at_the_top(page, 'colour = "red"\n')
    page.locator("#studio-check").click()
    expect(page.locator("#studio-findings")).to_contain_text('unknown key "colour"')
    visitor.forgive("400")

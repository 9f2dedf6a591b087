"""Looking back: two submissions picked and compared, a note, and code put back; by keyboard, and without scripts."""

from datetime import timedelta

import pytest

from judge.domain.verdict import Verdict
from tests.e2e.finished import finished

pytestmark = pytest.mark.browser

SLUG = "on-call-coverage"
NAME = "mallory"  # nobody else's tests hand in as her


@pytest.fixture(scope="module")
def pair(site):
    """A submission that failed and a later one that passed."""
    failed = finished(site, NAME, SLUG, verdict=Verdict.FAILED, failing=(0, 2), age=timedelta(hours=2))
    return failed, finished(site, NAME, SLUG, age=timedelta(hours=1))


def test_it_compares_two_that_were_picked_by_keyboard(visitor, pair):
    page = visitor.open(f"/submissions?problem={SLUG}", NAME)
    for submission_id in pair:
        box = page.locator(f'input[value="{submission_id}"]')
        box.focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/submissions/compare?a={pair[0]}&b={pair[1]}")
    assert page.locator(".side-result .badge").all_inner_texts() == ["Failed", "Passed"]
    page.get_by_role("link", name="Swap").click()
    page.wait_for_url(f"**/submissions/compare?a={pair[1]}&b={pair[0]}")
    assert page.locator(".side-result .badge").all_inner_texts() == ["Passed", "Failed"]


def test_it_shows_the_course_with_the_same_as_a_table(visitor, pair):
    page = visitor.open(f"/submissions?problem={SLUG}", NAME)
    assert page.get_by_role("img", name="Points over your submissions").is_visible()
    table = page.locator(".plot-data table")
    assert not table.is_visible()
    page.get_by_text("The same as a table").click()
    assert table.locator("tbody tr").count() == 2


@pytest.mark.parametrize("has_scripts", [True, False])
def test_it_keeps_a_note_and_deletes_it(visitor, pair, has_scripts):
    page = visitor.open(f"/submissions/{pair[0]}", NAME, java_script_enabled=has_scripts)
    page.get_by_text("Note to yourself").first.click()
    page.get_by_role("textbox", name="Note to yourself").fill("Sort before merging.")
    page.get_by_role("button", name="Save the note").click()
    page.goto("/submissions")
    assert page.locator(".history-note").inner_text().strip().endswith("Sort before merging.")
    page.goto(f"/submissions/{pair[0]}")
    page.get_by_role("button", name="Delete it").click()
    assert page.get_by_role("textbox", name="Note to yourself").count() == 0  # folded away
    page.goto("/submissions")
    assert page.locator(".history-note").count() == 0


def test_it_puts_code_back_into_the_editor(visitor, pair):
    page = visitor.open(f"/submissions/{pair[1]}", NAME)
    page.get_by_role("button", name="Put this code into the editor").click()
    page.wait_for_url(f"**/problems/{SLUG}?stack=*")
    assert page.locator(".cm-content").first.is_visible()
    assert page.get_by_text("What was there before is among the earlier states").is_visible()


def test_it_takes_a_filter_away_by_its_chip(visitor, site):
    page = visitor.open("/problems?track=queries&difficulty=hard&minutes=60", NAME)
    page.get_by_role("link", name="Remove Difficulty: Hard").click()
    page.wait_for_url("**/problems?track=queries&minutes=60")
    page.get_by_role("link", name="Clear all").click()
    page.wait_for_url("**/problems")
    assert page.get_by_role("heading", name="What could be next").is_visible()

"""The whole way of a candidate, by mouse and once by keyboard alone: nothing on it tells what the hidden tests hold."""

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from judge.catalogue.load import LoadedProblem
from judge.storage.accounts import user_by_email
from judge.storage.sittings import Sitting
from tests.e2e.answers import VERDICT_MS, a_wrong_answer, editable
from tests.e2e.leaks import hidden_phrases, leaked
from tests.e2e.visitor import Visitor, look, violations
from tests.product import Site

pytestmark = [pytest.mark.browser, pytest.mark.engine]

SLUG = "inventory-items"
TITLE = "Warehouse items"
MAX_TABS = 120
IN_EDITOR = "document.activeElement.closest('.cm-content') !== null"


class Recording:
    """Everything that the server sent to one context, for the search for leaks."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def bodies(self) -> dict[str, str]:
        """The text of every answer by its address; the browser has written them when its context was closed.

        Built scripts and styles are left out: they are the same for everybody, and older than any problem.
        """
        entries = json.loads(self.path.read_text(encoding="utf-8"))["log"]["entries"]
        return {
            f"{number} {entry['request']['url']}": html.unescape(body)
            for number, entry in enumerate(entries)
            if "/static/dist/" not in entry["request"]["url"] and (body := entry["response"]["content"].get("text"))
        }


@pytest.fixture
def recording(tmp_path) -> Recording:
    return Recording(tmp_path / "walk.har")


@pytest.fixture
def walker(candidate: Visitor) -> Iterator[Visitor]:
    yield candidate
    # The server refuses a console's last question when it has ended meanwhile; the browser calls that an error.
    candidate.forgive("409 (CONFLICT)")


def accessible(page: Page) -> None:
    """What axe says of the page in the light and in the dark."""
    for theme in ("light", "dark"):
        look(page, 1280, theme)
        assert violations(page) == [], page.url


def write(page: Page, path: str, text: str) -> None:
    """Replaces the text of one file in the editor."""
    page.get_by_role("tab", name=path, exact=True).click()
    page.get_by_role("textbox", name=path, exact=True).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")  # Chromium would try to keep the style of a selection that is typed over
    page.keyboard.insert_text(text)


def write_all(page: Page, files: dict[str, str]) -> None:
    for path, text in files.items():
        write(page, path, text)
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("Saved")


def verdict(page: Page) -> Locator:
    return page.locator("#result .run-head .badge")


def wait_for(page: Page, word: str | re.Pattern[str]) -> None:
    expect(verdict(page)).to_have_text(word, timeout=VERDICT_MS)


def answers_of(loaded: LoadedProblem) -> tuple[dict[str, str], dict[str, str]]:
    """A wrong answer, and the right one."""
    right = editable(loaded, loaded.bundle.solution(loaded.problem.stacks[0]))
    return editable(loaded, a_wrong_answer(loaded).files), right


def find_the_problem(page: Page) -> None:
    page.get_by_role("searchbox", name="Search problems").fill("warehouse")
    page.get_by_role("searchbox", name="Search problems").press("Enter")
    accessible(page)
    page.get_by_role("heading", name=TITLE).get_by_role("link").first.click()
    page.wait_for_url(f"**/problems/{SLUG}")
    expect(page.locator(".cm-content")).to_be_visible()


def try_the_console(page: Page) -> None:
    page.get_by_role("tab", name="Console").click()
    page.get_by_role("button", name="Start your service").click()
    expect(page.get_by_role("button", name="Send", exact=True)).to_have_attribute(
        "aria-disabled", "false", timeout=VERDICT_MS
    )
    page.get_by_label("Path").fill("/items")
    page.get_by_label("Method").select_option("GET")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".console-history summary .outcome").first).to_have_text(re.compile("200"))
    accessible(page)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Start again")).to_be_visible()
    page.get_by_role("tab", name="Results").click()


def take_a_hint(page: Page) -> None:
    page.get_by_role("tab", name="Hints").click()
    page.get_by_role("button", name=re.compile("^Open hint 1")).click()
    expect(page.locator("#hint-1 .hint-text")).to_be_visible()
    accessible(page)
    page.get_by_role("tab", name="Statement").click()


def compare_the_two(page: Page) -> None:
    page.goto(f"/submissions?problem={SLUG}&kind=submit")
    accessible(page)
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    page.get_by_role("button", name="Compare the two picked").click()
    expect(page.get_by_role("heading", name="Two submissions compared")).to_be_visible()
    expect(page.get_by_role("heading", name="Checks that ended differently")).to_be_visible()
    assert page.locator("#files-title ~ *").count() > 0
    accessible(page)


def sit(page: Page, site: Site, files: dict[str, str]) -> None:
    """A timed session: read, start, write, reload, and the end that comes by itself."""
    page.goto("/sittings")
    page.get_by_role("link", name="New timed session").first.click()
    page.get_by_label("Task 1").select_option(SLUG)
    page.get_by_role("button", name="Make the session").click()
    accessible(page)
    page.get_by_label("I have read this page").check()
    page.get_by_role("button", name="Start now").click()
    if "/tasks/" not in page.url:
        page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.get_by_role("timer")).to_be_visible()
    write_all(page, files)
    page.reload()
    expect(page.locator(".cm-content")).to_be_visible()
    accessible(page)
    with site.database() as session:
        owner = user_by_email(session, "mallory@example.org")
        sitting = session.exec(select(Sitting).where(Sitting.user_id == owner.id)).one()
        sitting.ends_at = datetime.now(UTC) + timedelta(seconds=6)
        session.commit()
        sitting_id = sitting.id
    page.reload()  # the page asks for the time now and then; this is the quick way
    page.wait_for_url(re.compile(rf"/sittings/{sitting_id}$"), timeout=VERDICT_MS)
    expect(page.locator(".sitting-cards")).to_contain_text("Passed", timeout=VERDICT_MS)
    accessible(page)


def test_it_walks_the_whole_way_and_nothing_of_the_suite_comes_along(walker, judging, recording):
    loaded = judging.problems[SLUG]
    wrong, right = answers_of(loaded)
    page = walker.open("/problems", "mallory", record_har_path=recording.path, record_har_content="embed")
    find_the_problem(page)
    write_all(page, wrong)
    page.keyboard.press("Control+Enter")
    wait_for(page, re.compile("Passed|Failed"))
    try_the_console(page)
    page.get_by_role("button", name="Submit").click()
    wait_for(page, "Failed")
    expect(page.locator(".run-hidden")).to_be_visible()
    accessible(page)
    take_a_hint(page)
    write_all(page, right)
    page.keyboard.press("Control+Shift+Enter")
    wait_for(page, "Passed")
    expect(page.locator("#result .run-head")).to_contain_text("for hints")
    page.goto(f"/problems/{SLUG}/editorial")
    accessible(page)
    compare_the_two(page)
    sit(page, judging, right)
    page.context.close()  # which writes the recording
    bodies = recording.bodies()
    assert any("A warehouse keeps its stock" in body for body in bodies.values()), "the recording is blind"
    assert len(bodies) > 40
    # The editorial is read after the end, and says what its author wanted to be known by then.
    phrases = {phrase for phrase in hidden_phrases(loaded) if phrase not in loaded.bundle.text("editorial.md")}
    assert {address: found for address, body in bodies.items() if (found := leaked(phrases, body))} == {}


# --- by keyboard alone ----------------------------------------------------------------------------------------------


def reach(page: Page, target: Locator, key: str = "Tab") -> None:
    """Presses Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(MAX_TABS):
        if target.count() and target.first.evaluate("element => element === document.activeElement"):
            return
        if page.evaluate(IN_EDITOR):
            page.keyboard.press("Escape")  # there, Tab indents: the line below the editor says so
        page.keyboard.press(key)
    raise AssertionError(f"{target} cannot be reached with {key}")


def test_it_can_all_be_done_without_a_mouse(walker, judging):
    _, right = answers_of(judging.problems[SLUG])
    page = walker.open("/problems", "rita")
    reach(page, page.get_by_role("searchbox", name="Search problems"))
    page.keyboard.type("warehouse")
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("heading", name=TITLE).get_by_role("link"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/problems/{SLUG}")
    expect(page.locator(".cm-content")).to_be_visible()
    for number, (path, text) in enumerate(right.items()):
        tab = page.get_by_role("tab", name=path, exact=True)
        if number:
            reach(page, page.locator("#files [role=tab][aria-selected=true]"), "Shift+Tab")
            page.keyboard.press("ArrowRight")
        expect(tab).to_have_attribute("aria-selected", "true")
        reach(page, page.get_by_role("textbox", name=path, exact=True))
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")
    wait_for(page, "Passed")
    hints = page.get_by_role("tab", name="Hints")
    reach(page, page.get_by_role("tab", name="Statement"), "Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(hints).to_be_focused()
    reach(page, page.get_by_role("button", name=re.compile("^Open hint 1")))
    page.keyboard.press("Enter")
    expect(page.locator("#hint-1 .hint-text")).to_be_visible()
    reach(page, page.get_by_role("tab", name="Results"))
    page.keyboard.press("ArrowRight")
    reach(page, page.get_by_role("button", name="Start your service"))
    page.keyboard.press("Enter")
    send = page.get_by_role("button", name="Send", exact=True)
    expect(send).to_have_attribute("aria-disabled", "false", timeout=VERDICT_MS)
    reach(page, page.get_by_label("Path"))
    page.keyboard.press("Control+Enter")  # within the console this sends
    expect(page.locator(".console-history summary .outcome")).to_have_count(1)
    reach(page, page.get_by_role("button", name="Stop", exact=True), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Start again")).to_be_visible()
    page.keyboard.press("Control+Shift+Enter")
    wait_for(page, "Passed")
    reach(page, page.locator("#split-columns"), "Shift+Tab")
    before = page.locator("#split-columns").get_attribute("aria-valuenow")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#split-columns").get_attribute("aria-valuenow") != before

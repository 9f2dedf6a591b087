"""The workspace: files, drafts that survive, shortcuts, panes. No worker runs: what is handed in waits."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from judge.domain.verdict import Verdict
from judge.storage.accounts import user_by_email
from judge.storage.drafts import draft
from judge.storage.runs import Run, RunState
from tests.e2e.finished import finished

pytestmark = pytest.mark.browser


@pytest.fixture
def slug(site) -> str:
    """A problem with several files, some of them read-only where there is one."""
    services = [slug for slug, loaded in site.problems.items() if loaded.problem.kind == "service"]
    return max(services, key=lambda slug: (bool(site.problems[slug].problem.files.readonly), slug))


@pytest.fixture
def first_file(site, slug) -> str:
    return site.problems[slug].problem.files.editable[0]


@pytest.fixture(autouse=True)
def fresh_start(site, slug):
    """Each test starts from the starter and with an empty queue."""
    with site.database() as session:
        session.exec(update(Run).values(state=RunState.DONE, verdict=Verdict.JUDGE_ERROR))
        for name in ("alice", "bob", "rita"):
            user = user_by_email(session, f"{name}@example.org")
            for stack in site.problems[slug].problem.stacks:
                row = draft(session, user.id, slug, stack)
                if row:
                    session.delete(row)
        session.commit()


def editor(page):
    return page.get_by_role("textbox", name=re.compile(r"\.(py|sql)"))


def type_at_start(page, text: str) -> None:
    editor(page).press("Control+Home")
    page.keyboard.type(text)


def test_it_saves_a_draft_and_brings_it_back(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "alice")
    type_at_start(page, "# a line of mine\n")
    expect(page.locator("#saved")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    page.reload()
    expect(editor(page)).to_contain_text("# a line of mine")


def test_it_saves_at_once_with_the_keyboard(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "alice")
    type_at_start(page, "# quick\n")
    with page.expect_request(lambda request: request.method == "PUT", timeout=900):
        page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text(re.compile("Saved"))


def test_it_keeps_the_text_while_the_network_is_away(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "alice")
    page.context.set_offline(True)
    type_at_start(page, "# written offline\n")
    expect(page.locator("#saved")).to_have_text("Offline, kept in this browser")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(re.compile("Saved"))
    page.reload()
    expect(editor(page)).to_contain_text("# written offline")
    visitor.forgive("ERR_INTERNET_DISCONNECTED")


def test_it_brings_back_what_only_this_browser_has(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "alice")
    page.route("**/draft", lambda route: route.abort())
    type_at_start(page, "# never sent\n")
    expect(page.locator("#saved")).to_have_text("Offline, kept in this browser")
    page.unroute("**/draft")
    page.reload()
    expect(editor(page)).to_contain_text("# never sent")
    expect(page.locator("#saved")).to_have_text(re.compile("Saved"))
    visitor.forgive("ERR_FAILED")


@pytest.mark.parametrize("choice", ["Keep mine", "Take the other"])
def test_it_asks_when_another_device_has_saved(visitor, slug, choice):
    page = visitor.open(f"/problems/{slug}", "alice")
    other = visitor.open(f"/problems/{slug}", "alice")
    type_at_start(other, "# other device\n")
    expect(other.locator("#saved")).to_have_text(re.compile("Saved"))
    type_at_start(page, "# this device\n")
    page.get_by_role("alert").filter(has_text="saved elsewhere").wait_for()
    page.get_by_role("button", name=choice).click()
    expect(page.locator("#saved")).to_have_text(re.compile("Saved"))
    kept = "# this device" if choice == "Keep mine" else "# other device"
    expect(editor(page)).to_contain_text(kept)
    page.reload()
    expect(editor(page)).to_contain_text(kept)
    visitor.forgive("409")


def test_it_does_not_show_one_user_the_offline_text_of_another(visitor, site, slug):
    page = visitor.open(f"/problems/{slug}", "alice")
    page.route("**/draft", lambda route: route.abort())
    type_at_start(page, "# alice's own\n")
    expect(page.locator("#saved")).to_have_text("Offline, kept in this browser")
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "session", "value": site.token("bob"), "url": site.url}])
    page.goto(f"/problems/{slug}")
    expect(editor(page)).not_to_contain_text("alice's own")
    visitor.forgive("ERR_FAILED")


def test_it_opens_every_file_and_locks_the_readonly_ones(visitor, site, slug):
    files = site.problems[slug].problem.files
    page = visitor.open(f"/problems/{slug}", "alice")
    for path in files.editable:
        page.get_by_role("tab", name=path, exact=True).click()
        assert editor(page).get_attribute("aria-readonly") == "false"
    for path in files.readonly:
        page.get_by_role("tab", name=f"{path} read-only").click()
        before = editor(page).inner_text()
        editor(page).press("Control+Home")
        page.keyboard.type("x")
        assert editor(page).inner_text() == before
        page.get_by_role("button", name="File menu").click()
        expect(page.get_by_role("button", name="Reset file")).to_have_attribute("aria-disabled", "true")
        page.keyboard.press("Escape")


def test_it_resets_a_file_only_after_asking_and_can_undo_it(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "alice")
    type_at_start(page, "# mine\n")
    page.get_by_role("button", name="File menu").click()
    page.get_by_role("button", name="Reset file").click()
    page.get_by_role("button", name="Keep my text").click()
    expect(editor(page)).to_contain_text("# mine")
    page.get_by_role("button", name="File menu").click()
    page.get_by_role("button", name="Reset file").click()
    page.get_by_role("button", name="Reset the file").click()
    expect(editor(page)).not_to_contain_text("# mine")
    page.keyboard.press("Control+z")
    expect(editor(page)).to_contain_text("# mine")


@pytest.mark.parametrize(("keys", "kind"), [("Control+Enter", "run"), ("Control+Shift+Enter", "submit")])
def test_it_hands_in_by_shortcut_from_the_editor_and_tells_the_place(visitor, slug, keys, kind):
    page = visitor.open(f"/problems/{slug}", "rita")
    before = editor(page).inner_text()
    with page.expect_request(lambda request: request.method == "POST") as sent:
        editor(page).press(keys)
    assert sent.value.post_data_json["kind"] == kind
    expect(page.locator(".phase.is-now")).to_contain_text(re.compile(r"Queued\s*place \d+"))
    expect(page.get_by_role("status").filter(has_text="Queued")).to_have_count(1)
    expect(page.get_by_role("button", name="Submit")).to_have_attribute("aria-disabled", "true")
    assert editor(page).inner_text() == before
    page.reload()
    expect(page.locator(".phase.is-now")).to_contain_text("Queued")


def test_it_tells_why_nothing_was_accepted(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "rita")
    page.route(
        "**/submissions",
        lambda route: route.fulfill(status=429, json={"error": "You have 5 runs waiting.", "where": ""}),
    )
    page.get_by_role("button", name="Run samples").click()
    expect(page.locator("#result")).to_contain_text("You have 5 runs waiting.")
    expect(page.get_by_role("button", name="Run samples")).not_to_have_attribute("aria-disabled", "true")
    visitor.forgive("429")


def test_it_lets_the_keyboard_out_of_the_editor(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "alice")
    editor(page).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.cm-editor') !== null")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.cm-editor') === null")
    assert page.get_by_text("leaves the editor").is_visible()


def test_it_moves_the_dividers_by_keyboard_and_pointer_and_remembers(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "alice")
    divider = page.get_by_role("separator", name="Width of the statement")
    width = page.locator("#pane-statement").bounding_box()["width"]
    divider.press("ArrowRight")
    wider = page.locator("#pane-statement").bounding_box()["width"]
    assert wider > width
    box = divider.bounding_box()
    page.mouse.move(box["x"], box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] - 120, box["y"] + 200)
    page.mouse.up()
    moved = page.locator("#pane-statement").bounding_box()["width"]
    assert moved < wider - 80
    page.reload()
    assert page.locator("#pane-statement").bounding_box()["width"] == pytest.approx(moved, abs=2)


def test_it_completes_the_words_of_the_language(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "alice")
    page.locator(".cm-line span").first.wait_for()
    type_at_start(page, "isinst")
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("option", name="isinstance")).to_be_visible()


def test_it_goes_from_the_catalogue_to_a_submission_by_keyboard_alone(visitor, site, slug):
    page = visitor.open("/problems", "rita")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    title = site.problems[slug].problem.title
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == title:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/problems/{slug}")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "submit-button":
            break
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 202
    expect(page.locator(".phase.is-now")).to_contain_text("Queued")


def test_it_shows_one_pane_at_a_time_on_a_phone_and_the_result_when_one_hands_in(visitor, slug):
    page = visitor.open(f"/problems/{slug}", "rita", width=360)
    assert not editor(page).is_visible()
    page.get_by_role("tab", name="Code", exact=True).click()
    assert editor(page).is_visible()
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.get_by_role("button", name="Submit").click()
    assert answer.value.status == 202
    expect(page.locator("#pane-tabs").get_by_role("tab", name="Results")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".phase.is-now")).to_be_visible()


def test_it_fills_the_window_and_only_its_panes_scroll(visitor, site):
    finished(site, "bob", "inventory-items", verdict=Verdict.FAILED, failing=(0, 4, 7))
    page = visitor.open("/problems/inventory-items", "bob")
    expect(page.locator("#result .run-head")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0

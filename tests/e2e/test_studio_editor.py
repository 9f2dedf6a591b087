"""The studio in the browser: files, saving, two authors at once, completion, the gate's result. No worker runs."""

import json
import re
from base64 import b64decode
from datetime import UTC, datetime
from itertools import count

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from judge.errors import Finding
from judge.gate.report import GateReport, GateTest, GateWrong, Strength, StrengthPart
from judge.stacks import known_stacks
from judge.storage.checks import CheckState, GateCheck
from judge.storage.stacks import remember_stacks
from tests.e2e.visitor import look, nameless, overflow, violations

pytestmark = pytest.mark.browser

WIDE, NARROW = 1280, 320
NUMBERS = count(1)
PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")


@pytest.fixture(scope="module")
def stacks(site) -> None:
    """A worker has said what it can run."""
    with site.database() as session:
        remember_stacks(session, known_stacks().values())
        session.commit()


@pytest.fixture
def problem(visitor, stacks, request) -> Page:
    """A problem of its own for each test, in the studio."""
    slug = f"{next(NUMBERS)}-{request.node.originalname.removeprefix('test_it_').replace('_', '-')}"
    page = visitor.open("/studio", "arthur")
    page.fill("#new-slug", slug)
    page.get_by_role("button", name="Begin").click()
    expect(editor(page)).to_be_visible()
    return page


def editor(page: Page):
    return page.locator("#studio-editor .cm-content")


def tree(page: Page, path: str):
    return page.locator(f'[role=treeitem][data-path="{path}"]')


def open_file(page: Page, path: str) -> None:
    tree(page, path).click()
    expect(editor(page)).to_have_attribute("aria-label", path)


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(re.compile(r"Saved \d\d:\d\d"))


def write_at_start(page: Page, text: str) -> None:
    editor(page).press("Control+Home")
    page.keyboard.type(text)


def last_check(session: Session) -> GateCheck:
    return session.exec(select(GateCheck).order_by(col(GateCheck.created_at).desc())).first()


def ended(site, *findings) -> None:
    """The last check ends as a worker would end it."""
    with site.database() as session:
        check = last_check(session)
        report = GateReport(
            slug="x",
            content_hash=check.content_hash,
            images={},
            findings=findings,
            matrix={"wrong-one": {"test_a": "failed", "test_b": "passed"}},
            milliseconds={},
            tests=(
                GateTest("test_a", "It notices.", "c", is_sample=False, file="statement.md", line=2),
                GateTest("test_b", "It does not.", "c", is_sample=False, file="statement.md", line=3),
            ),
            wrong=(GateWrong("wrong-one", "python-flask", "One mistake.", ("test_a",)),),
            strength=Strength(50, (StrengthPart("hidden tests told apart", 1, 2),), "100 x 1/2 = 50"),
        )
        check.state, check.report = CheckState.DONE, json.loads(json.dumps(report.to_json()))
        check.finished_at, check.done, check.total = datetime.now(UTC), 4, 4
        session.add(check)
        session.commit()


def test_it_saves_by_itself_and_previews_the_statement(problem):
    expect(problem.locator("#studio-statement .statement")).not_to_be_empty()
    write_at_start(problem, "# Seven sandpipers\n\n")
    expect(problem.get_by_role("heading", name="Seven sandpipers")).to_be_visible()
    saved(problem)
    problem.reload()
    expect(editor(problem)).to_contain_text("Seven sandpipers")


def test_it_opens_another_file_at_once_while_something_is_not_saved(problem):
    write_at_start(problem, "# Eight sandpipers\n\n")
    row = tree(problem, "problem.toml").bounding_box()
    problem.mouse.move(row["x"] + row["width"] / 2, row["y"] + row["height"] / 2)
    problem.mouse.down()
    saved(problem)  # leaving the editor saves, while the button is still held
    problem.mouse.up()
    expect(editor(problem)).to_have_attribute("aria-label", "problem.toml")


def test_it_walks_the_files_by_the_keyboard_alone(problem):
    tree(problem, "statement.md").focus()
    problem.keyboard.press("Home")
    problem.keyboard.press("Enter")
    expect(editor(problem)).to_have_attribute("aria-label", "problem.toml")
    tree(problem, "problem.toml").focus()
    problem.keyboard.press("F2")
    problem.keyboard.press("Escape")
    problem.keyboard.type("t")
    problem.keyboard.press("ArrowLeft")
    expect(tree(problem, "tests")).to_have_attribute("aria-expanded", "false")
    problem.keyboard.press("Home")
    problem.keyboard.press("ArrowDown")
    problem.keyboard.press("Delete")
    problem.get_by_role("button", name="Keep it").click()
    expect(tree(problem, "statement.md")).to_be_visible()


def test_it_marks_what_is_wrong_where_it_stands(visitor, problem):
    open_file(problem, "problem.toml")
    write_at_start(problem, 'titel = "x"\n')
    problem.keyboard.press("Control+s")
    expect(problem.locator("#findings-count")).to_have_text(re.compile(r"\d"))
    expect(tree(problem, "problem.toml")).to_contain_text("found")
    problem.get_by_role("tab", name="Problems found").click()
    expect(problem.locator("#studio-findings")).to_contain_text("titel")
    expect(problem.locator(".cm-lintRange-error").first).to_be_visible()
    open_file(problem, "statement.md")
    problem.get_by_role("button", name="problem.toml:1").click()
    expect(editor(problem)).to_have_attribute("aria-label", "problem.toml")
    with problem.expect_console_message(lambda message: "400" in message.text):  # a refusal is logged by the browser
        problem.keyboard.press("Control+Enter")  # the gate is not begun
    expect(problem.get_by_role("tab", name="Problems found")).to_have_attribute("aria-selected", "true")
    visitor.forgive("400")


def test_it_completes_keys_and_the_names_of_tests(problem):
    open_file(problem, "problem.toml")
    write_at_start(problem, "is_")
    offered = problem.locator(".cm-tooltip-autocomplete")
    expect(offered).to_contain_text("is_listed")
    problem.keyboard.press("Escape")
    problem.get_by_role("button", name="New wrong solution").first.click()
    problem.keyboard.type("says-nothing")
    problem.keyboard.press("Enter")
    expect(editor(problem)).to_have_attribute("aria-label", "wrong/says-nothing/expect.toml")
    editor(problem).press("Control+End")
    problem.keyboard.press("ArrowUp")
    problem.keyboard.press("End")
    problem.keyboard.press("ArrowLeft")
    problem.keyboard.type('"test_')
    expect(offered).to_contain_text("test_")


def test_it_tells_the_second_author_and_loses_nothing(visitor, problem):
    other = visitor.open(problem.url, "arthur")
    expect(editor(other)).to_be_visible()
    write_at_start(other, "# Theirs\n")
    other.keyboard.press("Control+s")
    saved(other)
    write_at_start(problem, "# Mine\n")
    problem.keyboard.press("Control+s")
    box = problem.locator("#studio-conflict [role=alert]")
    expect(box).to_contain_text("Arthur Quill has saved another text of this file")
    assert violations(problem) == []
    problem.get_by_role("button", name="Compare and merge").click()
    arrow = problem.locator(".merge-take").first
    expect(arrow).to_be_visible()
    expect(problem.locator("#merge-place")).to_contain_text("# Theirs")
    assert violations(problem) == []
    arrow.press("Enter")
    problem.get_by_role("button", name="Save this text").click()
    expect(box).to_have_count(0)
    saved(problem)
    expect(editor(problem)).to_contain_text("# Theirs")
    problem.get_by_role("button", name="Earlier states of this file").click()
    problem.locator(".revision").first.click()
    expect(problem.locator("#revision-preview")).to_contain_text("statement.md")
    visitor.forgive("409")


def test_it_keeps_what_was_written_while_the_network_was_away(visitor, problem):
    problem.context.set_offline(True)
    write_at_start(problem, "# Written on a train\n")
    problem.keyboard.press("Control+s")
    expect(problem.locator("#saved")).to_have_text("Offline, kept in this browser")
    problem.context.set_offline(False)
    saved(problem)
    visitor.forgive("ERR_INTERNET_DISCONNECTED")


def test_it_adds_uploads_renames_and_deletes_files(problem):
    problem.get_by_role("button", name="New file").first.click()
    problem.fill("#new-file-path", "notes/idea.md")
    problem.keyboard.press("Enter")
    expect(editor(problem)).to_have_attribute("aria-label", "notes/idea.md")
    tree(problem, "notes/idea.md").focus()
    problem.keyboard.press("F2")
    problem.fill("#rename-file-path", "notes/plan.md")
    problem.keyboard.press("Enter")
    expect(tree(problem, "notes/plan.md")).to_be_visible()
    problem.set_input_files("#upload-files", {"name": "dot.png", "mimeType": "image/png", "buffer": PICTURE})
    problem.fill("#upload-path", "assets")
    problem.keyboard.press("Enter")
    expect(problem.get_by_role("img", name="assets/dot.png")).to_be_visible()
    tree(problem, "notes/plan.md").focus()
    problem.keyboard.press("Delete")
    problem.get_by_role("button", name="Delete it", exact=True).click()
    expect(tree(problem, "notes/plan.md")).to_have_count(0)
    problem.get_by_role("button", name="Undo").click()
    expect(tree(problem, "notes/plan.md")).to_be_visible()


def test_it_brings_back_a_file_that_was_deleted_long_ago(problem):
    tree(problem, "statement.md").focus()
    problem.keyboard.press("Delete")
    problem.get_by_role("button", name="Delete it", exact=True).click()
    expect(tree(problem, "statement.md")).to_have_count(0)
    problem.get_by_role("button", name="File menu").click()
    problem.get_by_role("link", name="Deleted files").click()
    expect(problem).to_have_url(re.compile("/versions#deleted$"))
    assert violations(problem) == []
    problem.get_by_role("button", name="Restore statement.md").click()
    expect(editor(problem)).to_have_attribute("aria-label", "statement.md")


def test_it_marks_what_the_gate_has_found_until_the_file_changes(site, problem):
    problem.keyboard.press("Control+Enter")
    expect(problem.locator("#studio-gate")).to_contain_text("Queued")
    ended(site, Finding("statement.md", 1, "gives a test away"))
    mark = problem.locator("#studio-editor .cm-lintRange-warning")
    expect(mark).to_be_visible()
    expect(problem.locator("#editor-faults")).to_have_text("1 problem in this file")
    write_at_start(problem, "x")
    expect(mark).to_have_count(0)


def test_it_follows_the_gate_and_publishes_only_what_has_passed(site, problem):
    publish = problem.get_by_role("button", name="Publish", exact=True)
    expect(publish).to_have_attribute("aria-disabled", "true")
    problem.keyboard.press("Control+Enter")
    gate = problem.locator("#studio-gate")
    expect(gate).to_contain_text("Queued")
    problem.reload()
    problem.get_by_role("tab", name="Gate").click()
    expect(gate).to_contain_text("Queued")
    ended(site)
    expect(gate).to_contain_text("Passed: this may be published")
    expect(gate).to_contain_text("50 of 100")
    expect(gate.locator("tr.is-idle")).to_contain_text("tells nothing apart")
    expect(publish).to_have_attribute("aria-disabled", "false")
    assert violations(problem) == []
    write_at_start(problem, "x")
    expect(publish).to_have_attribute("aria-disabled", "true")
    expect(gate).to_contain_text("The files have changed since the gate passed them")
    problem.keyboard.press("Backspace")
    expect(publish).to_have_attribute("aria-disabled", "false")
    gate.get_by_role("button", name="test_b").click()
    expect(problem.locator("#editor-place")).to_have_text("Line 3, column 1")
    publish.click()
    expect(problem).to_have_url(re.compile("/versions$"))


def test_it_cancels_a_check(problem):
    problem.get_by_role("button", name="Check").first.click()
    problem.locator("#studio-gate").get_by_role("button", name="Cancel").click()
    expect(problem.locator("#studio-gate")).to_contain_text("cancelled")


def test_it_opens_the_draft_as_a_candidate_sees_it(problem):
    with problem.context.expect_page() as opened:
        problem.keyboard.press("Control+Shift+Enter")
    expect(opened.value).to_have_url(re.compile("~draft$"))
    expect(opened.value.get_by_role("button", name="Submit")).to_be_visible()


@pytest.mark.parametrize("pane", ["Files", "Editor", "Statement and gate"])
def test_it_is_accessible_in_every_pane_and_on_a_phone(problem, pane):
    assert violations(problem) == []
    assert nameless(problem) == []
    look(problem, WIDE, "dark")
    assert violations(problem, "color-contrast") == []
    look(problem, NARROW, "dark")
    problem.get_by_role("tab", name=pane).click()
    assert violations(problem) == []
    look(problem, NARROW, "light")
    assert violations(problem, "color-contrast") == []
    assert overflow(problem) <= 0

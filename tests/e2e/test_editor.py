"""The editor itself: files of one's own, earlier states, transfer, key bindings, formatting, completion, faults."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect
from sqlmodel import delete

from judge.storage.accounts import user_by_email
from judge.storage.drafts import Draft, DraftRevision
from tests.e2e.visitor import overflow, violations

pytestmark = pytest.mark.browser

SLUG = "inventory-items"  # a task that lets one add modules
PAGE = f"/problems/{SLUG}"


@pytest.fixture(autouse=True)
def fresh_start(site):
    """Each test starts from the starter, without earlier states and with the standard preferences."""
    with site.database() as session:
        user = user_by_email(session, "alice@example.org")
        user.preferences = "{}"
        session.add(user)
        session.exec(delete(Draft).where(Draft.user_id == user.id))
        session.exec(delete(DraftRevision).where(DraftRevision.user_id == user.id))
        session.commit()


@pytest.fixture
def desk(visitor):
    """Opens the page; at the end waits until it has saved, or its last draft would reach into the next test."""
    opened = []

    def open_page(**options):
        opened.append(visitor.open(PAGE, "alice", **options))
        return opened[-1]

    yield open_page
    for page in opened:
        expect(page.locator("#saved")).not_to_have_text(re.compile("Not saved yet|Saving"))


@pytest.fixture
def page(desk):
    return desk()


def editor(page, path="app.py"):
    return page.get_by_role("textbox", name=path, exact=True)


def tab(page, path):
    return page.get_by_role("tab", name=path, exact=True)


def first_line(page):
    return page.locator("#editor .cm-line").first


def type_at_start(page, text, path="app.py"):
    editor(page, path).press("Control+Home")
    page.keyboard.type(text)


def choose(page, item):
    """An item of the file menu."""
    page.get_by_role("button", name="File menu").click()
    page.locator("#file-menu").get_by_role("button", name=item).click()


def make_file(page, path):
    page.get_by_role("button", name="New file", exact=True).click()
    page.get_by_role("dialog", name="New file").get_by_role("textbox", name="Name").fill(path)
    page.keyboard.press("Enter")
    expect(tab(page, path)).to_have_attribute("aria-selected", "true")


def prefer(page, label):
    page.get_by_role("button", name="Preferences").click()
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "preferences" in answer.url) as saved:
        page.get_by_role("dialog", name="Preferences").get_by_label(label).check()
    assert saved.value.ok
    page.keyboard.press("Escape")


def has_saved(page):
    expect(page.locator("#saved")).to_have_text(re.compile(r"Saved \d\d:\d\d"))


def save(page):
    page.keyboard.press("Control+s")
    has_saved(page)


def test_it_makes_renames_and_deletes_a_file_and_keeps_it_over_a_reload(page):
    make_file(page, "prices.py")
    page.keyboard.type("CENTS = 100\n")
    save(page)
    page.reload()
    tab(page, "prices.py").click()
    expect(editor(page, "prices.py")).to_contain_text("CENTS = 100")
    choose(page, "Rename file")
    page.get_by_role("dialog", name="Rename this file").get_by_role("textbox").fill("money.py")
    page.keyboard.press("Enter")
    expect(editor(page, "money.py")).to_contain_text("CENTS = 100")
    choose(page, "Delete file")
    page.get_by_role("button", name="Delete the file").click()
    expect(tab(page, "money.py")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(editor(page, "money.py")).to_contain_text("CENTS = 100")


def test_it_says_beside_the_field_why_a_name_will_not_do(page):
    page.get_by_role("button", name="New file", exact=True).click()
    field = page.get_by_role("dialog", name="New file").get_by_role("textbox", name="Name")
    for name, reason in (
        ("notes.txt", "must be called *.py"),
        ("App.py", "case of letters"),
        ("../x.py", "Use letters"),
    ):
        field.fill(name)
        page.keyboard.press("Enter")
        expect(field).to_have_accessible_description(re.compile(re.escape(reason)))
        expect(field).to_be_focused()


def test_it_says_in_the_menu_that_a_file_of_the_task_stays(page):
    page.get_by_role("button", name="File menu").click()
    item = page.get_by_role("button", name="Delete file Comes with the task")
    expect(item).to_have_attribute("aria-disabled", "true")


def test_it_shows_an_earlier_state_and_restores_it_with_a_deleted_file(page):
    make_file(page, "prices.py")
    page.keyboard.type("CENTS = 100\n")
    save(page)
    choose(page, "Delete file")
    page.get_by_role("button", name="Delete the file").click()
    save(page)
    page.get_by_role("button", name="Earlier states", exact=True).click()
    dialog = page.get_by_role("dialog", name="Earlier states")
    dialog.locator("#revision-list").get_by_role("button").first.click()
    expect(dialog.get_by_role("heading", name="prices.py")).to_be_visible()
    expect(dialog).to_contain_text("0 lines removed, 1 line added")
    dialog.get_by_role("button", name="Restore this state").click()
    expect(editor(page, "prices.py")).to_contain_text("CENTS = 100")
    expect(page.get_by_role("status").filter(has_text="Restored: prices.py added.")).to_be_visible()


def test_it_uploads_a_zip_after_showing_what_it_would_do(page):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answer/app.py", "# from the archive\n")
        archive.writestr("answer/more.py", "MORE = 1\n")
        archive.writestr("answer/../evil.py", "x")
        archive.writestr("answer/db.py", "x")
        archive.writestr("answer/large.py", "x" * 300_000)
    before = editor(page).inner_text()
    file = {"name": "answer.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    page.locator("#upload-files").set_input_files([file])
    dialog = page.get_by_role("dialog", name="Upload into this task")
    for text in ("../evil.py Use letters", "db.py It comes with the task", "large.py It is larger than 256 KiB"):
        expect(dialog).to_contain_text(text)
    assert editor(page).inner_text() == before
    dialog.get_by_role("button", name="Take 2 files").click()
    expect(first_line(page)).to_have_text("# from the archive")
    expect(tab(page, "more.py")).to_be_visible()
    page.keyboard.press("Control+z")
    assert editor(page).inner_text() == before


def test_it_downloads_every_file(page):
    with page.expect_download() as download:
        choose(page, "Download as zip")
    assert download.value.suggested_filename == f"{SLUG}-python-flask.zip"
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert sorted(names) == ["app.py", "db.py", "store.py", "validation.py"]


def test_it_formats_python_as_one_step_and_tells_where_it_cannot(page):
    type_at_start(page, "x  =  {  'a':1 }\n")
    page.keyboard.press("Shift+Alt+F")
    expect(first_line(page)).to_have_text('x = {"a": 1}')
    page.keyboard.press("Control+z")
    expect(first_line(page)).to_have_text("x  =  {  'a':1 }")
    type_at_start(page, "def f(:\n")
    page.get_by_role("button", name="Format this file").click()
    expect(page.locator("#editor-message")).to_contain_text(
        "app.py was not formatted. There is a syntax error in line 1."
    )


def test_it_completes_words_of_another_file_and_names_of_the_stack(page):
    make_file(page, "prices.py")
    page.keyboard.type("def total_in_cents(): pass\n")
    tab(page, "app.py").click()
    type_at_start(page, "total_in")
    expect(page.get_by_role("option", name="total_in_cents")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("\nrequest.")
    expect(page.get_by_role("option", name=re.compile("^get_json"))).to_be_visible()


def test_it_marks_a_syntax_error_and_goes_there_by_keyboard(page):
    expect(page.locator("#editor-faults")).to_be_hidden()
    type_at_start(page, "x = 1\ndef f(:\n")
    expect(page.locator("#editor .cm-lintRange-error")).not_to_have_count(0)
    editor(page).press("Control+Home")
    page.keyboard.press("F8")
    expect(page.locator("#editor-place")).to_have_text(re.compile("Line 2,"))
    expect(page.locator(".cm-tooltip-lint")).to_contain_text("Syntax error here")
    page.get_by_role("button", name=re.compile("syntax error")).click()
    expect(page.get_by_role("listbox", name="Diagnostics")).to_be_focused()


def test_it_writes_at_several_cursors(page):
    type_at_start(page, "one two\none three\n")
    editor(page).press("Control+Home")
    page.keyboard.press("Control+d")
    page.keyboard.press("Control+d")
    page.keyboard.type("ten")
    expect(page.locator("#editor .cm-line").nth(0)).to_have_text("ten two")
    expect(page.locator("#editor .cm-line").nth(1)).to_have_text("ten three")
    editor(page).press("Control+Home")
    page.keyboard.press("Control+Alt+ArrowDown")
    page.keyboard.type("# ")
    expect(page.locator("#editor .cm-line").nth(1)).to_have_text("# ten three")
    page.keyboard.press("Escape")
    page.locator("#editor .cm-line").nth(0).click(position={"x": 14, "y": 8})
    page.locator("#editor .cm-line").nth(1).click(position={"x": 14, "y": 8}, modifiers=["Alt"])
    page.keyboard.type("=")
    for line, text in enumerate(("two", "three")):
        expect(page.locator("#editor .cm-line").nth(line)).to_have_text(re.compile(f"^(=#|#=).*{text}$"))


def test_it_has_vim_keys_that_save_and_let_the_keyboard_out(page):
    prefer(page, "Vim")
    expect(page.locator("#way-out")).to_contain_text("Vim keys")
    editor(page).press("Control+Home")
    page.keyboard.type("Ohello vim")
    page.keyboard.press("Escape")
    expect(first_line(page)).to_have_text("hello vim")
    with page.expect_request(lambda request: request.method == "PUT" and "draft" in request.url, timeout=900):
        page.keyboard.type(":w\n")
    editor(page).focus()
    page.keyboard.press("i")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.cm-editor') === null")


def test_it_has_emacs_keys_in_every_browser_of_the_user(page, desk):
    prefer(page, "Emacs")
    other = desk()
    expect(other.locator("#way-out")).to_contain_text("Emacs keys")
    expect(other.locator("#editor .cm-emacsMode")).to_be_visible()
    type_at_start(other, "gone")
    other.keyboard.press("Control+a")
    other.keyboard.press("Control+k")
    expect(first_line(other)).to_have_text("")
    other.keyboard.press("Control+s")
    expect(other.get_by_role("textbox", name="Find")).to_be_focused()


def test_it_opens_the_list_of_shortcuts_unless_they_are_turned_off(page):
    page.get_by_role("button", name="Run samples").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Preferences").click()
    page.get_by_label("Keyboard shortcuts of this page").uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Run samples").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    expect(page.get_by_role("button", name="Run samples")).not_to_have_attribute("aria-keyshortcuts", re.compile("."))


def test_it_changes_the_size_and_wraps_long_lines(page):
    size = "parseFloat(getComputedStyle(document.querySelector('#editor .cm-editor')).fontSize)"
    assert page.evaluate(size) == pytest.approx(14)
    page.get_by_role("button", name="Preferences").click()
    slider = page.get_by_role("slider", name=re.compile("Size of the code"))
    slider.press("End")
    page.get_by_label("Wrap long lines").check()
    page.keyboard.press("Escape")
    assert page.evaluate(size) == pytest.approx(20)
    expect(page.locator("#editor .cm-lineWrapping")).to_be_visible()


def test_it_shows_how_another_device_differs(visitor, page, desk):
    other = desk()
    type_at_start(other, "# other device\n")
    has_saved(other)
    type_at_start(page, "# this device\n")
    page.get_by_role("button", name="See the difference").click()
    dialog = page.get_by_role("dialog", name="Your draft and the other version")
    expect(dialog).to_contain_text("# other device")
    expect(dialog).to_contain_text("1 line removed, 1 line added")
    visitor.forgive("409")


@pytest.mark.parametrize("width", [320, 390])
def test_it_works_on_a_phone(desk, width):
    page = desk(width=width)
    page.get_by_role("tab", name="Code", exact=True).click()
    make_file(page, "prices.py")
    choose(page, "Earlier states")
    expect(page.get_by_role("dialog", name="Earlier states")).to_be_visible()
    assert overflow(page) <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_can_be_read_by_everybody_in_every_dialog(desk, theme):
    page = desk(color_scheme=theme)
    type_at_start(page, "def f(:\n")
    make_file(page, "prices.py")
    page.keyboard.type("CENTS = 100\n")
    save(page)
    choose(page, "Delete file")
    page.get_by_role("button", name="Delete the file").click()
    save(page)
    assert violations(page) == []
    page.get_by_role("button", name="File menu").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New file", exact=True).click()
    page.keyboard.press("Enter")
    assert violations(page) == []
    page.keyboard.press("Escape")
    for name in ("Preferences", "Keyboard shortcuts"):
        page.get_by_role("button", name=name).click()
        assert violations(page) == []
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Earlier states", exact=True).click()
    page.locator("#revision-list").get_by_role("button").first.click()
    page.locator(".states-file").first.wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    tab(page, "app.py").click()
    page.locator("#editor .cm-lint-marker").first.wait_for()
    page.get_by_role("button", name=re.compile("syntax error")).click()
    assert violations(page) == []

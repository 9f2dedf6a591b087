"""A timed session in a browser: made, read, started, worked in, warned of, and handed in when the time is up."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, delete, select

from judge.storage.accounts import user_by_email
from judge.storage.drafts import Draft, DraftRevision
from judge.storage.runs import Run
from judge.storage.sittings import Sitting, SittingTask
from judge.storage.submissions import Submission
from tests.e2e.visitor import look, overflow, violations

pytestmark = pytest.mark.browser

SLUG, OTHER = "inventory-items", "login-injection"
TEXT = "answer = 42  # typed in a session"


@pytest.fixture(autouse=True)
def empty_afterwards(site) -> Iterator[None]:
    """No other test shall find these sessions in its lists."""
    with site.database() as session:
        others = session.exec(select(Sitting.id)).all()
    yield
    with site.database() as session:
        ids = select(Sitting.id).where(col(Sitting.id).not_in(others))
        handed_in = select(Submission.id).where(col(Submission.sitting_id).in_(ids))
        session.exec(delete(Run).where(col(Run.submission_id).in_(handed_in)))
        for rows in (Submission, Draft, DraftRevision, SittingTask):
            session.exec(delete(rows).where(col(rows.sitting_id).in_(ids)))
        session.exec(delete(Sitting).where(col(Sitting.rehearses).in_(ids)))
        session.exec(delete(Sitting).where(col(Sitting.id).not_in(others)))
        session.commit()


def made(page: Page, *slugs: str) -> str:
    """Makes a session by the form; gives its address."""
    page.goto("/sittings/new")
    for number, slug in enumerate(slugs, start=1):
        page.get_by_label(f"Task {number}").select_option(slug)
    page.get_by_role("button", name="Make the session").click()
    expect(page.get_by_role("button", name="Start now")).to_be_visible()
    return str(page.evaluate("location.pathname"))


def started(page: Page, *slugs: str) -> str:
    address = made(page, *slugs)
    page.get_by_label("I have read this page").check()
    page.get_by_role("button", name="Start now").click()
    expect(page.get_by_role("timer")).to_be_visible()
    return address


def move_end(site, address: str, **left: float) -> None:
    """Moves the end of a session to so long from now, as if it had begun earlier."""
    with site.database() as session:
        row = session.get_one(Sitting, address.rsplit("/", 1)[1])
        row.ends_at = datetime.now(UTC) + timedelta(**left)
        session.add(row)
        session.commit()


def write(page: Page) -> None:
    page.get_by_role("textbox", name=re.compile(r"\.py")).press("Control+Home")
    page.keyboard.type(f"{TEXT}\n")


def handed_in(site, address: str) -> list[Submission]:
    with site.database() as session:
        query = select(Submission).where(Submission.sitting_id == address.rsplit("/", 1)[1])
        return list(session.exec(query).all())


def test_it_leads_from_the_plan_to_the_result(visitor, site):
    page = visitor.open("/sittings", "alice")
    page.get_by_role("link", name="New timed session").click()
    page.get_by_label("Task 1").select_option(SLUG)
    page.get_by_label("Task 2").select_option(OTHER)
    expect(page.locator("[data-plan-sum]")).to_have_text(", 70 minutes")
    page.get_by_role("button", name="Make the session").click()
    expect(page.get_by_text("70 minutes, for all tasks together")).to_be_visible()
    page.get_by_label("I have read this page").check()
    page.get_by_role("button", name="Start now").click()
    page.get_by_role("link", name="Open").first.click()
    expect(page.get_by_role("timer")).to_contain_text("1:09:")
    write(page)
    page.get_by_role("link", name="Task 2 of 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(site.problems[OTHER].problem.title)
    expect(page.get_by_role("link", name="Task 1 of 2")).to_contain_text("saved, not submitted")
    page.get_by_role("link", name="Finish").click()
    page.get_by_role("button", name="Finish the session").click()
    expect(page.get_by_text("Being judged: 1 submission")).to_be_visible()
    expect(page.get_by_text("Nothing was handed in.")).to_be_visible()
    (submission,) = handed_in(site, page.evaluate("location.pathname"))
    assert any(TEXT in text for text in submission.files.values())


def test_it_goes_on_after_a_reload_and_in_another_browser(visitor, site):
    page = visitor.open("/sittings", "alice")
    address = started(page, SLUG)
    page.goto(f"{address}/tasks/{SLUG}")
    write(page)
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text(TEXT)
    expect(page.get_by_role("timer")).to_contain_text("34:")
    other = visitor.open(address, "alice")
    other.get_by_role("link", name="Go on").click()
    expect(other.locator(".cm-content")).to_contain_text(TEXT)


def test_it_keeps_the_text_of_practice_apart(visitor):
    page = visitor.open(f"/problems/{SLUG}", "mallory")
    address = started(page, SLUG)
    page.goto(f"{address}/tasks/{SLUG}")
    write(page)
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.goto(f"/problems/{SLUG}")
    expect(page.locator(".cm-content")).not_to_contain_text(TEXT)


def test_it_warns_once_and_not_again_after_a_reload(visitor, site):
    page = visitor.open("/sittings", "alice")
    address = started(page, SLUG)
    page.goto("about:blank")  # the session's own page has a clock too, which would give the warning first
    move_end(site, address, minutes=4, seconds=50)
    page.goto(f"{site.url}{address}/tasks/{SLUG}")
    expect(page.locator("#clock-notice")).to_contain_text("5 minutes are left.")
    expect(page.locator("#clock-status")).to_contain_text("5 minutes are left.")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#clock-notice")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("timer")).to_contain_text("04:")
    expect(page.locator("#clock-notice")).to_be_hidden()


def test_it_follows_extra_time_and_can_be_hidden(visitor, site):
    page = visitor.open("/sittings", "alice")
    address = started(page, SLUG)
    page.goto(f"{address}/tasks/{SLUG}")
    page.get_by_role("button", name="Hide the time left").click()
    expect(page.get_by_role("timer")).to_have_text("Time hidden")
    move_end(site, address, minutes=90)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#clock-notice")).to_contain_text("Your time was extended. 90 minutes are left.")
    page.get_by_role("button", name="Hide the time left").click()
    expect(page.get_by_role("timer")).to_contain_text("1:29:")


def test_it_hands_in_the_last_words_when_the_time_is_up(visitor, site):
    page = visitor.open("/sittings", "alice")
    address = started(page, SLUG)
    page.goto(f"{address}/tasks/{SLUG}")
    expect(page.locator(".cm-content")).to_be_visible()
    move_end(site, address, seconds=4)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("timer")).to_contain_text("00:0")
    write(page)
    expect(page.get_by_text("Being judged: 1 submission")).to_be_visible(timeout=15_000)
    (submission,) = handed_in(site, address)
    assert any(TEXT in text for text in submission.files.values())


def test_it_leaves_when_the_session_was_finished_in_another_window(visitor):
    page = visitor.open("/sittings", "alice")
    address = started(page, SLUG)
    page.goto(f"{address}/tasks/{SLUG}")
    other = visitor.open(f"{address}/finish", "alice")
    other.get_by_role("button", name="Finish the session").click()
    expect(other.get_by_text("Nothing was handed in.")).to_be_visible()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Nothing was handed in.")).to_be_visible()


def test_it_rehearses_and_returns(visitor, site):
    page = visitor.open("/sittings", "alice")
    address = made(page, SLUG)
    page.get_by_role("button", name="Rehearse").click()
    page.get_by_role("link", name="Open").click()
    expect(page.get_by_role("timer")).to_contain_text("09:")
    expect(page.locator("#clock-notice")).to_be_hidden()
    page.get_by_role("link", name="Finish").click()
    page.get_by_role("button", name="Finish the session").click()
    expect(page.get_by_text("You have rehearsed already.")).to_be_visible()
    assert page.evaluate("location.pathname") == address


def test_it_works_without_scripts(visitor, site):
    page = visitor.open("/sittings/new", "alice", java_script_enabled=False)
    page.get_by_label("Task 1").select_option(SLUG)
    page.get_by_role("button", name="Make the session").click()
    page.get_by_label("I have read this page").check()
    page.get_by_role("button", name="Start now").click()
    expect(page.get_by_role("timer")).to_have_text("35 min")
    page.get_by_role("link", name="Open").click()
    page.get_by_role("link", name="Finish").click()
    page.get_by_role("button", name="Finish the session").click()
    expect(page.get_by_text("Nothing was handed in.")).to_be_visible()


def test_it_is_accessible_before_during_and_after(visitor):
    page = visitor.open("/sittings", "alice")
    address = made(page, SLUG, OTHER)

    def check() -> None:
        for width, theme in ((1280, "light"), (1280, "dark"), (320, "light")):
            look(page, width, theme)
            assert violations(page) == []
            assert overflow(page) <= 0
        look(page, 1280, "light")

    check()
    page.get_by_label("I have read this page").check()
    page.get_by_role("button", name="Start now").click()
    for path in ("/sittings", "/sittings/new", address, f"{address}/finish", f"{address}/tasks/{SLUG}"):
        page.goto(path)
        check()
    page.goto(f"{address}/finish")
    page.get_by_role("button", name="Finish the session").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check()


def test_it_knows_its_owner_only(visitor, site):
    page = visitor.open("/sittings", "alice")
    address = started(page, SLUG)
    stranger = visitor.open(address, "bob")
    expect(stranger.get_by_role("heading", name="There is nothing here")).to_be_visible()
    visitor.forgive("404")
    with site.database() as session:
        owner = session.get_one(Sitting, address.rsplit("/", 1)[1]).user_id
        assert owner == user_by_email(session, "alice@example.org").id

"""Every page, in both themes, on a phone and on a desk: axe finds nothing, and nothing scrolls sideways."""

import pytest

from tests.e2e.pages import PAGES, furnish
from tests.e2e.visitor import look, nameless, overflow, violations

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def places(site) -> dict[str, str]:
    """What stands for the names in the addresses."""
    return furnish(site)


@pytest.mark.parametrize("name", PAGES)
def test_it_is_accessible_and_fits_its_window(visitor, places, name):
    who, path = PAGES[name]
    page = visitor.open(path.format(**places), who)
    page.wait_for_selector(".timer" if "queue" in name else "h1")
    assert violations(page) == []
    assert nameless(page) == []
    look(page, 1280, "dark")
    assert violations(page, "color-contrast") == []
    look(page, 320, "dark")
    assert violations(page) == []
    look(page, 320, "light")
    assert violations(page, "color-contrast") == []
    assert overflow(page) <= 0


def test_it_gives_the_workspace_a_structure_that_can_be_heard(visitor, places):
    page = visitor.open(f"/problems/{places['service']}", "alice")
    page.locator(".cm-content").wait_for()
    heard = page.locator("body").aria_snapshot()
    for landmark in ("banner", "main", 'navigation "Main"', 'region "Statement, hints and history"'):
        assert f"- {landmark}" in heard, landmark
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("tablist").count() == page.locator("[role=tablist]:visible").count() >= 3
    assert nameless(page) == []


@pytest.mark.parametrize("width", [360, 768, 1024, 1920])
def test_it_fits_every_window_between_a_phone_and_a_large_screen(visitor, places, width):
    for name in ("catalogue", "workspace", "a failed submission", "review"):
        who, path = PAGES[name]
        page = visitor.open(path.format(**places), who, width=width)
        assert overflow(page) <= 0, name


def test_it_is_accessible_where_an_error_is_told(visitor):
    page = visitor.open("/nothing/here", "alice")
    assert violations(page) == []
    look(page, 320, "dark")
    assert violations(page) == []
    visitor.forgive("404")


@pytest.mark.parametrize("pane", ["Code", "Results"])
def test_it_is_accessible_in_every_pane_of_a_phone(visitor, places, pane):
    page = visitor.open(f"/problems/{places['service']}", "alice", width=320)
    page.get_by_role("tab", name=pane, exact=True).click()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    assert overflow(page) <= 0


def test_it_is_accessible_with_a_form_that_was_refused(visitor):
    page = visitor.open("/sign-up")
    page.get_by_role("button", name="Create the account").click()
    assert page.locator("[aria-invalid=true]").count() > 0
    assert violations(page) == []


def test_it_keeps_every_target_large_enough_to_hit(visitor, places):
    page = visitor.open(f"/problems/{places['service']}", "alice", width=320)
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, select, .tab, .site-nav a")]
            .filter((element) => element.checkVisibility())
            .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
    )
    assert small == []

"""The three-state switch: it holds over pages, follows the system, and never flashes the other theme."""

from datetime import UTC, datetime

import pytest

from judge import accounts
from tests.product import PASSWORD

pytestmark = pytest.mark.browser

BACKGROUND = "getComputedStyle(document.documentElement).backgroundColor"
# The first frame that the browser is about to paint: by then the choice must have been applied.
FIRST_FRAME = f"""
requestAnimationFrame(function look() {{
  if (document.body && document.styleSheets.length) {{ window.firstBackground ??= {BACKGROUND}; }}
  else {{ requestAnimationFrame(look); }}
}});
"""


def test_it_follows_the_system_until_somebody_chooses(visitor):
    page = visitor.open("/problems")
    light = page.evaluate(BACKGROUND)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(BACKGROUND) != light


def test_it_keeps_a_choice_over_pages_and_against_the_system(visitor):
    page = visitor.open("/problems")
    light = page.evaluate(BACKGROUND)
    page.get_by_role("radio", name="Dark theme").check()
    dark = page.evaluate(BACKGROUND)
    assert dark != light
    page.goto("/sign-in")
    assert page.get_by_role("radio", name="Dark theme").is_checked()
    assert page.evaluate(BACKGROUND) == dark
    page.get_by_role("radio", name="System theme").check()
    assert page.evaluate(BACKGROUND) == light


def test_it_paints_the_chosen_theme_first(visitor):
    page = visitor.open("/problems")
    page.get_by_role("radio", name="Dark theme").check()
    dark = page.evaluate(BACKGROUND)
    page.add_init_script(FIRST_FRAME)
    page.reload()
    assert page.wait_for_function("window.firstBackground").json_value() == dark


def test_it_is_switched_by_the_keyboard(visitor):
    page = visitor.open("/problems")
    page.get_by_role("radio", name="System theme").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="Light theme").is_checked()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_it_has_no_switch_where_it_could_not_work(visitor):
    page = visitor.open("/problems", java_script_enabled=False)
    assert not page.locator("[data-theme-switch]").is_visible()


@pytest.fixture
def newcomer(site) -> str:
    """Somebody with an account of their own for this test: what they choose is nobody else's."""
    now = datetime.now(UTC)
    name = f"newcomer-{now:%H%M%S%f}"
    with site.database() as session:
        accounts.sign_up(session, f"{name}@example.org", "Nora Quill", PASSWORD, now=now)
    return name


def test_it_follows_its_user_to_another_browser(visitor, newcomer):
    page = visitor.open("/problems", newcomer)
    with page.expect_response("**/account/preferences") as told:
        page.get_by_role("radio", name="Dark theme").check()
    assert told.value.ok
    dark = page.evaluate(BACKGROUND)
    other = visitor.open("/problems", newcomer)
    assert other.get_by_role("radio", name="Dark theme").is_checked()
    assert other.evaluate(BACKGROUND) == dark
    other.add_init_script(FIRST_FRAME)
    other.reload()
    assert other.wait_for_function("window.firstBackground").json_value() == dark


def test_it_holds_without_scripts_too(visitor, newcomer):
    page = visitor.open("/account/preferences", newcomer, java_script_enabled=False)
    page.get_by_role("radio", name="Dark").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("radio", name="Dark").is_checked()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_it_keeps_a_choice_when_the_account_cannot_be_told(visitor, newcomer):
    page = visitor.open("/problems", newcomer)
    page.route("**/account/preferences", lambda route: route.abort())
    page.get_by_role("radio", name="Dark theme").check()
    page.reload()
    assert page.get_by_role("radio", name="Dark theme").is_checked()
    visitor.forgive("preferences", "ERR_FAILED")

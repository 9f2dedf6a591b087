"""The three-state switch: it holds over pages, follows the system, and never flashes the other theme."""

import pytest

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

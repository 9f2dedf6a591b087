"""On paper: the text in black on white, and nothing that could be pressed."""

import pytest

from judge.domain.verdict import Verdict
from tests.e2e.finished import finished
from tests.e2e.visitor import overflow

pytestmark = pytest.mark.browser

A4 = {"width": 794, "height": 1123}
INK = "getComputedStyle(document.body).color"
PAPER = "getComputedStyle(document.documentElement).backgroundColor"


@pytest.fixture
def paper(visitor):
    """Opens a page as a printer would see it, for somebody whose screen is dark."""

    def print_out(path: str, name: str = ""):
        page = visitor.open(path, name)
        page.wait_for_load_state("networkidle")
        page.emulate_media(media="print", color_scheme="dark")
        page.set_viewport_size(A4)
        return page

    return print_out


def test_it_prints_a_result_without_the_page_around_it(paper, site):
    slug = next(iter(site.problems))
    page = paper(f"/submissions/{finished(site, 'alice', slug, verdict=Verdict.FAILED, failing=(0,))}", "alice")
    assert (page.evaluate(INK), page.evaluate(PAPER)) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_text("Points by criterion").is_visible()
    for gone in (".site-header", ".site-footer", ".button", ".file-lines"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    assert overflow(page) <= 0


def test_it_prints_the_statement_of_a_task_and_no_editor(paper, site):
    slug = next(iter(site.problems))
    page = paper(f"/problems/{slug}", "alice")
    assert page.get_by_role("heading", name="What is scored").is_visible()
    for gone in (".cm-editor", ".pane-head", ".splitter", ".tab", "#view-hints"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    cut = page.locator(".pane-statement").evaluate("(pane) => pane.scrollHeight - pane.clientHeight")
    assert cut <= 0
    assert overflow(page) <= 0

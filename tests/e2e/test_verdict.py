"""The whole product: a browser, a worker, two boxes, and a verdict that explains itself and leaks nothing."""

import html
import re
import threading
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.answers import VERDICT_MS, a_wrong_answer, editable, write_answer
from tests.e2e.leaks import hidden_phrases, leaked
from tests.e2e.visitor import Visitor, violations
from tests.product import Site

pytestmark = [pytest.mark.browser, pytest.mark.engine]

SLUGS = ("inventory-items", "top-customers")


class Stream(threading.Thread):
    """Reads a run's events to their end, as they were sent."""

    def __init__(self, site: Site, path: str, token: str) -> None:
        super().__init__(daemon=True)
        self.request = Request(f"{site.url}{path}", headers={"Cookie": f"session={token}"})
        self.data: list[str] = []

    def run(self) -> None:
        with urlopen(self.request, timeout=VERDICT_MS / 1000) as reply:
            for line in reply:
                if line.startswith(b"event: end"):
                    return
                if line.startswith(b"data: "):
                    self.data.append(line.removeprefix(b"data: ").decode())


def submit(visitor: Visitor, slug: str) -> tuple[Page, Stream, str]:
    """Hands the editor's files in and waits for the verdict; gives the page, the events, and the view's address."""
    page = visitor.open(f"/problems/{slug}", "alice")
    with page.expect_response(lambda reply: reply.request.method == "POST") as answer:
        page.get_by_role("button", name="Submit").click()
    assert answer.value.status == 202
    addresses = answer.value.json()
    stream = Stream(visitor.site, addresses["events_url"], visitor.site.token("alice"))
    stream.start()
    expect(page.locator(".run-head")).to_be_visible(timeout=VERDICT_MS)
    stream.join(VERDICT_MS / 1000)
    return page, stream, addresses["view_url"]


def shown(page: Page, stream: Stream, view_url: str) -> list[str]:
    """All that has reached the candidate: the live page, the events, the JSON, and the submission's own page."""
    view = page.request.get(view_url).text()
    live = page.content()
    page.get_by_role("link", name="Open on its own page").click()
    page.wait_for_url("**/submissions/*")
    return [html.unescape(live), html.unescape(page.content()), view, *stream.data]


@pytest.mark.parametrize("slug", SLUGS)
def test_it_passes_the_reference_with_all_points(candidate, judging, slug):
    loaded = judging.problems[slug]
    write_answer(judging, slug, editable(loaded, loaded.bundle.solution(loaded.problem.stacks[0])))
    page, stream, view_url = submit(candidate, slug)
    possible = loaded.manifest.max_score
    expect(page.locator(".run-head .badge")).to_have_text("Passed")
    expect(page.locator(".run-score")).to_have_text(f"{possible} of {possible} points")
    expect(page.get_by_role("status").filter(has_text="Passed")).to_have_count(1)
    assert page.locator(".test").count() == len(loaded.manifest.tests)
    assert page.locator(".criterion:not(.tone-passed)").count() == 0
    assert violations(page) == []
    live = page.locator(".run").inner_text()
    phrases = hidden_phrases(loaded)
    assert len(phrases) > 10
    assert leaked(phrases, *shown(page, stream, view_url)) == []
    # Without scripts and live, a result is the same.
    assert page.locator(".run").inner_text() == live


@pytest.mark.parametrize("slug", SLUGS)
def test_it_shows_which_criteria_a_wrong_answer_fails_and_no_hidden_assertion(candidate, judging, slug):
    loaded = judging.problems[slug]
    wrong = a_wrong_answer(loaded)
    write_answer(judging, slug, editable(loaded, wrong.files))
    page, stream, view_url = submit(candidate, slug)
    expect(page.locator(".run-head .badge")).not_to_have_text("Passed")
    failed = [test for test in loaded.manifest.tests if test.id in wrong.fails]
    titles = {criterion.id: criterion.title for criterion in loaded.problem.criteria}
    assert set(page.locator(".criterion:not(.tone-passed) .criterion-name").all_inner_texts()) == {
        titles[test.criterion] for test in failed
    }
    assert set(page.locator(".test:not(.tone-passed) .test-title").all_inner_texts()) == {test.title for test in failed}
    hints = [test.hint for test in failed if not test.is_sample and test.hint]
    for hint in hints:
        expect(page.get_by_text(hint)).to_be_visible()
    assert leaked(hidden_phrases(loaded), *shown(page, stream, view_url)) == []
    assert set(page.locator(".test:not(.tone-passed) .test-title").all_inner_texts()) == {test.title for test in failed}


def test_it_shows_request_reply_and_difference_of_a_failed_sample(candidate, judging):
    page = candidate.open("/problems/inventory-items", "bob")
    page.get_by_role("button", name="Run samples").click()
    expect(page.locator(".run-head .badge")).to_be_visible(timeout=VERDICT_MS)
    samples = judging.problems["inventory-items"].manifest.samples
    assert page.locator(".test").count() == len(samples)
    failed = page.locator(".test:not(.tone-passed)").first
    expect(failed.locator(".test-body")).to_be_visible()
    expect(failed.locator(".exchange-line").first).to_have_text(re.compile(r"Request\s*(GET|POST|PATCH|PUT|DELETE)"))
    assert page.locator(".run-hidden").count() == 0


def test_it_shows_the_services_own_log_when_it_does_not_start(candidate, judging):
    loaded = judging.problems["inventory-items"]
    files = editable(loaded, loaded.bundle.solution("python-flask"))
    files["app.py"] = 'raise RuntimeError("the cellar is flooded")\n'
    write_answer(judging, "inventory-items", files)
    page, _, _ = submit(candidate, "inventory-items")
    expect(page.locator(".run-head .badge")).to_have_text("Did not start")
    expect(page.locator(".run-log")).to_contain_text("the cellar is flooded")
    expect(page.get_by_role("alert").filter(has_text="Did not start")).to_have_count(1)


def test_it_takes_the_run_up_again_after_a_reload(candidate, judging):
    loaded = judging.problems["inventory-items"]
    write_answer(judging, "inventory-items", editable(loaded, loaded.bundle.solution(loaded.problem.stacks[0])))
    page = candidate.open("/problems/inventory-items", "alice")
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.get_by_role("button", name="Submit").click()
    page.reload()
    expect(page.locator(".run-head .badge")).to_have_text("Passed", timeout=VERDICT_MS)
    page.get_by_role("tab", name="History").click()
    expect(page.locator("#history li").first).to_be_visible()

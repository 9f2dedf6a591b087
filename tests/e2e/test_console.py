"""The console in a browser: with a server of a few lines, and with the real boxes."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from sandbox.inside.starter.start import WORK
from tests.e2e.answers import VERDICT_MS, editable, write_answer
from tests.e2e.visitor import look, overflow, violations

pytestmark = pytest.mark.browser

SERVICE = "inventory-items"
QUERY = "top-customers"
HOSTILE = "<img src=x onerror=alert(1)>"
REPLY = {
    "type": "reply",
    "status": 500,
    "reason": "INTERNAL SERVER ERROR",
    "headers": [["Content-Type", "application/json"]],
    "body": json.dumps({"error": HOSTILE, "id": 12345678901234567890}),
    "is_binary": False,
    "is_cut": False,
    "bytes": 60,
    "ms": 7,
    "log": f'Traceback:\n  File "{WORK}/app.py", line 2, in create\n',
}


@dataclass
class FakeConsole:
    """Answers every command with the same; remembers what it was asked."""

    answer: dict[str, Any]
    commands: list[dict[str, Any]] = field(default_factory=list)
    started: list[dict[str, Any]] = field(default_factory=list)
    has_ended: bool = False

    def attach(self, page: Page) -> None:
        page.route(re.compile(r"/consoles(\?|$|/)"), self.serve)

    def serve(self, route: Route) -> None:
        path, sent = route.request.url, route.request.post_data_json
        if path.endswith("/consoles"):
            self.started.append(sent)
            there = "/consoles/1"
            urls = {"view_url": f"{there}.json", "ask_url": f"{there}/commands", "close_url": f"{there}/close"}
            route.fulfill(status=202, json={"id": "1"} | urls)
        elif path.endswith("/commands"):
            self.commands.append(sent)
            route.fulfill(status=202, json={"number": len(self.commands)})
        elif path.endswith("/close"):
            self.has_ended = True
            route.fulfill(json={"closed": True})
        else:
            route.fulfill(json=self.view())

    def view(self) -> dict[str, Any]:
        schema = {"type": "schema", "tables": [], "ms": 1, "log": ""}
        answers = [
            {"number": number, "command": command, "answer": schema if command["type"] == "schema" else self.answer}
            for number, command in enumerate(self.commands, 1)
        ]
        end = {"label": "Ended", "sentence": "It was closed.", "log": "the last line\n"}
        return {
            "id": "1",
            "state": "done" if self.has_ended else "leased",
            "place": None,
            "phase": "" if self.has_ended else "ready",
            "label": "",
            "sentence": "",
            "log": "",
            "is_final": self.has_ended,
            "answers": answers,
            "idle_seconds": 120,
        } | (end if self.has_ended else {})


def opened(page: Page, console: FakeConsole) -> Page:
    """The page with its console started."""
    console.attach(page)
    page.get_by_role("tab", name="Console").click()
    page.get_by_role("button", name=re.compile("Start (your service|the database)")).click()
    expect(page.locator(".console-bar .badge")).to_be_visible()
    return page


def test_it_sends_a_request_by_keyboard_and_runs_no_samples(visitor):
    console = FakeConsole(REPLY)
    page = opened(visitor.open(f"/problems/{SERVICE}", "alice"), console)
    assert set(console.started[0]) == {"stack", "files", "key"}
    page.get_by_label("Path").fill("/items?q=a b")
    page.get_by_label("Path").press("Control+Enter")
    expect(page.locator(".console-history .outcome")).to_have_text("500 INTERNAL SERVER ERROR")
    assert console.commands[0]["path"] == "/items?q=a%20b"
    expect(page.get_by_role("status").filter(has_text="500 INTERNAL SERVER ERROR")).to_have_count(1)
    expect(page.get_by_role("tab", name="Console")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("button", name="Run samples")).not_to_have_attribute("aria-disabled", "true")
    body = page.get_by_role("group", name="Body of the reply")
    expect(body).to_contain_text("12345678901234567890")
    expect(body).to_contain_text(HOSTILE)
    assert page.locator("#console img").count() == 0


def test_it_leads_from_the_log_to_the_line(visitor):
    page = opened(visitor.open(f"/problems/{SERVICE}", "alice"), FakeConsole(REPLY))
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name=f'File "{WORK}/app.py", line 2').click()
    expect(page.locator("#editor-place")).to_have_text(re.compile("Line 2,"))


def test_it_tells_when_the_code_has_changed_and_starts_it_anew(visitor):
    console = FakeConsole(REPLY)
    page = opened(visitor.open(f"/problems/{SERVICE}", "alice"), console)
    page.get_by_role("textbox", name="app.py").press("Control+Home")
    page.keyboard.type("# changed\n")
    page.get_by_role("button", name="Restart with the present code").click()
    expect(page.get_by_text("The code has changed since the start.")).to_have_count(0)
    assert console.started[1]["files"]["app.py"].startswith("# changed")


def test_it_finds_its_console_again_after_a_reload(visitor):
    console = FakeConsole(REPLY)
    page = opened(visitor.open(f"/problems/{SERVICE}", "alice"), console)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".console-history li")).to_have_count(1)
    page.reload()
    page.get_by_role("tab", name="Console").click()
    expect(page.locator(".console-history li")).to_have_count(1)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".console-end")).to_contain_text("You stopped it.")
    expect(page.get_by_role("group", name="What your service printed", exact=True)).to_contain_text("the last line")
    page.reload()
    page.get_by_role("tab", name="Console").click()
    expect(page.get_by_role("button", name="Start your service")).to_be_visible()


def test_it_shows_the_results_when_samples_are_run_from_beside_the_console(visitor):
    page = opened(visitor.open(f"/problems/{SERVICE}", "bob"), FakeConsole(REPLY))
    page.get_by_role("button", name="Run samples").click()
    expect(page.locator(".phase.is-now")).to_be_visible()
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.locator(".run-head .badge")).to_have_text("Cancelled")
    expect(page.locator(".run-head")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("slug", [SERVICE, QUERY])
def test_it_can_be_used_by_everybody_everywhere(visitor, slug, theme):
    rows = {
        "type": "rows",
        "columns": [{"name": "id", "type": "bigint"}, {"name": "note", "type": "text"}],
        "rows": [[1, None], [2, "x" * 300]],
        "row_count": 2,
        "is_cut": False,
        "touched": None,
        "ms": 3,
        "log": "",
    }
    page = opened(visitor.open(f"/problems/{slug}", "alice"), FakeConsole(REPLY if slug == SERVICE else rows))
    page.locator("#console form button[type=submit]").click()
    expect(page.locator(".console-history li")).to_have_count(1)
    look(page, 1280, theme)
    assert violations(page) == []
    look(page, 320, theme)
    page.locator("#pane-tabs").get_by_role("tab", name="Results").click()
    assert page.locator(".console-history").is_visible()
    assert overflow(page) == 0


@pytest.mark.engine
def test_it_keeps_what_a_service_stores_between_requests(candidate, judging):
    loaded = judging.problems[SERVICE]
    write_answer(judging, SERVICE, editable(loaded, loaded.bundle.solution(loaded.problem.stacks[0])))
    page = candidate.open(f"/problems/{SERVICE}", "alice")
    page.get_by_role("tab", name="Console").click()
    page.get_by_role("button", name="Start your service").click()
    expect(page.locator(".console-bar .badge")).to_have_text("Running", timeout=VERDICT_MS)
    page.get_by_label("Examples").select_option(index=1)
    assert page.get_by_label("Method").input_value() == "POST"
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".console-history .outcome").first).to_contain_text("201", timeout=VERDICT_MS)
    page.get_by_label("Examples").select_option(index=2)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".console-history .outcome").first).to_contain_text("200", timeout=VERDICT_MS)
    expect(page.get_by_role("group", name="Body of the reply").first).to_contain_text("sku")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".console-end")).to_be_visible(timeout=VERDICT_MS)


@pytest.mark.engine
def test_it_asks_the_sample_database(candidate):
    page = candidate.open(f"/problems/{QUERY}", "alice")
    page.get_by_role("tab", name="Console").click()
    page.get_by_role("button", name="Start the database").click()
    expect(page.get_by_role("heading", name="Tables")).to_be_visible(timeout=VERDICT_MS)
    page.get_by_role("button", name="Run the file in the editor").click()
    expect(page.locator(".grid tbody tr").first).to_be_visible(timeout=VERDICT_MS)
    page.get_by_role("textbox", name="SQL", exact=True).fill("SELECT 1,\n  nme FROM customers")
    page.get_by_role("button", name="Plan", exact=True).click()
    page.get_by_role("button", name="Go to line 2, column 3").click(timeout=VERDICT_MS)
    expect(page.locator("#console-sql")).to_be_focused()
    assert page.evaluate("document.activeElement.selectionStart") == 12
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".console-end")).to_be_visible(timeout=VERDICT_MS)

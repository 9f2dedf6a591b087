"""Somebody with a browser: signed in or not, on a phone or a desk, in the light or the dark."""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.product import Site

PATIENCE_MS = 10_000
HEIGHT = 800
# Told by the page itself as well, since a blocked style leaves no trace in the console of every version.
WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI || "inline"}`));
"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

CONTROLS = {
    *("button", "checkbox", "combobox", "link", "menuitem", "option", "radio", "searchbox", "slider", "spinbutton"),
    *("splitter", "switch", "tab", "tabpanel", "textbox", "dialog", "region", "image", "progressbar", "timer"),
}
# A form without a name is no landmark, although the browser calls it one.
LANDMARKS = {"banner", "complementary", "contentinfo", "main", "navigation", "region", "search"}


@dataclass
class Visitor:
    """Opens pages and remembers what the browser said of them."""

    browser: Browser
    site: Site
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str, name: str = "", *, width: int = 1280, **options: Any) -> Page:
        """A page of the site in a fresh context, as somebody of the cast or as nobody."""
        context = self.browser.new_context(
            base_url=self.site.url, viewport={"width": width, "height": HEIGHT}, reduced_motion="reduce", **options
        )
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(WATCH_POLICY)
        if name:
            context.add_cookies([{"name": "session", "value": self.site.token(name), "url": self.site.url}])
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.goto(path)
        return page

    def forgive(self, *words: str) -> None:
        """Takes back complaints that the test itself has provoked."""
        self.complaints = [line for line in self.complaints if not any(word in line for word in words)]

    def leave(self) -> None:
        """Closes every page."""
        for context in self.contexts:
            context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.page.url if message.page else ''}: {message.text}")


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate(OVERFLOW))


def look(page: Page, width: int, theme: str) -> None:
    """Shows the page in another window and another light."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme=theme)


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds, by all of its rules or by some: the rule, and the element that breaks it."""
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:300]}" for rule in found for node in rule["nodes"]
    ]


def nameless(page: Page) -> list[str]:
    """What a screen reader would announce without a name: controls, and landmarks of which there are several."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    shown = [node for node in nodes if not node.get("ignored") and "role" in node]
    named = [(node["role"]["value"], node.get("name", {}).get("value", "").strip()) for node in shown]
    lacking = [role for role, name in named if role in CONTROLS and not name]
    landmarks = [(role, name) for role, name in named if role in LANDMARKS]
    return lacking + [f"{role} {name!r} twice" for role, name in set(landmarks) if landmarks.count((role, name)) > 1]

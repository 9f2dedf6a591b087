"""How long the candidate's pages take: each figure is a ratio of two measurements of the same run.

    python -m tests.bench.pages [--json]

1. The catalogue with 500 problems against the catalogue with the few that come with the product.
2. The workspace, from the navigation to an editor that takes keys, against the sign-in page to its first field.

A quiet machine gives steadier ratios; the medians of interleaved tries are compared.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, sync_playwright

from judge.storage.problems import ProblemRow, ProblemVersion, current_versions
from tests import services
from tests.product import Site, make_site

MANY = 500
PAGE_TRIES = 30
BROWSER_TRIES = 7


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    wants_json = parser.parse_args().json
    with running() as few, running(crowd) as many:
        figures = {
            "catalogue with 500 problems : with few": catalogue(few, many),
            "workspace ready : sign-in page ready": workspace(few),
        }
    lines = [
        f"{name:40} {found['ratio']:6.2f}   ({found['left_ms']:.0f} ms : {found['right_ms']:.0f} ms)"
        for name, found in figures.items()
    ]
    sys.stdout.write((json.dumps(figures, indent=2) if wants_json else "\n".join(lines)) + "\n")


def catalogue(few: Site, many: Site) -> dict[str, float]:
    """Alice's catalogue on both sites."""
    tokens = {site.url: site.token("alice") for site in (few, many)}

    def ask(site: Site) -> Callable[[], None]:
        request = Request(f"{site.url}/problems", headers={"Cookie": f"session={tokens[site.url]}"})

        def load() -> None:
            with urlopen(request) as reply:
                reply.read()

        return load

    return compared(ask(many), ask(few), PAGE_TRIES)


def workspace(site: Site) -> dict[str, float]:
    """Both pages in one Chromium, each time in a context of its own, so that nothing comes out of its cache."""
    slug = next(iter(site.problems))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.browser(), args=["--no-sandbox"])
        try:
            return compared(
                visit(browser, site, f"/problems/{slug}", ".cm-content[contenteditable=true]", site.token("alice")),
                visit(browser, site, "/sign-in", "input[type=password]", ""),
                BROWSER_TRIES,
            )
        finally:
            browser.close()


def visit(browser: Browser, site: Site, path: str, wanted: str, token: str) -> Callable[[], None]:
    """One look at a page, until the element that its visitor waits for is there."""

    def look() -> None:
        with browser.new_context(base_url=site.url) as context:
            if token:
                context.add_cookies([{"name": "session", "value": token, "url": site.url}])
            page = context.new_page()
            page.goto(path, wait_until="commit")
            page.locator(wanted).wait_for()

    return look


def compared(left: Callable[[], None], right: Callable[[], None], tries: int) -> dict[str, float]:
    """The medians of both, taken in turns after one try that is not counted, and their ratio."""
    left(), right()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(tries):
        for act, found in zip((left, right), times, strict=True):
            began = time.perf_counter()
            act()
            found.append(1000 * (time.perf_counter() - began))
    one, other = (statistics.median(found) for found in times)
    return {"ratio": one / other, "left_ms": one, "right_ms": other, "tries": tries}


def crowd(site: Site) -> None:
    """Publishes copies until the catalogue has 500 problems."""
    with site.database() as session:
        originals = current_versions(session)
        for number in range(MANY - len(originals)):
            original = originals[number % len(originals)]
            copy = ProblemVersion(
                **original.model_dump(exclude={"id", "slug", "content_hash", "bundle"}),
                slug=f"{original.slug}-{number}",
                bundle=original.bundle,
                content_hash=f"{original.content_hash}-{number}",
            )
            session.add(copy)
            session.flush()
            session.add(ProblemRow(slug=copy.slug, current_version_id=copy.id))
        session.commit()


@contextmanager
def running(furnish: Callable[[Site], None] = lambda _: None) -> Iterator[Site]:
    """A site with its web process."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        furnish(site)
        site.start("web")
        try:
            site.wait_until_it_answers()
            yield site
        finally:
            site.stop()


if __name__ == "__main__":
    main()

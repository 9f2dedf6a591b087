"""Pictures of every page, to be looked at: `python -m tests.screenshots OUT_DIR [WORD ...]`.

Makes a furnished site of its own and keeps each page, or those whose name holds one of the words, as it is at a desk
in the light and in the dark, on a phone, and on paper. Needs Chromium and the built front end.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import services
from tests.e2e.pages import PAGES, furnish
from tests.e2e.visitor import Visitor, look, overflow
from tests.product import make_site

VIEWS = (("light", 1280, "light"), ("dark", 1280, "dark"), ("phone", 390, "light"))
SETTLED = "document.fonts.ready.then(() => document.getAnimations().every((one) => one.playState !== 'running'))"


def take(page: Page, stem: Path) -> None:
    """Keeps the page in every view; says where it is wider than its window."""
    for view, width, theme in VIEWS:
        look(page, width, theme)
        page.wait_for_function(SETTLED)
        page.screenshot(path=f"{stem}-{view}.png", full_page=True)
        if (excess := overflow(page)) > 0:
            sys.stdout.write(f"{stem.name}: {excess} px too wide at {width} px\n")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4
    page.screenshot(path=f"{stem}-print.png", full_page=True)


def main(out: Path, words: list[str]) -> None:
    """Takes the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    site = make_site(Path(tempfile.mkdtemp(prefix="judge-screenshots-")))
    site.start("web")
    try:
        site.wait_until_it_answers()
        places = furnish(site)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=services.browser(), args=["--no-sandbox"])
            for name, (who, path) in PAGES.items():
                if words and not any(word in name for word in words):
                    continue
                visitor = Visitor(browser, site)
                take(visitor.open(path.format(**places), who), out / name.replace(", ", "-").replace(" ", "-"))
                visitor.leave()
                for complaint in visitor.complaints:
                    sys.stdout.write(f"{name}: {complaint}\n")
    finally:
        site.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

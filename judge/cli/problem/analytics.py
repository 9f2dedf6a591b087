"""`judge problem analytics`: how candidates get on with a published problem."""

from collections.abc import Iterable
from typing import Annotated

import typer

from judge.analytics.figures import Figures
from judge.analytics.items import Item
from judge.analytics.page import Page, measure
from judge.cli import connect, show
from judge.settings import Settings
from judge.storage.analytics import MOST_SUBMITS
from judge.storage.engine import reading_scope

COLUMNS = ("test", "", "points", "failed", "of", "discrimination", "n", "not run", "judged again", "to look at")


def analytics(
    slug: Annotated[str, typer.Argument(help="The problem's slug.")],
    version: Annotated[str, typer.Option(help="The content hash of one version; without it, all of them.")] = "",
    json: show.AsJson = False,
) -> None:
    """Shows pass rates, where people stop, and each test's failure rate and discrimination."""
    with connect.open_database(Settings.from_env()) as database, reading_scope(database) as session:
        page = measure(session, slug, version)
    if json:
        show.as_json(page.to_json())
        return
    _tell_people(page)
    show.line(f"\nTests of version {page.items_version.content_hash}", style="bold")
    show.table(COLUMNS, (_row(item) for item in page.items))


def _tell_people(page: Page) -> None:
    figures = page.figures
    show.line(page.title, style="bold")
    if page.is_cut:
        show.line(f"From the last {MOST_SUBMITS} of {page.submits_stored} submits.", style="dim")
    show.table(("figure", "value"), _figures(figures))
    if page.chosen is None:
        show.line("")
        show.table(("came at least so far", "people"), ((step.name, step.people) for step in figures.way))


def _figures(figures: Figures) -> Iterable[tuple[str, str]]:
    yield "people who passed", _share(figures.people_rate, figures.passed_people, figures.people)
    yield "submits that passed", _share(figures.submit_rate, figures.passed_submits, figures.submits)
    middle = figures.minutes_until_passed.quartiles
    span = f"{middle.median:.0f} ({middle.low:.0f} to {middle.high:.0f})" if middle else "too few people"
    yield "minutes to the first pass, median and quartiles", f"{span}, n = {figures.minutes_until_passed.n}"
    yield "sample runs", str(figures.sample_runs)
    yield "consoles", str(figures.consoles)
    yield "judge errors", str(figures.faults)


def _share(rate: float | None, part: int, whole: int) -> str:
    return "-" if rate is None else f"{100 * rate:.0f} % ({part} of {whole})"


def _row(item: Item) -> tuple[object, ...]:
    kind = "sample" if item.is_sample else "hidden"
    value = "-" if item.discrimination is None else f"{item.discrimination:+.2f}"
    flags = ", ".join(flag.replace("_", " ") for flag in item.flags)
    return item.id, kind, item.points, item.failed, item.judged, value, item.n, item.not_run, item.repeats, flags

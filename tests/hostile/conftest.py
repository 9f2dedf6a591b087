"""One arena for the whole corpus, and the table at the end: cases, held, seconds."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.hostile.arena import Arena, open_arena
from tests.hostile.corpus import sections

CASE = re.compile(r"tests/hostile/test_corpus\.py::test_it_holds\[(\w)-")
OTHER = re.compile(r"tests/hostile/test_(\w+)\.py::")

collect_ignore = ["problems", "authors"]  # suites for the tester


@pytest.fixture(scope="session")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """The product, attacked by one case after the other."""
    opened = open_arena(tmp_path_factory.mktemp("arena"))
    try:
        opened.warm_up()
        yield opened
    finally:
        opened.site.stop()
        opened.watch.close()


@dataclass
class Row:
    """One line of the table."""

    cases: int = 0
    held: int = 0
    seconds: float = 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what was attacked and what held: cases of the corpus by section, other tests by file."""
    rows: dict[str, Row] = defaultdict(Row)
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, ()):
            title = _title(report.nodeid)
            if not title:
                continue
            for name in (title, "all"):
                rows[name].cases += outcome == "error" or report.when == "call"
                rows[name].held += outcome == "passed" and report.when == "call"
                rows[name].seconds += report.duration
    if not rows:
        return
    terminalreporter.section("hostile corpus")
    terminalreporter.write_line(f"{'':44} {'cases':>6} {'held':>6} {'seconds':>9}")
    for title, row in sorted(rows.items(), key=lambda item: (item[0] == "all", item[0])):
        line = f"{title:44} {row.cases:6} {row.held:6} {row.seconds:9.1f}"
        terminalreporter.write_line(line, red=row.held < row.cases, green=row.held == row.cases)


def _title(nodeid: str) -> str:
    """The row that a test counts in; empty for tests of other folders."""
    if found := CASE.match(nodeid):
        letter = found[1].upper()
        return f"{letter}  {sections()[letter]}"
    found = OTHER.match(nodeid)
    return f"   {found[1].replace('_', ' ')}" if found else ""

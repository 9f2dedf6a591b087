"""How far a gate is, as a terminal and as a log show it."""

import pytest

from judge.cli.problem.bar import progress_bar
from tests.judge.cli.conftest import terminal


def test_it_writes_plain_lines_to_a_log(capsys: pytest.CaptureFixture[str]):
    with progress_bar() as progress:
        progress(1, 2, "echo: [bold]solution[/bold]\x1b[0m: passed")
    assert capsys.readouterr() == ("", "[1/2] echo: [bold]solution[/bold][U+001B][0m: passed\n")


def test_it_draws_a_bar_for_who_watches(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    written = terminal(monkeypatch)
    with progress_bar() as progress:
        progress(1, 2, "echo: [solution]")
    assert "1/2" in written.getvalue()
    assert "echo: [solution]" in written.getvalue()
    assert capsys.readouterr().out == ""

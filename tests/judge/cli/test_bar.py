"""How far a gate is, as a terminal and as a log show it."""

import io
import sys

import pytest

from judge.cli.problem.bar import progress_bar


def test_it_writes_plain_lines_to_a_log(capsys: pytest.CaptureFixture[str]):
    with progress_bar() as progress:
        progress(1, 2, "echo: [bold]solution[/bold]\x1b[0m: passed")
    assert capsys.readouterr() == ("", "[1/2] echo: [bold]solution[/bold][U+001B][0m: passed\n")


def test_it_draws_a_bar_for_who_watches(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with progress_bar() as progress:
        progress(1, 2, "echo: [solution]")
    assert "1/2" in terminal.getvalue()
    assert "echo: [solution]" in terminal.getvalue()
    assert capsys.readouterr().out == ""

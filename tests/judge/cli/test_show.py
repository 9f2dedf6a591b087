"""What the command line writes."""

import io
import json
from datetime import UTC, datetime

import pytest

from judge.cli import show
from judge.errors import Finding
from tests.judge.cli.conftest import terminal


def test_it_writes_json_with_every_script_and_with_times(capsys: pytest.CaptureFixture[str]):
    show.as_json({"name": "Zoë", "at": datetime(2026, 1, 2, tzinfo=UTC), "path": io.StringIO})
    text = capsys.readouterr().out
    assert "Zoë" in text
    assert json.loads(text)["at"] == "2026-01-02T00:00:00+00:00"


def test_it_escapes_in_json_what_could_steer_a_terminal(capsys: pytest.CaptureFixture[str]):
    said = {"log": "\x1b]0;title\x07 \x9b2J \u202eevil \U000e0070\n"}
    show.as_json(said)
    text = capsys.readouterr().out
    assert text.isascii()
    assert "\\u202eevil \\udb40\\udc70" in text
    assert json.loads(text) == said


def test_it_writes_a_table_without_reading_markup(capsys: pytest.CaptureFixture[str]):
    show.table(("name", "points"), [("[red]x[/red]", 5), ("y", 12)])
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines == ["name          points", "[red]x[/red]       5", "y                 12"]


def test_it_writes_where_and_what(capsys: pytest.CaptureFixture[str]):
    show.findings([Finding("a.py", 3, "is wrong"), Finding("b", None, "is missing")])
    lines = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines] == ["where", "a.py:3", "b"]
    assert lines[1][1].strip() == "is wrong"


def test_it_does_not_break_a_long_line(capsys: pytest.CaptureFixture[str]):
    show.line("word " * 100)
    assert capsys.readouterr().out == "word " * 100 + "\n"


def test_it_spells_out_what_could_steer_a_terminal(capsys: pytest.CaptureFixture[str]):
    show.line("\x1b]0;title\x07 \u202eevil")
    assert capsys.readouterr().out == "[U+001B]]0;title[U+0007] [U+202E]evil\n"


def test_it_tells_no_progress_where_nobody_watches(capsys: pytest.CaptureFixture[str]):
    with show.progress() as say:
        say("running 1/2")
    assert capsys.readouterr() == ("", "")


def test_it_tells_progress_where_somebody_watches(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    written = terminal(monkeypatch)
    with show.progress() as say:
        say("running 1/2")
    assert "running 1/2" in written.getvalue()
    assert capsys.readouterr().out == ""

"""`judge db`."""

import json
from pathlib import Path

import pytest

from tests.judge.cli.conftest import Run


def test_it_makes_a_database_and_finds_it_right(judge: Run, place: Path):
    assert judge("db", "upgrade").exit_code == 0
    assert (place / "state_dir" / "judge.db").is_file()
    result = judge("db", "check")
    assert (result.exit_code, result.stdout) == (0, "The database, its migrations and the program agree.\n")
    assert json.loads(judge("db", "check", "--json").stdout) == {"is_current": True, "differences": []}


def test_it_may_be_repeated(judge: Run):
    assert [judge("db", "upgrade").exit_code for _ in range(2)] == [0, 0]


def test_it_keeps_the_state_to_its_owner(judge: Run, place: Path):
    judge("db", "upgrade")
    assert (place / "state_dir").stat().st_mode & 0o777 == 0o700


def test_it_ends_with_1_when_they_differ(judge: Run):
    result = judge("db", "check")
    assert result.exit_code == 1
    assert "the database is at revision None" in result.stdout
    data = json.loads(judge("db", "check", "--json").stdout)
    assert data["is_current"] is False
    assert data["differences"]


def test_it_says_that_the_database_is_away(judge: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JUDGE_DATABASE_URL", "postgresql://nobody:x@127.0.0.1:1/nothing")
    result = judge("db", "check")
    assert result.exit_code == 3
    assert "the database cannot be used" in result.stderr
    assert "Traceback" not in result.output

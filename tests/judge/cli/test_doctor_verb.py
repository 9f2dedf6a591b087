"""`judge doctor`."""

import json

import pytest

from judge.doctor import examine
from judge.doctor.check import Check, State
from tests.judge.cli.conftest import Run

FOUND = [
    Check("engine", State.OK, "20.10"),
    Check("apparmor", State.WARNING, "not in use", "enable it"),
]
BROKEN = Check("database", State.BROKEN, "not up to date", "run `judge db upgrade`")


def test_it_is_content_with_warnings(judge: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(examine, "examine", lambda _settings, _connect: FOUND)
    result = judge("doctor")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "ok       engine: 20.10",
        "warning  apparmor: not in use",
        "         mend: enable it",
    ]


def test_it_ends_with_1_when_something_is_broken(judge: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(examine, "examine", lambda _settings, _connect: [*FOUND, BROKEN])
    result = judge("doctor", "--json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["is_sound"] is False
    assert data["checks"][2] == {
        "name": "database",
        "state": "broken",
        "detail": "not up to date",
        "mend": "run `judge db upgrade`",
    }


def test_it_examines_this_installation(judge: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(examine, "try_cases", lambda *_: [Check("it_cannot_do_harm", State.OK, "held")])
    result = judge("doctor")
    assert result.exit_code == 1  # its database has not been made
    assert "broken   database: there is none yet" in result.stdout
    assert "ok       engine: 0-fake" in result.stdout
    assert "ok       it_cannot_do_harm: held" in result.stdout

"""What can be configured is written down, in the example and in the table, and what is written there is so."""

import re
from pathlib import Path

import pytest

from judge.settings import Settings

ROOT = Path(__file__).parents[2]
OF_THE_MACHINE = {"is_preview"}  # set by the verb that needs it, and by nobody else
FIELDS = Settings.model_fields.keys() - OF_THE_MACHINE


def names_in(text: str, pattern: str) -> set[str]:
    return {name.lower() for name in re.findall(pattern, text)}


def test_it_is_all_in_the_example():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert names_in(text, r"(?m)^(?:# )?JUDGE_([A-Z_]+)=") == FIELDS


def test_it_is_all_in_the_table():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert names_in(text, r"`JUDGE_([A-Z_]+)`") == FIELDS


@pytest.fixture
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"JUDGE_{name.upper()}", raising=False)
    for name in ("BASE_IMAGE", "EXTRA_CA"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_environment")
def test_it_shows_the_defaults_in_the_example():
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)

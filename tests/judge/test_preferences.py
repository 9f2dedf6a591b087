"""Preferences: strict when they come in, forgiving when they were stored by another version of the program."""

import pytest
from pydantic import ValidationError

from judge.domain.preferences import Preferences


def test_it_has_a_default_for_everything_and_chooses_nothing():
    assert Preferences().chosen() == {}
    assert (Preferences().theme, Preferences().font_size, Preferences().has_shortcuts) == ("system", 14, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"theme": "sepia"},
        {"theme": None},
        {"font_size": 11},
        {"font_size": 21},
        {"font_size": "14"},
        {"font_size": 14.0},
        {"font_size": True},
        {"keymap": "nano"},
        {"has_shortcuts": 1},
        {"wraps": "yes"},
        {"tab_size": 4},
    ],
)
def test_it_refuses_what_it_does_not_know(wrong):
    with pytest.raises(ValidationError):
        Preferences.model_validate(wrong)


@pytest.mark.parametrize(
    ("stored", "chosen"),
    [
        ("{}", {}),
        ('{"theme": "dark", "tab_size": 4}', {"theme": "dark"}),
        ('{"theme": "sepia", "font_size": 99, "wraps": true}', {"wraps": True}),
    ],
)
def test_it_drops_stored_values_that_it_does_not_know_any_more(stored, chosen):
    assert Preferences.read(stored).chosen() == chosen


def test_it_changes_what_was_chosen_and_leaves_the_rest():
    before = Preferences(theme="dark", font_size=16)
    after = before.changed(Preferences(font_size=18, wraps=False))
    assert after.chosen() == {"theme": "dark", "font_size": 18, "wraps": False}


def test_it_reads_what_it_has_written():
    made = Preferences(keymap="vim", has_shortcuts=False)
    assert Preferences.read(made.written()) == made

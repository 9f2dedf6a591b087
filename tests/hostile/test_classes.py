"""The corpus as a whole: no class of attacks is forgotten, and every promise is made once."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.hostile.corpus import Attack, AttackClass, attacks, classes, sections

ROOT = Path(__file__).parents[2]
KNOWN = {number for attack in attacks() for number in attack.case.classes}
LETTER = {entry.number: entry.section.lower() for entry in classes()}


def test_it_knows_120_classes_in_ten_sections():
    assert [entry.number for entry in classes()] == list(range(1, 121))
    assert "".join(sections()) == "ABCDEFGHIJ"


def test_it_has_at_least_120_cases():
    assert len(attacks()) >= 120


@pytest.mark.parametrize("entry", classes(), ids=lambda entry: f"{entry.number} {entry.title}")
def test_it_tries_each_class_or_says_why_it_cannot_occur(entry: AttackClass):
    assert entry.title
    assert entry.number in KNOWN or entry.shown_by or len(entry.absent) > 20
    assert not (entry.absent and entry.number in KNOWN), "a class that cannot occur has a case"


@pytest.mark.parametrize("entry", [entry for entry in classes() if entry.shown_by], ids=lambda entry: str(entry.number))
def test_it_names_tests_that_are_there(entry: AttackClass):
    for place in entry.shown_by:
        path, _, name = place.partition("::")
        source = (ROOT / path).read_text(encoding="utf-8")
        assert not name or re.search(rf"def {re.escape(name.split('[')[0])}\b", source), place


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_it_files_a_case_under_its_letter(attack: Attack):
    assert attack.name[:2] == f"{LETTER[attack.case.classes[0]]}-"
    assert attack.files, "a case hands something in"


def test_it_makes_each_promise_once():
    made = Counter(attack.case.promise for attack in attacks())
    assert [promise for promise, times in made.items() if times > 1] == []

"""Which language a reader gets."""

import pytest

from judge.domain.languages import NAMES, RIGHT_TO_LEFT, chosen, direction, known


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ([], "en"),
        (["de"], "de"),
        (["de-AT"], "de"),
        (["DE"], "de"),
        (["fr", "de"], "de"),
        (["fr", "ja"], "en"),
        (["en", "de"], "en"),
        (["", "*", "de-"], "de"),
        (["d"], "en"),
        (["deu"], "en"),
    ],
)
def test_it_gives_the_first_wish_that_is_offered(wishes, language):
    assert chosen(wishes, ("en", "de")) == language


def test_it_gives_what_there_is_when_there_is_no_choice():
    assert chosen(["en", "fr"], ("de",)) == "de"


def test_it_knows_how_each_language_is_written():
    assert direction("he") == "rtl"
    assert direction("de") == "ltr"
    assert set(NAMES) >= RIGHT_TO_LEFT


def test_it_refuses_what_is_no_language():
    assert known("de") == "de"
    for code in ("xx", "DE", "deu", ""):
        with pytest.raises(ValueError, match=f'"{code}" is no known language'):
            known(code)


def test_it_names_languages_by_two_letters_once():
    assert all(len(code) == 2 and code.islower() and name for code, name in NAMES.items())
    assert len(set(NAMES.values())) == len(NAMES)

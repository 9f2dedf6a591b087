"""Long texts, cut."""

import pytest

from judge.domain.brief import brief, cut


@pytest.mark.parametrize(("text", "shown"), [("", ""), ("abc", "abc"), ("abcd", "abc…"), ("a  b", "a  …")])
def test_it_cuts_what_is_too_long(text, shown):
    assert cut(text, 3) == shown


@pytest.mark.parametrize(("text", "shown"), [(" a\n\t b ", "a b"), ("ab\n cd", "ab …")])
def test_it_puts_it_on_one_line_first(text, shown):
    assert brief(text, 3) == shown

"""problem.toml's model beyond its single fields, and the weights of criteria."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from judge.domain.problem import Problem, percentages
from tests.cast import PROBLEM

GERMAN = {"title": "Eine kleine Liste", "summary": "Gib eine Liste aus, mit einer kleinen Regel."}


def problem(**changes: Any) -> Problem:
    return Problem.model_validate(PROBLEM | changes)


@given(st.lists(st.integers(min_value=0, max_value=500), max_size=8))
def test_it_shares_out_a_hundred_percent_and_errs_by_less_than_one(points):
    shares = percentages(points)
    total = sum(points)
    assert len(shares) == len(points)
    assert sum(shares) == (100 if total else 0)
    assert all(abs(share - part * 100 / total) < 1 for share, part in zip(shares, points, strict=True) if total)


@given(st.lists(st.integers(min_value=0, max_value=500), max_size=8))
def test_it_gives_no_smaller_share_for_more_points(points):
    shares = dict(zip(points, percentages(points), strict=True))
    for less, more in zip(sorted(shares), sorted(shares)[1:], strict=False):
        assert shares[less] <= shares[more] + 1  # equals may differ by what rounding leaves


def test_it_gives_what_rounding_leaves_to_the_first_of_equals():
    assert percentages([1, 1, 1]) == [34, 33, 33]
    assert percentages([7, 4]) == [64, 36]


def test_it_can_be_read_in_its_own_language_first():
    assert problem().languages == ("en",)
    told = problem(language="nl", translations={"en": GERMAN, "de": GERMAN})
    assert told.languages == ("nl", "de", "en")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"language": "english"}, '"english" is no known language'),
        ({"translations": {"EN": GERMAN}}, '"EN" is no known language'),
        ({"translations": {"en": GERMAN}}, '"en" is the language of statement.md itself'),
        ({"translations": {"de": GERMAN | {"titel": "x"}}}, "Extra inputs are not permitted"),
        ({"translations": {"de": {"title": "Eine Liste"}}}, "Field required"),
        ({"license": "see below"}, "String should match pattern"),
        ({"license": "x" * 70}, "String should match pattern"),
        ({"authors": ["A"]}, "at least 2 characters"),
        ({"authors": ["Ada"] * 11}, "at most 10 items"),
    ],
)
def test_it_refuses_what_nobody_could_read(changes, fault):
    with pytest.raises(ValidationError, match=fault):
        problem(**changes)


def test_it_takes_a_licence_and_authors():
    told = problem(license="CC-BY-4.0", authors=["Ada Lovelace", "Charles Babbage"])
    assert (told.license, told.authors) == ("CC-BY-4.0", ("Ada Lovelace", "Charles Babbage"))
    assert (problem().license, problem().authors) == ("", ())


def test_it_reads_again_what_it_stores():
    for told in (problem(), problem(authors=["Ada"], translations={"de": GERMAN})):
        assert Problem.model_validate(told.model_dump(mode="json")) == told


def test_it_reads_what_was_published_before_there_were_languages():
    old = problem().model_dump(mode="json")
    for key in ("language", "translations", "license", "authors"):
        del old[key]
    assert Problem.model_validate(old) == problem()

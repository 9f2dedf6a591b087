"""Who has which variant, and texts with its values."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from judge.domain.problem import Manifest, Problem
from judge.domain.variants import (
    MAX_INTEGER,
    fill,
    fill_files,
    fill_problem,
    is_filled,
    placeholders,
    told,
    values_fault,
    variant_of,
    written,
)
from tests.cast import PROBLEM

VALUES = {"word": "Ahoy", "limit": 40, "share": 0.5, "is_new": True, "tags": ("a", 2)}


def test_a_user_has_the_same_variant_every_time():
    assert {variant_of("alice", "echo", 8) for _ in range(20)} == {variant_of("alice", "echo", 8)}


def test_it_is_known_which_one():
    """Fixed for ever: a draft was written for these values."""
    assert [variant_of(name, "echo", 8) for name in ("alice", "bob", "rita", "arthur")] == [6, 0, 7, 0]


@given(st.text(max_size=40), st.text(max_size=40), st.integers(1, 50))
def test_it_is_one_of_those_that_there_are(user_id, slug, count):
    assert 0 <= variant_of(user_id, slug, count) < count


def test_variants_are_spread_evenly():
    counts = Counter(variant_of(f"user-{number}", "echo", 8) for number in range(4000))
    assert set(counts) == set(range(8))
    assert all(430 < count < 570 for count in counts.values())


def test_variants_of_two_problems_have_nothing_to_do_with_each_other():
    users = [f"user-{number}" for number in range(1000)]
    same = sum(variant_of(user, "echo", 8) == variant_of(user, "orders", 8) for user in users)
    assert 80 < same < 170


@given(st.text(max_size=40), st.integers(1, 49))
def test_one_more_variant_moves_only_those_who_get_it(user_id, count):
    assert variant_of(user_id, "echo", count + 1) in (variant_of(user_id, "echo", count), count)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Say {{ word }}.", "Say Ahoy."),
        ("{{word}}{{ word}}{{  word  }}", "AhoyAhoyAhoy"),
        ("{{ limit }} {{ share }} {{ is_new }}", "40 0.5 true"),
        ("{{ tags }}", "a, 2"),
        ("{{ other }} { word } {{ Word }} {{ }}", "{{ other }} { word } {{ Word }} {{ }}"),
        ('f"{{{ limit }}}"', 'f"{40}"'),
        ("{{ word\n}}", "{{ word\n}}"),
    ],
)
def test_it_fills_names_in_and_leaves_all_else(text, filled):
    assert fill(text, VALUES) == filled


def test_a_value_is_never_filled_in_again():
    assert fill("{{ a }}", {"a": "{{ b }}", "b": "c"}) == "{{ b }}"


@given(st.text())
def test_without_values_a_text_stays_as_it_is(text):
    assert fill(text, {}) == text


def test_it_finds_placeholders_with_their_lines():
    assert list(placeholders("{{ a }} {{b}}\n\n{{ c }}")) == [(1, "a"), (1, "b"), (3, "c")]


@pytest.mark.parametrize(
    ("path", "is_text"),
    [
        ("statement.md", True),
        ("statement.de.md", True),
        ("editorial.md", True),
        ("starter/python-flask/app.py", True),
        ("wrong/first/app.py", True),
        ("wrong/first/expect.toml", False),
        ("wrong/first/app/expect.toml", True),
        ("starter/python-flask/expect.toml", True),
        ("solution/python-flask/app.py", True),
        ("services/postgres/init.sql", True),
        ("tests/test_echo.py", False),
        ("assets/orders.json", False),
        ("variants.py", False),
        ("problem.toml", False),
        ("notes/statement.md", False),
    ],
)
def test_it_knows_the_files_that_are_filled(path, is_text):
    assert is_filled(path) is is_text


def test_it_fills_files_that_are_text():
    files = {"statement.md": b"{{ word }}", "tests/a.py": b"{{ word }}", "starter/x/a.bin": b"\xff{{ word }}"}
    filled = {"statement.md": b"Ahoy", "tests/a.py": b"{{ word }}", "starter/x/a.bin": b"\xff{{ word }}"}
    assert fill_files(files, VALUES) == filled


def test_it_fills_hints_and_examples():
    hints = [{"text": "Say {{ word }} first.", "cost": 1}]
    example = {
        "title": "Say {{ word }}",
        "path": "/?n={{limit}}",
        "headers": {"X-A": "{{ tags }}"},
        "body": "{{share}}",
    }
    filled = fill_problem(Problem.model_validate(PROBLEM | {"hints": hints, "examples": [example]}), VALUES)
    assert filled.hints[0].text == "Say Ahoy first."
    (shown,) = filled.examples
    assert (shown.title, shown.path, shown.headers, shown.body) == ("Say Ahoy", "/?n=40", {"X-A": "a, 2"}, "0.5")


def test_a_value_must_fit_where_it_stands():
    example = {"title": "Say it", "path": "/{{word}}"}
    with pytest.raises(ValidationError):
        fill_problem(Problem.model_validate(PROBLEM | {"examples": [example]}), {"word": "good day"})


def test_it_tells_a_variant_in_a_few_words():
    assert told({"word": "Zoë", "limit": 40}) == 'word = "Zoë", limit = 40'
    assert len(told({"word": "x" * 300})) == 201


def test_lists_are_written_with_commas():
    assert written(["a", 1, False]) == "a, 1, false"


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (VALUES, ""),
        ({"limit": MAX_INTEGER}, ""),
        ({"list": []}, ""),
        ({f"name{number}": 1 for number in range(31)}, "there are 31 values; a variant may have 30"),
        ({"Name": 1}, "'Name' is no name: up to 40 of a-z, 0-9 and _, a letter first"),
        ({"limit": MAX_INTEGER + 1}, "limit is a whole number beyond 2 to the 53rd"),
        ({"share": float("nan")}, "share is no finite number"),
        ({"nothing": None}, "nothing is NoneType: a value is a text, a number, true or false, or a list of these"),
        ({"deep": {"a": 1}}, "deep is dict: a value is a text, a number, true or false, or a list of these"),
        (
            {"deep": [[1]]},
            "deep has an item that is list: a value is a text, a number, true or false, or a list of these",
        ),
        ({"long": [1] * 21}, "long has 21 items; a list may have 20"),
        ({"text": "x" * 201}, "text has 201 characters; a text may have 200"),
        ({"text": "two\nlines"}, "text holds a line break or another character that cannot be seen"),
        ({"text": "\u202e"}, "text holds a line break or another character that cannot be seen"),
        ({"text": "{{ word }}"}, "text holds {{, which begins a placeholder"),
        ({f"n{number}": "x" * 200 for number in range(25)}, "the values have 5265 bytes as JSON; they may have 4096"),
    ],
)
def test_it_looks_at_every_value(values, fault):
    assert values_fault(values) == fault


def test_a_manifest_keeps_the_type_of_every_value():
    manifest = Manifest(tests=(), stacks=(), variants=(VALUES,))
    again = Manifest.model_validate(manifest.model_dump(mode="json"))
    assert again.variants[0] == VALUES
    assert [type(value) for value in again.variants[0].values()] == [str, int, float, bool, tuple]


def test_a_manifest_without_variants_is_read_as_before():
    assert Manifest.model_validate({"tests": [], "stacks": []}).variants == ()

"""New problems: what is in them, what is asked of their names, and that nothing of the example is left standing."""

import pytest

from judge.catalogue.load import from_bundle
from judge.errors import Invalid
from judge.scaffold import kinds, new_problem
from judge.stacks import known_stacks

CHOICES = [(kind, stack) for kind, stacks in kinds().items() for stack in stacks]


def load(kind: str, stack: str = "", title: str = "", author: str = ""):
    return from_bundle(new_problem("my-problem", title, kind, stack, author), "my-problem", known_stacks())


def test_it_has_an_example_for_every_kind():
    assert kinds() == {"query": ("postgresql",), "service": ("python-flask",)}


@pytest.mark.parametrize(("kind", "stack"), CHOICES)
def test_it_gives_a_complete_problem_without_a_fault(kind: str, stack: str):
    loaded = load(kind, stack, author="Ada Author")
    assert (loaded.problem.kind, loaded.problem.stacks) == (kind, (stack,))
    assert 10 <= len(loaded.manifest.tests) <= 20
    assert len(loaded.manifest.samples) >= 2
    assert len(loaded.bundle.wrong()) >= 5
    assert loaded.problem.hints
    assert loaded.problem.examples
    assert "editorial.md" in loaded.bundle.files


@pytest.mark.parametrize(("kind", "stack"), CHOICES)
def test_it_says_what_each_hidden_test_is_about(kind: str, stack: str):
    assert all(test.hint for test in load(kind, stack).manifest.tests if not test.is_sample)


@pytest.mark.parametrize("kind", kinds())
def test_it_names_the_problem_and_its_author(kind: str):
    problem = load(kind, title='Cats "and"  dogs \\ Łódź', author="Zoë O'Neil").problem
    assert problem.title == 'Cats "and" dogs \\ Łódź'
    assert problem.authors == ("Zoë O'Neil",)


def test_it_takes_the_slug_for_the_title_and_the_first_stack_of_the_kind():
    problem = load("service").problem
    assert problem.title == "My problem"
    assert problem.authors == ()


def test_it_gives_equal_files_for_equal_wishes():
    first, second = (new_problem("my-problem", "A title", "service", "", "Ada") for _ in range(2))
    assert first.content_hash == second.content_hash


@pytest.mark.parametrize(
    ("wishes", "where"),
    [
        (("My Problem", "", "service", "", ""), "slug"),
        (("../up", "", "service", "", ""), "slug"),
        (("x", "", "service", "", ""), "slug"),
        (("xy", "", "service", "", ""), "title"),
        (("my-problem", "x" * 81, "service", "", ""), "title"),
        (("my-problem", "a\x1bb", "service", "", ""), "title"),
        (("my-problem", "", "riddle", "", ""), "kind"),
        (("my-problem", "", "service", "cobol", ""), "stack"),
        (("my-problem", "", "service", "../query-postgresql", ""), "stack"),
        (("my-problem", "", "service", "", "A"), "author"),
        (("my-problem", "", "service", "", "A\u202eda"), "author"),
    ],
)
def test_it_names_the_field_that_it_cannot_take(wishes: tuple[str, str, str, str, str], where: str):
    with pytest.raises(Invalid) as caught:
        new_problem(*wishes)
    assert caught.value.where == where

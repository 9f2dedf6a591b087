"""Which files an answer may have: nothing that could shadow the problem's own, and no two names for one file."""

import pytest

from judge.domain.files import MAX_ADDED, FileRules, matches

RULES = FileRules(frozenset({"app.py", "db/models.py"}), frozenset({"schema.sql"}), ("*.py", "templates/*.html"))
OWN = ("app.py", "db/models.py")


def faults(*paths, rules=RULES):
    return list(rules.faults([*OWN, *paths]))


@pytest.mark.parametrize("path", ["views.py", "a_b-c.py", "templates/page.html", "1.py"])
def test_it_takes_a_new_file_that_a_pattern_means(path):
    assert faults(path) == []
    assert RULES.may_add(path)


@pytest.mark.parametrize(
    "path",
    [
        "views.txt",
        "api/views.py",
        "templates/deep/page.html",
        "../views.py",
        "/views.py",
        ".hidden.py",
        "-x.py",
        "a b.py",
        "é.py",
        "views.py\n",
        "a" * 118 + ".py",
        "",
        "schema.sql",
    ],
)
def test_it_refuses_every_other_name(path):
    assert [found for found, _ in faults(path)] == [path]
    assert not RULES.may_add(path)


def test_it_wants_every_file_of_the_starter():
    assert list(RULES.faults(["app.py"])) == [("db/models.py", "is missing")]


def test_it_lets_nothing_be_added_where_the_problem_says_nothing():
    closed = FileRules(frozenset(OWN), frozenset(), ())
    assert faults("views.py", rules=closed) == [("views.py", "is not a file that you can change here")]


def test_it_protects_a_readonly_file_that_a_pattern_would_mean():
    rules = FileRules(frozenset(OWN), frozenset({"given.py"}), ("*.py",))
    assert faults("given.py", rules=rules) == [("given.py", "is not a file that you can change here")]


def test_it_bounds_how_many_are_added():
    names = [f"part{number:02}.py" for number in range(MAX_ADDED + 1)]
    assert faults(*names[:-1]) == []
    assert faults(*names) == [(names[-1], "is one too many: 20 files may be added")]


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        ("App.py", "differs from App.py in nothing but the case of letters"),
        ("SCHEMA.py", ""),
    ],
)
def test_it_refuses_two_spellings_of_one_name(path, fact):
    assert [said for _, said in faults(path)] == ([fact] if fact else [])


def test_it_refuses_a_file_where_a_folder_is():
    rules = FileRules(frozenset(OWN), frozenset(), ("*", "app.py/*", "DB/*"))
    assert faults("db", rules=rules) == [("db/models.py", "needs a folder where the file db is")]
    assert faults("app.py/x", rules=rules) == [("app.py/x", "needs a folder where the file app.py is")]


@pytest.mark.parametrize(
    ("pattern", "path", "is_meant"),
    [
        ("*.py", "a.py", True),
        ("*.py", ".py", True),
        ("*.py", "a/b.py", False),
        ("a*c/*.py", "abc/d.py", True),
        ("a.py", "aXpy", False),
        ("test_*", "test_", True),
    ],
)
def test_it_lets_a_star_stand_for_anything_but_a_slash(pattern, path, is_meant):
    assert matches(pattern, path) is is_meant

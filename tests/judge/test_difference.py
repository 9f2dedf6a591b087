"""What differs between two answers, line by line."""

import random
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as some

from judge.domain import difference as module
from judge.domain.difference import CONTEXT, MAX_LINES, Line, difference, side_by_side


def one(before, after):
    (file,) = difference({"app.py": before}, {"app.py": after})
    return file


def told(file):
    signs = {"same": " ", "removed": "-", "added": "+"}
    return [[f"{signs[line.kind]}{line.text}" for line in hunk] for hunk in file.hunks]


def test_it_shows_a_changed_line_with_the_lines_around_it():
    file = one("a\nb\nc\nd\ne\nf\ng\n", "a\nb\nc\nD\ne\nf\ng\n")
    assert (file.path, file.state, file.removed, file.added) == ("app.py", "changed", 1, 1)
    assert told(file) == [[" a", " b", " c", "-d", "+D", " e", " f", " g"]]


def test_it_numbers_the_lines_of_both_sides():
    file = one("".join(f"{n}\n" for n in range(1, 31)), "".join(f"{n}\n" for n in range(1, 31) if n != 20))
    (hunk,) = file.hunks
    assert [(line.before, line.after) for line in hunk] == [
        *((17, 17), (18, 18), (19, 19)),
        (20, None),
        *((21, 20), (22, 21), (23, 22)),
    ]


def test_it_shows_places_that_lie_apart_in_hunks_of_their_own():
    lines = [str(n) for n in range(60)]
    changed = ["x" if n in (10, 50) else str(n) for n in range(60)]
    file = one("\n".join(lines), "\n".join(changed))
    assert [len(hunk) for hunk in file.hunks] == [2 * CONTEXT + 2] * 2
    assert file.hunks[1][0].before == 48


def test_it_says_which_files_are_new_gone_or_the_same():
    found = difference({"a": "1\n", "b": "1\n", "c": "1\n"}, {"b": "1\n", "c": "2\n", "d": "1\n2\n"})
    assert [(file.path, file.state, file.removed, file.added) for file in found] == [
        ("a", "removed", 1, 0),
        ("b", "same", 0, 0),
        ("c", "changed", 1, 1),
        ("d", "added", 0, 2),
    ]
    assert found[1].hunks == ()


@pytest.mark.parametrize(("before", "after"), [({}, {"a": ""}), ({"a": ""}, {})])
def test_it_takes_an_empty_file_for_a_file_without_lines(before, after):
    (file,) = difference(before, after)
    assert file.state == ("added" if after else "removed")
    assert (file.hunks, file.removed, file.added) == ((), 0, 0)


def test_it_tells_a_break_at_the_end_as_a_change_without_lines():
    file = one("a", "a\n")
    assert (file.state, file.hunks) == ("changed", ())


def test_it_compares_nothing_that_would_take_too_long():
    words = (f"line {n}" for n in count())
    old = "\n".join(next(words) for _ in range(MAX_LINES))
    new = "\n".join(next(words) for _ in range(10))
    found = difference({"a": old, "b": "1"}, {"a": new, "b": "2"})
    assert [(file.path, file.state) for file in found] == [("a", "long"), ("b", "changed")]
    assert (found[0].removed, found[0].added, found[0].hunks) == (MAX_LINES, 10, ())


def test_it_counts_the_lines_of_all_files_together(monkeypatch):
    monkeypatch.setattr(module, "MAX_LINES", 5)
    found = difference(dict.fromkeys("abc", "1"), dict.fromkeys("abc", "2"))
    assert [file.state for file in found] == ["changed", "changed", "long"]


def test_it_compares_a_long_file_whose_ends_are_alike():
    lines = [f"line {n}" for n in range(3 * MAX_LINES)]
    file = one("\n".join(lines), "\n".join([*lines[:7000], "new", *lines[7000:]]))
    assert (file.state, file.removed, file.added) == ("changed", 0, 1)
    assert file.hunks[0][0].before == 7000 - CONTEXT + 1


@pytest.mark.parametrize("kinds", [2, 60, 101, 300])
def test_it_compares_once_what_was_written_to_be_slow(kinds, monkeypatch):
    rng = random.Random(kinds)
    half = MAX_LINES // 2
    before, after = (["first" + side, *(str(rng.randrange(kinds)) for _ in range(half - 1))] for side in "ab")
    asked = []
    matcher = module.SequenceMatcher
    monkeypatch.setattr(module, "SequenceMatcher", lambda *how: asked.append(how) or matcher(*how))
    file = one("\n".join(before), "\n".join(after))
    assert file.state == "changed"
    assert len(asked) == 1


TEXTS = some.lists(some.sampled_from(["a", "b", "", "  c"]), max_size=30).map("\n".join)


@given(before=TEXTS, after=TEXTS)
def test_it_loses_and_invents_no_line(before, after):
    file = one(before, after)
    old, new = ([*text.removesuffix("\n").split("\n")] if text else [] for text in (before, after))
    lines = [line for hunk in file.hunks for line in hunk]
    assert all(line.before is None or old[line.before - 1] == line.text for line in lines)
    assert all(line.after is None or new[line.after - 1] == line.text for line in lines)
    gone = {line.before for line in lines if line.kind == "removed"}
    come = {line.after for line in lines if line.kind == "added"}
    kept = [text for number, text in enumerate(old, start=1) if number not in gone]
    assert kept == [text for number, text in enumerate(new, start=1) if number not in come]
    assert (len(gone), len(come)) == (file.removed, file.added)


def test_it_puts_what_came_beside_what_went():
    same = Line("same", 1, 1, "a")
    gone, gone_too = Line("removed", 2, None, "b"), Line("removed", 3, None, "c")
    come, last = Line("added", None, 2, "B"), Line("added", None, 4, "e")
    other = Line("same", 4, 3, "d")
    assert side_by_side([same, gone, gone_too, come, other, last]) == [
        (same, same),
        (gone, come),
        (gone_too, None),
        (other, other),
        (None, last),
    ]


def test_it_does_not_compare_what_would_occupy_the_processor():
    old, new = "e\n" * 3700, "".join(f"e\n{number}\n" for number in range(99))
    (found,) = difference({"a": "x\n" + old}, {"a": "y\n" + new})
    assert (found.state, found.hunks) == ("long", ())

"""Wrong solutions out of nothing but source and expected values: certain, or none."""

import ast
from collections.abc import Sequence

import pytest

from judge.exchange.cases import Case, Check, How
from judge.exchange.mechanical import Wrong, wrong_solutions
from judge.exchange.plain import Ask

REFERENCE = "def f(x):\n    return x\n\n\ndef g(x):\n    return x\n"


def a_case(name: str, *checks: Check, is_sample: bool = False) -> Case:
    return Case(name, checks, id=name, is_sample=is_sample)


def gives(how: How, expected: object, *args: object, function: str = "f") -> Check:
    return Check(Ask(function, args), how, expected)


def made(cases: Sequence[Case], reference: str = REFERENCE) -> dict[str, Wrong]:
    return {wrong.name: wrong for wrong in wrong_solutions(reference, ast.parse(reference), cases)}


def fails(cases: Sequence[Case]) -> dict[str, tuple[str, ...]]:
    return {name: wrong.fails for name, wrong in made(cases).items()}


def test_it_knows_what_constants_and_tables_fail():
    cases = [
        a_case("sample", gives("equal", "a", 1), is_sample=True),
        a_case("again", gives("equal", "a", 2)),
        a_case("other", gives("equal", "b", 3)),
        a_case("both", gives("equal", "a", 1), gives("same", True, 4, function="g")),
        a_case("elsewhere", gives("equal", "a", 1, function="g")),
    ]
    assert fails(cases) == {
        "f-gives-none": ("sample", "again", "other", "both"),
        "g-gives-none": ("both", "elsewhere"),
        "f-gives-one-result": ("other",),
        "f-knows-the-samples": ("again", "other"),
    }


@pytest.mark.parametrize(
    ("how", "expected", "is_failed"),
    [
        ("equal", None, False),
        ("different", None, True),
        ("same", False, True),
        ("same", "a", True),
        ("true", None, True),
        ("false", None, False),
        ("close", 1.0, True),
        ("length", [1], True),
        ("any order", [1], True),
        ("holds", "a", True),
        ("lacks", "a", True),
        ("in", [None, 1], False),
        ("in", ["a"], True),
        ("not in", ["a"], False),
    ],
)
def test_it_knows_what_giving_nothing_fails(how: How, expected: object, *, is_failed: bool):
    cases = [a_case("one", gives(how, expected, 1)), a_case("two", gives("equal", 1, 2))]
    assert fails(cases)["f-gives-none"] == (("one", "two") if is_failed else ("two",))


def test_it_makes_none_where_nobody_can_know():
    unknown = Check(Ask("f", (1,)), "equal", Ask("f", (1,), is_of_reference=True))
    assert fails([a_case("one", unknown), a_case("two", gives("equal", 1, 2))]) == {}
    assert fails([a_case("one", gives("in", "abc", 1)), a_case("two", gives("equal", 1, 2))]) == {}
    swapped = Check(Ask("g", (1,)), "equal", Ask("f", (1,)))
    assert "f-gives-none" not in fails([a_case("one", swapped), a_case("two", gives("equal", 1, 2))])


def test_it_is_certain_of_a_failed_test_whatever_else_is_in_it():
    unknown = Check(Ask("f", (1,)), "equal", Ask("f", (1,), is_of_reference=True))
    assert fails([a_case("one", gives("equal", 1, 1), unknown)]) == {"f-gives-none": ("one",)}


def test_it_takes_errors_and_their_words_away():
    message = Check(Ask("f", (0,)), "error", {"kind": "ValueError", "message": "no"})
    silent = Check(Ask("f", (1,)), "error", {"kind": "ValueError"})
    text = Check(Ask("f", (0,)), "error", {"kind": "ValueError", "text": "no"})
    found = fails([a_case("worded", message), a_case("silent", silent), a_case("value", gives("equal", 1, 2))])
    assert found["f-raises-nothing"] == ("worded", "silent")
    assert found["f-says-nothing"] == ("worded",)
    assert "f-says-nothing" not in fails([a_case("worded", message), a_case("text", text)])


@pytest.mark.parametrize(
    "reference",
    [
        "def f(x):\n    return f(x - 1)\n",
        "def f(x):\n    return x\n\n\ndef h():\n    return f(1)\n",
        "def f(x):\n    return x\n\n\nf = f\n",
        "def f(x):\n    return globals()\n",
        "from other import *\n\n\ndef f(x):\n    return x\n",
        "def f(x):\n    return x\n\n\n__all__ = ['f']\n",
        "class A:\n    def f(self):\n        pass\n\n\ndef f(x):\n    return x\n",
        "from other import f\n",
    ],
)
def test_it_touches_no_function_that_something_else_may_use(reference: str):
    assert made([a_case("one", gives("equal", 1, 1)), a_case("two", gives("equal", 2, 2))], reference) == {}


def test_it_breaks_one_of_each_function_before_a_second_one_of_any():
    names = [f"f{number}" for number in range(20)]
    reference = "".join(f"def {name}(x):\n    return x\n" for name in names)
    cases = [a_case(f"t_{name}", gives("equal", 1, 1, function=name), is_sample=True) for name in names]
    assert set(made(cases, reference)) == {f"{name}-gives-none" for name in names[:16]}


def test_it_writes_modules_that_do_what_they_say():
    cases = [
        a_case("sample", gives("equal", "a", 1), is_sample=True),
        a_case("other", gives("equal", "b", 3)),
        a_case("error", Check(Ask("f", (0,)), "error", {"kind": "TypeError", "message": "no"})),
    ]
    reference = "def f(x):\n    if not x:\n        raise TypeError('no')\n    return 'b'\n"
    ran = {}
    for name, wrong in made(cases, reference).items():
        names: dict[str, object] = {}
        exec(compile(wrong.source, name, "exec"), names)  # our own text
        ran[name] = names["f"]
    assert ran["f-gives-none"](3) is None
    assert ran["f-gives-one-result"](3) == "a"
    assert (ran["f-knows-the-samples"](1), ran["f-knows-the-samples"](3)) == ("a", None)
    assert (ran["f-raises-nothing"](0), ran["f-raises-nothing"](3)) == (None, "b")
    with pytest.raises(TypeError, match=r"^$"):
        ran["f-says-nothing"](0)


def test_it_names_folders_as_any_disk_has_them():
    functions = ["größe", "gr_e", "_", "__x", "Längste_" + "ä" * 90]
    reference = "".join(f"def {name}(x):\n    return x\n" for name in functions)
    cases = [a_case(f"t{number}", gives("equal", 1, 1, function=name)) for number, name in enumerate(functions)]
    assert list(made(cases, reference)) == [
        f"{name}-gives-none" for name in ("gr-e", "gr-e-2", "function", "x", "l-ngste")
    ]

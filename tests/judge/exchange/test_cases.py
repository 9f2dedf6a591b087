"""Tests of another system as a suite of ours: how many they become, what they are called, and how they are written."""

import ast

import pytest

from judge.catalogue.manifest import read_suite
from judge.errors import Invalid
from judge.exchange.cases import LEAST, MAX_CASES, MOST, Case, Check, Found, arrange, literal, suite_of
from judge.exchange.plain import MAX_ITEMS, MAX_VALUES, Ask, Reader, is_changed, plain


def a_check(number: int = 1, function: str = "f") -> Check:
    return Check(Ask(function, (number,)), "equal", number)


def a_case(title: str = "A case", *checks: Check, points: int = 1) -> Case:
    return Case(title, checks or (a_check(),), points)


def numbers(count: int, function: str = "f") -> list[Case]:
    return [a_case(f"{function} {number}", a_check(number, function)) for number in range(count)]


def test_it_leaves_a_suite_of_the_right_size_as_it_is():
    arranged = arrange(numbers(12))
    assert [case.id for case in arranged] == [f"test_f_{number}" for number in range(12)]


def test_it_puts_neighbours_of_one_function_together_when_there_are_too_many():
    arranged = arrange([*numbers(30, "f"), *numbers(30, "g")])
    assert len(arranged) == MOST
    assert sum(len(case.checks) for case in arranged) == 60
    assert sum(case.points for case in arranged) == 60
    assert all(len({check.got.name for check in case.checks}) == 1 for case in arranged)
    assert all(len(case.title) <= 120 for case in arranged)


def test_it_puts_different_ones_together_only_when_it_must():
    arranged = arrange([case for number in range(25) for case in numbers(1, f"f{number}")])
    assert len(arranged) == MOST
    assert arrange([a_case("same"), *numbers(20), a_case("same")])[0].title in ("same", "same; f 0")


def test_it_divides_large_tests_when_there_are_too_few():
    arranged = arrange([a_case("Many", *(a_check(number) for number in range(30)), points=40)])
    assert len(arranged) == LEAST
    assert [case.id for case in arranged][:2] == ["test_many", "test_many_2"]
    assert [case.title for case in arranged][:2] == ["Many", "Many (2)"]
    assert len(arrange([a_case("One", a_check(1), a_check(2))])) == 2


def test_it_makes_a_sample_of_each_function_and_hides_the_rest():
    arranged = arrange([*numbers(6, "f"), *numbers(6, "g")])
    assert [case.id for case in arranged if case.is_sample] == ["test_f_0", "test_g_0"]
    assert sum(case.is_sample for case in arrange(numbers(2))) == 1


def test_it_gives_every_test_a_name_that_the_suite_can_have():
    titles = ["Ünï cödé!", "???", "???", "x" * 200, "A; b"]
    arranged = arrange([a_case(title) for title in titles])
    assert [case.id for case in arranged][:3] == ["test_n_c_d", "test_case", "test_case_2"]
    assert arranged[3].title.endswith(" ...")
    assert all(len(case.title) < 120 for case in arrange([a_case("x" * 200)] * 12))
    suite = read_suite({"tests/test_functions.py": suite_of(arranged, "What.").encode()}, frozenset({"results"}))
    assert suite.findings == []
    assert len(suite.tests) == 5


@pytest.mark.parametrize("title", ['a "quoted" one', "back\\slash", "a\u202eb", "line\nbreak"])
def test_it_writes_no_title_that_could_end_its_quotes(title: str):
    suite = suite_of(arrange([a_case(title), a_case("other")]), "What.")
    tree = ast.parse(suite)
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    assert (ast.get_docstring(function, clean=False) or "").startswith(title)


def test_it_imports_what_its_tests_need():
    pattern = Check(Ask("f", ()), "error", {"kind": "ValueError", "pattern": "a"})
    reference = Check(Ask("f", ()), "equal", Ask("f", (), is_of_reference=True))
    suite = suite_of(arrange([a_case("A", pattern), a_case("B", reference)]), "What.")
    assert suite.startswith('"""What."""\n\nimport re\nimport pytest\nimport reference\n')
    assert suite_of(arrange(numbers(2)), "What.").startswith('"""What."""\n\nimport pytest\n\n\n')


def test_it_writes_long_values_over_several_lines():
    value = {"key": ["word " * 10] * 5}
    assert "\n" in literal(value)
    assert ast.literal_eval(literal(value)) == value
    assert literal("a") == "'a'"


def test_it_takes_so_many_tests_of_a_file_and_no_more():
    found = Found()
    for number in range(MAX_CASES + 5):
        found.add(f"case {number}", [a_check()])
        found.leave_out(number % 2, "is odd")
    found.add("nothing", [])
    assert len(found.cases) == MAX_CASES
    assert found.left_out == [(0, "is odd"), (1, "is odd"), (1, f"has more than {MAX_CASES} tests")]
    assert len(arrange(found.cases)) == MOST


def test_it_computes_nothing_that_grows_without_end():
    reader = Reader(lambda _: None)

    def computed(source: str) -> object:
        return reader.value(ast.parse(source, mode="eval").body, {"many": [0] * 9_000, "long": "x" * 9_000})

    assert computed("[1] + [2] * 2") == [1, 2, 2]
    assert computed("'a' + 'b'") == "ab"
    assert computed("2 * 3 - 1 + +4") == 9
    assert computed("list(range(1, 3))") == [1, 2]
    assert computed("tuple([1])") == (1,)
    for source in ("many + many", "long + long", "many * 2", "-'a'", "not 1", "2 ** 9", "10**99 * 2", "'a' - 'b'"):
        with pytest.raises(Invalid):
            computed(source)
    with pytest.raises(Invalid):
        computed(f"{10**101} * 2")
    for source in ("range(20000)", "range(1, 2, 3)", "enumerate([1], start='a')", "zip(1)", "{[]: 1}", "{**{}}"):
        with pytest.raises(Invalid):
            computed(source)


def test_it_gives_up_after_many_steps():
    reader = Reader(lambda _: None)
    node = ast.parse("1", mode="eval").body

    def again_and_again():
        for _ in range(100_000):
            reader.value(node, {})

    with pytest.raises(Invalid, match="too much"):
        again_and_again()


def test_it_says_what_json_makes_of_a_value():
    assert plain({1: (2,), None: True}) == {"1": [2], "null": True}
    assert is_changed({"a": [(1,)]})
    assert is_changed({1: 2})
    assert not is_changed({"a": [1]})
    deep: list[object] = []
    for _ in range(50):
        deep = [deep]
    for value in ({1: 2, "1": 3}, float("nan"), 10**1001, {1, 2}, deep):
        with pytest.raises(Invalid):
            plain(value)


def shared(levels: int) -> object:
    """A list that holds the next one ten times: a few objects, and ten to the `levels` values when written out."""
    value: object = 1
    for _ in range(levels):
        value = [value] * 10
    return value


@pytest.mark.parametrize(
    "value", [shared(12), {"a": shared(12)}, ["x" * 10_000] * 9_999, [10**999] * 9_999, {"k" * 10_000_000: 1}]
)
def test_it_writes_out_no_more_values_than_anybody_reads(value: object):
    with pytest.raises(Invalid, match="more values than are read"):
        plain(value)


def test_it_counts_what_all_tests_of_a_file_say_together():
    reader = Reader(lambda _: None)
    value = [0] * (MAX_VALUES // 3)
    assert reader.plain(value) == value
    reader.plain(value)
    with pytest.raises(Invalid, match="more values than are read"):
        reader.plain(value)


def test_it_puts_together_no_list_that_doubles_and_doubles():
    reader, names = Reader(lambda _: None), {"many": [0] * MAX_ITEMS}
    assert len(reader.value(ast.parse("[*many]", mode="eval").body, names)) == MAX_ITEMS
    with pytest.raises(Invalid, match="too long"):
        reader.value(ast.parse("[*many, 1]", mode="eval").body, names)

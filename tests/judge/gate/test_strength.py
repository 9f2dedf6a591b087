"""How strong a suite is."""

import pytest

from judge.gate.report import GateAssertion, GateMutant, GateTest
from judge.gate.strength import columns, strength

TESTS = [
    GateTest("test_sample", "", "c", is_sample=True, file="t", line=1),
    *(GateTest(name, "", "c", is_sample=False, file="t", line=2) for name in ("test_a", "test_b", "test_c", "test_d")),
]
PASSED = dict.fromkeys((test.id for test in TESTS), "passed")
MATRIX = {
    "one": PASSED | {"test_a": "failed", "test_sample": "failed"},
    "two": PASSED | {"test_b": "too_slow", "test_c": "bad_response"},
    "none": PASSED | {"test_d": "not_run"},
}


def assertions(*needed: bool) -> list[GateAssertion]:
    return [GateAssertion("t", 1, "assert x", is_needed=is_needed) for is_needed in needed]


def mutants(*killed: bool) -> list[GateMutant]:
    return [GateMutant("m", "f", 1, "", is_killed=is_killed, killed_by=()) for is_killed in killed]


def test_it_gives_each_hidden_test_the_wrong_solutions_that_fail_it():
    assert columns(TESTS, MATRIX) == {
        "test_a": {"one"},
        "test_b": {"two"},
        "test_c": {"two"},
        "test_d": frozenset(),
    }


def test_it_is_the_mean_of_what_was_measured():
    found = strength(TESTS, MATRIX, None, None)
    assert [(part.count, part.total) for part in found.parts] == [(1, 4), (1, 4)]
    assert found.score == 25
    assert found.formula == (
        "100 x (hidden tests told apart 1/4 + hidden tests found alone 1/4) / 2 = 25;"
        " not measured: assertions needed, mutants noticed"
    )
    whole = strength(TESTS, MATRIX, assertions(True, True, False), mutants(True, False))
    assert whole.score == round(100 * (1 / 4 + 1 / 4 + 2 / 3 + 1 / 2) / 4)
    assert whole.formula.endswith("+ assertions needed 2/3 + mutants noticed 1/2) / 4 = 42")


@pytest.mark.parametrize(("needed", "killed"), [([], []), ([True], [])])
def test_it_leaves_out_what_there_is_none_of(needed: list[bool], killed: list[bool]):
    found = strength(TESTS, MATRIX, assertions(*needed), mutants(*killed))
    assert f"/ {2 + len(needed)} =" in found.formula
    assert found.parts[-1].share == 0.0


def test_it_has_no_strength_without_a_hidden_test():
    found = strength(TESTS[:1], MATRIX, None, None)
    assert found.score == 0
    assert found.formula.startswith("there is nothing to measure")

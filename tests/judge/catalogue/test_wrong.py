"""Wrong solutions and what they are expected to fail."""

import pytest

from judge.catalogue.wrong import WrongSolution, read_wrong
from judge.domain.problem import Problem
from judge.domain.verdict import Verdict
from tests.judge.catalogue.folders import HIDDEN, SAMPLES, a_problem, bundle_of, load, without

PLACE = "wrong/no-1/expect.toml"


def read(**changes: str | None) -> tuple[dict[str, WrongSolution], list[str]]:
    """The problem with files of wrong/no-1 changed, or left out where they are None."""
    files = a_problem()
    for name, text in changes.items():
        path = f"wrong/no-1/{name.replace('_', '.')}"
        files.pop(path, None)
        if text is not None:
            files[path] = text
    solutions, findings = read_wrong(bundle_of(files), problem(), {*SAMPLES, *HIDDEN})
    return {solution.name: solution for solution in solutions}, [str(finding) for finding in findings]


def problem() -> Problem:
    return load(a_problem()).problem


def test_it_completes_a_wrong_solution_with_the_reference():
    files = a_problem() | {"solution/python-flask/more.py": "# more\n"}
    solutions, findings = read_wrong(bundle_of(files), problem(), {*SAMPLES, *HIDDEN})
    assert not findings
    assert [solution.name for solution in solutions] == ["no-0", "no-1", "no-2", "no-3", "no-4"]
    assert solutions[1].files == {"app.py": b"test_twice=failed\n", "more.py": b"# more\n"}


def test_it_reads_what_is_expected():
    solutions, findings = read(expect_toml='why = "x"\nstack = "python-flask"\nfails = ["test_size"]\n')
    assert not findings
    wrong = solutions["no-1"]
    assert (wrong.fails, wrong.verdict, wrong.stack) == (("test_size",), None, "python-flask")
    assert (wrong.place, wrong.line) == (PLACE, 3)


def test_it_takes_a_verdict_instead_of_tests():
    solutions, findings = read(expect_toml='verdict = "did_not_start"\n')
    assert not findings
    assert (solutions["no-1"].verdict, solutions["no-1"].fails, solutions["no-1"].line) == (
        Verdict.DID_NOT_START,
        (),
        1,
    )


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (None, f"{PLACE}: is missing"),
        ("", f"{PLACE}: neither fails nor verdict: name the tests that this solution must fail"),
        ('fail = ["test_size"]', f'{PLACE}:1: unknown key "fail"; did you mean "fails"?'),
        ("fails = [\n", f"{PLACE}:1: is no valid TOML: Invalid value"),
        ('\nfails = ["test_sise"]', f'{PLACE}:2: fails: there is no test "test_sise"; did you mean "test_size"?'),
        ('fails = ["test_size", "test_size"]', f'{PLACE}:1: fails: "test_size" is named twice'),
        ('verdict = "passed"', f'{PLACE}: verdict: a wrong solution cannot be expected to end as "passed"'),
        ('verdict = "judge_error"', f'{PLACE}: verdict: a wrong solution cannot be expected to end as "judge_error"'),
        ('verdict = "slow"', f"{PLACE}:1: verdict: Input should be "),
    ],
)
def test_it_names_what_is_wrong_with_an_expectation(text: str | None, finding: str):
    _, findings = read(expect_toml=text)
    assert len(findings) == 1, findings
    assert findings[0].startswith(finding)


def test_it_wants_a_stack_that_the_problem_has():
    _, findings = read(expect_toml='fails = ["test_size"]\nstack = "python-flusk"\n')
    assert f'{PLACE}:2: stack: the problem has no stack "python-flusk"; did you mean "python-flask"?' in findings


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        ({"app_py": None}, "wrong/no-1: has no file that differs from solution/python-flask"),
        ({"app_py": "# right\n"}, "wrong/no-1/app.py: is the same as in solution/python-flask; leave it out"),
        ({"ap_py": "x"}, 'wrong/no-1/ap.py: solution/python-flask has no such file; did you mean "app.py"?'),
    ],
)
def test_it_wants_files_that_differ_and_nothing_else(files: dict[str, str | None], finding: str):
    assert read(**files)[1] == [finding]


def test_it_wants_each_wrong_solution_in_a_folder():
    bundle = bundle_of(without(a_problem(), "wrong/") | {"wrong/app.py": "x"})
    solutions, findings = read_wrong(bundle, problem(), set())
    assert not solutions
    assert [str(finding) for finding in findings] == ["wrong/app.py: belongs into a folder: wrong/<name>/<file>"]

"""Whether a suite says the same of the same answer, and what it depends on if it does not."""

from collections.abc import Callable

from judge.gate.check import check
from sandbox.fake import FakeEngine
from sandbox.scripts import judging
from tests.judge.catalogue.folders import HIDDEN, SAMPLES, a_problem, load

ORDER = [*SAMPLES, *HIDDEN]


def findings(results: Callable[[list[str], int], bool]) -> list[str]:
    """What a gate says of a suite in which test_order fails where `results` says so, by order and seed."""
    engine = FakeEngine.judging()
    files_of = engine.files

    def outcomes(sent):
        lines = files_of(sent)["app.py"].decode().splitlines()
        own = dict(line.split("=") for line in lines if "=" in line)
        is_reference = files_of(sent)["app.py"] == b"# right\n"
        fails = is_reference and results(list(sent.job["tests"]), sent.job["seed"])
        return own | ({"test_order": "failed"} if fails else {})

    engine._scripts["tester"] = judging(outcomes, None)
    return [str(finding) for finding in check(engine, load(a_problem()), instance="tests").findings]


def test_it_finds_a_test_that_depends_on_the_order():
    (found,) = findings(lambda tests, _seed: tests != ORDER)
    assert found == (
        "solution/python-flask: 4 of 5 runs disagree with the others on test_order:"
        " it depends on the order of the tests"
    )


def test_it_finds_a_test_that_depends_on_the_seed():
    seeds = []

    def results(_tests, seed):
        if seed not in seeds:
            seeds.append(seed)
        return seed == seeds[0]

    (found,) = findings(results)
    assert found.startswith("solution/python-flask: 1 of 5 runs disagree with the others on test_order: it depends on")
    assert found.endswith(f"the data that the seed {seeds[0]} gives")


def test_it_finds_a_test_that_depends_on_neither_alone():
    first = []

    def results(tests, seed):
        if not first:
            first.append((tests, seed))
        return (tests, seed) == first[0]

    (found,) = findings(results)
    assert "neither order nor seed alone makes it fail again" in found


def test_it_says_when_both_fail_again():
    count = []

    def results(_tests, _seed):
        count.append(1)
        return len(count) != 2

    (found,) = findings(results)
    assert "4 of 5 runs disagree" in found
    assert "perhaps by chance" in found


def test_it_refuses_a_reference_that_never_passes_without_looking_for_a_cause():
    (found,) = findings(lambda _tests, _seed: True)
    assert found.startswith("solution/python-flask: does not pass: failed; test_order (failed)")

"""Whether a reference leaves room."""

from judge.domain.verdict import Verdict
from judge.gate.budget import budget_findings
from judge.gate.check import check
from judge.gate.plan import references
from judge.grading.judgement import JudgedTest, Judgement
from sandbox.fake import FakeEngine
from tests.judge.catalogue.folders import a_problem, load, obedient_engine

PROBLEM = load(a_problem()).problem  # 2 s for each test, 60 s for all, 10 s for the start


def judgement(milliseconds: int = 1, *, starting: int = 1, running: int = 1) -> Judgement:
    test = JudgedTest("test_a", "", "c", False, "passed", 1, 1, milliseconds)
    phases = {"starting": starting, "running": running}
    return Judgement(Verdict.PASSED, 1, 1, (test,), phases=phases)


def found(*judgements: Judgement, problem=PROBLEM) -> list[str]:
    return [str(finding) for finding in budget_findings(problem, "python-flask", judgements)]


def test_it_takes_half_of_every_time_for_enough_room():
    assert not found(judgement(1000, starting=5000, running=30_000))


def test_it_names_what_took_more_with_the_longest_time():
    assert found(judgement(1400), judgement(1900), judgement(1001), judgement(1)) == [
        "solution/python-flask: test_a took 1.9 s of the 2 s allowed; a reference may take half of it"
    ]
    assert found(judgement(starting=6000, running=31_000)) == [
        "solution/python-flask: all tests together took 31.0 s of the 60 s allowed; a reference may take half of it",
        "solution/python-flask: the start took 6.0 s of the 10 s allowed; a reference may take half of it",
    ]


def test_it_takes_one_long_run_of_many_for_the_machine():
    assert not found(judgement(1900), judgement(1), judgement(1))


def test_it_does_not_look_at_the_start_of_a_query():
    query = PROBLEM.model_copy(update={"kind": "query"})
    assert not found(judgement(starting=9000), problem=query)


def slow(times: int) -> FakeEngine:
    """An engine in which the first runs take long."""
    engine = obedient_engine()
    honest = engine._scripts["tester"]
    left = [times]

    def script(sent):
        is_slow = None
        for step in honest(sent):
            data = getattr(step, "data", b"")
            if is_slow is None and b'"ms": 3,' in data:
                is_slow = engine.files(sent)["app.py"] == b"# right\n" and left[0] > 0
                left[0] -= is_slow
            yield type(step)(data.replace(b'"ms": 3,', b'"ms": 1500,')) if is_slow and data else step

    engine._scripts["tester"] = script
    return engine


def test_it_asks_a_slow_reference_once_more_alone():
    said = []
    assert check(slow(1), load(a_problem()), instance="tests", say=said.append).is_passed
    assert sum("came late, once more and alone" in line for line in said) == 1
    report = check(slow(20), load(a_problem()), instance="tests")
    assert {finding.message.split(" took")[1] for finding in report.findings} == {
        " 1.5 s of the 2 s allowed; a reference may take half of it"
    }


def test_what_a_busy_machine_made_slow_is_not_remembered(tmp_path):
    """Neither for the second try, nor for the next gate."""
    said = []
    assert check(slow(1), load(a_problem()), instance="tests", cache_dir=tmp_path / "one", say=said.append).is_passed
    assert "echo: solution/python-flask: passed, as before" not in said
    assert not check(slow(20), load(a_problem()), instance="tests", cache_dir=tmp_path / "two").is_passed
    assert check(slow(0), load(a_problem()), instance="tests", cache_dir=tmp_path / "two").is_passed


def test_it_audits_the_last_repeat_of_each_reference():
    runs = references([load(a_problem())], 5)
    assert [run.is_audited for run in runs] == [False] * 4 + [True]
    assert len({run.seed for run in runs}) == 5
    assert not runs[0].tests
    assert all(sorted(run.tests) == sorted(runs[1].tests) for run in runs[1:])

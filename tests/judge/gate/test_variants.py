"""A gate over a problem with variants: which runs meet which, and what is said of one alone."""

import json
import threading

import pytest

from judge.domain.verdict import Verdict
from judge.gate.check import _budget, _Gate, check
from judge.gate.options import PLAIN, GateOptions
from judge.gate.plan import references
from judge.gate.report import GateReport
from judge.gate.runs import Cancelled
from judge.gate.variants import every, leaks
from judge.grading.judgement import JudgedTest, Judgement
from sandbox.scripts import judging
from tests.judge.catalogue.folders import HIDDEN, SAMPLES, a_problem, load, obedient_engine
from tests.varied import SOURCE, VALUES, loaded_varied, varied, varied_engine


def gate(files=None, engine=None, **more):
    engine = engine or varied_engine()
    report = check(engine, load(files or varied()), instance="tests", **more)
    assert engine.left == []
    return report


def findings(files=None, engine=None):
    return [str(finding) for finding in gate(files, engine).findings]


def jobs_of(engine):
    """The jobs of the testers' boxes that ran tests."""
    return [box.sent.job for box in engine.boxes if box.spec.role == "tester" and not box.sent.job["seeds"]]


def engine_in_which(results):
    """The engine with more results by the answer's app.py and the variant."""
    engine = varied_engine()
    files_of = engine.files

    def outcomes(sent):
        text = files_of(sent)["app.py"].decode()
        own = dict(line.split("=") for line in text.splitlines() if "=" in line)
        return own | results(text, sent.job)

    engine._scripts["tester"] = judging(outcomes, None)
    return engine


def test_it_passes_and_keeps_what_the_boxes_gave():
    report = gate()
    assert report.findings == ()
    assert report.variants == VALUES
    assert GateReport.from_json(json.loads(json.dumps(report.to_json()))).variants == VALUES


def test_its_hash_is_that_of_the_folder():
    assert gate().content_hash == load(varied()).bundle.content_hash


def test_every_reference_meets_every_variant():
    engine = varied_engine()
    gate(engine=engine, options=GateOptions(repeats=2))
    limits = [job["variant"]["limit"] for job in jobs_of(engine)]
    assert len(limits) == 4 + 2 + 10  # references, starters, wrong solutions
    assert set(limits) == {30, 31, 32}


def test_references_take_turns_over_the_variants():
    engine = varied_engine()
    report = gate(engine=engine)
    runs = [box for box in engine.boxes if box.spec.role == "submission"]
    words = [box.sent.files["app.py"].decode().split()[-1] for box in runs if b"# right" in box.sent.files["app.py"]]
    assert sorted(words) == ["Ahoy", "Ahoy", "Cheers", "Hello", "Hello"]
    assert report.repeats == 5


def test_a_run_finds_its_files_in_its_variant():
    engine = varied_engine()
    gate(engine=engine)
    words = {box.sent.files["words.py"] for box in engine.boxes if box.spec.role == "submission"}
    assert words == {b"WORDS = ['Hello']\n", b"WORDS = ['Ahoy']\n", b"WORDS = ['Cheers']\n"}


def test_a_problem_without_variants_costs_what_it_did():
    engine = obedient_engine()
    report = check(engine, load(a_problem()), instance="tests")
    assert report.variants == ()
    assert len(jobs_of(engine)) == 5 + 1 + 5


def test_the_matrix_is_that_of_the_first_variant():
    report = gate()
    assert report.matrix["no-1"] == dict.fromkeys((*SAMPLES, *HIDDEN), "passed") | {"test_twice": "failed"}


def test_a_variant_in_which_the_reference_fails_is_named():
    def results(text, job):
        return {"test_order": "failed"} if "# right" in text and job["variant"]["limit"] == 31 else {}

    (found,) = findings(engine=engine_in_which(results))
    assert found.startswith(
        "solution/python-flask: 2 of 5 runs disagree with the others on test_order: it does not pass with variant 1"
        ' (word = "Ahoy", limit = 31, tags = ["a", "b"]): '
    )


def test_order_and_seed_are_still_told_apart_from_variants():
    def results(text, job):
        return {"test_order": "failed"} if "# right" in text and job["tests"] != [*SAMPLES, *HIDDEN] else {}

    (found,) = findings(engine=engine_in_which(results))
    assert found.endswith("it depends on the order of the tests")


def test_a_starter_that_is_done_in_one_variant_is_named():
    def results(text, job):
        return {"test_greets": "passed"} if job["variant"]["limit"] == 32 and "right" not in text else {}

    (found, *_) = findings(engine=engine_in_which(results))
    assert found.startswith("starter/python-flask: with variant 2 (")
    assert found.endswith("passes: there is nothing left to do")


def test_a_wrong_solution_that_another_variant_lets_pass_is_named():
    def results(text, job):
        return {"test_twice": "passed"} if text == "test_twice=failed\n" and job["variant"]["limit"] != 30 else {}

    (found,) = findings(engine=engine_in_which(results))
    assert found.startswith("wrong/no-1/expect.toml:1: with variant 2 (")
    assert found.endswith("passes every test")


def test_what_is_wrong_in_every_variant_is_said_once():
    files = varied() | {"wrong/no-1/app.py": "test_size=failed\n"}
    found = [one for one in findings(files) if "no-1" in one]
    assert len(found) == len(set(found))
    assert not any("with variant" in one for one in found)


def test_a_variant_that_takes_too_long_is_named():
    variants = every(loaded_varied())
    runs = references(variants, 5)
    judged = {(run.name, run.turn): judgement(1900 if run.variant == 1 else 3) for run in runs}
    whole = _Gate(variants[0], variants, (), (), (), PLAIN, None)
    (found,) = _budget(whole, "python-flask", runs, judged)
    assert found.message.startswith("with variant 1 (")
    assert found.message.endswith("test_size took 1.9 s of the 2 s allowed; a reference may take half of it")


def judgement(milliseconds):
    test = JudgedTest("test_size", "", "manners", False, "passed", 1, 1, milliseconds)
    return Judgement(Verdict.PASSED, 1, 1, (test,))


def test_a_leak_in_one_variant_is_named():
    files = varied()
    hidden = files["tests/test_echo.py"].replace(
        '    """Right with size."""\n', '    """Right with size."""\n    assert "Cheers"\n'
    )
    (found,) = [str(one) for one in leaks_of(files | {"tests/test_echo.py": hidden})]
    assert "with variant 2 (" in found
    assert '"Cheers" of a hidden test also stands in' in found


def test_the_name_of_a_value_tells_nothing():
    files = varied()
    hidden = files["tests/test_echo.py"].replace("Mind your manners.", "Mind the limit.")
    assert leaks_of(files | {"tests/test_echo.py": hidden}) == []


def test_a_value_that_only_tests_read_is_looked_for_in_its_variant():
    """The limit stands in the editorial and the suite, and in no text that is read before."""
    odd = [own | {"limit": 7031 + number} for number, own in enumerate(VALUES)]
    files = varied() | {"statement.md": "Say {{ word }}, no more than 7,032 times.\n"}
    (found,) = [str(one) for one in leaks_of(files, odd)]
    assert found.startswith('variants.py:8: with variant 1 (word = "Ahoy", limit = 7032')
    assert '"7032" of a hidden test also stands in statement.md' in found
    told = files["problem.toml"] + '\n[gate]\ntold = ["7032"]\n'
    assert leaks_of(files | {"problem.toml": told}, odd) == []
    assert leaks_of(files | {"statement.md": "Say {{ word }}, {{ limit }} times, or 7,032.\n"}, odd) == []


def test_what_is_told_in_one_variant_is_told():
    files = varied()
    hidden = files["tests/test_echo.py"].replace(
        '    """Right with size."""\n', '    """Right with size."""\n    assert "Cheers"\n'
    )
    told = files["problem.toml"] + '\n[gate]\ntold = ["Cheers"]\n'
    found = leaks_of(files | {"tests/test_echo.py": hidden, "problem.toml": told})
    assert found == []
    unused = files["problem.toml"] + '\n[gate]\ntold = ["Nobody"]\n'
    assert [one.message for one in leaks_of(files | {"problem.toml": unused})] == [
        'gate.told: "Nobody" is in no hidden test that candidates could know it from'
    ]


def leaks_of(files, values=VALUES):
    """In all variants, with a reference that needs none of the values."""
    loaded = load(files | {"solution/python-flask/app.py": "# right\n"}).with_variants(values)
    return leaks(loaded, every(loaded))


def test_a_value_that_is_written_out_is_a_note():
    report = gate(varied() | {"statement.md": "Say {{ word }}, that is Hello.\n"})
    assert report.is_passed
    assert 'statement.md: "Hello" is what "word" is in variant 0: is {{ word }} meant?' in map(str, report.notes)


def test_without_values_there_is_nothing_to_run():
    engine = varied_engine()
    engine.variants = [VALUES[0]] * 3
    report = gate(engine=engine)
    assert [str(one) for one in report.findings] == ["variants.py: generate gives the same values for every seed"]
    assert report.variants == ()
    assert [box.spec.role for box in engine.boxes] == ["tester", "tester"]


def test_a_cancelled_gate_has_no_report():
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        gate(cancelled=cancelled)


def test_runs_are_remembered_by_variant(tmp_path):
    engine = varied_engine()
    gate(engine=engine, cache_dir=tmp_path)
    before = len(jobs_of(engine))
    changed = varied() | {"variants.py": SOURCE.replace('"Cheers"', '"Cheerio"')}
    engine.variants = (*VALUES[:2], VALUES[2] | {"word": "Cheerio"})
    report = gate(changed, engine, cache_dir=tmp_path)
    assert report.variants[2]["word"] == "Cheerio"
    # Of the reference the turn of variant 2; of the starter and of those wrong solutions that meet it one run each.
    assert 0 < len(jobs_of(engine)) - before < before


def test_an_unchanged_problem_is_not_asked_again(tmp_path):
    gate(cache_dir=tmp_path)
    engine = varied_engine()
    report = gate(engine=engine, cache_dir=tmp_path)
    assert report.is_cached
    assert report.variants == VALUES
    assert engine.boxes == []


def test_progress_names_the_variant():
    lines = []
    gate(progress=lambda _done, _total, line: lines.append(line))
    assert "echo: solution/python-flask, variant 1: passed" in lines
    assert "echo: wrong/no-0, variant 1: failed" in lines


def test_mutants_and_assertions_meet_the_first_variant():
    engine = varied_engine()
    asserting = varied()["tests/test_echo.py"].replace(
        '    """Right with size."""\n', '    """Right with size."""\n    assert app.get("/").status\n'
    )
    files = varied() | {
        "solution/python-flask/app.py": "# right with {{ word }}\nanswer = 40\n",
        "tests/test_echo.py": asserting,
    }
    report = gate(files, engine, options=GateOptions(mutants=2, assertions=True))
    assert [one.change for one in report.mutants] == ["`40` became `41`"]
    assert [(one.text, one.is_needed) for one in report.assertions] == [("assert app.get('/').status", False)]
    assert jobs_of(engine)[-1]["variant"]["limit"] == 30

"""The publish gate, in an engine whose boxes end as the answers say."""

import itertools
import json
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from judge.gate import check as gate
from judge.gate.options import FIRST_SLOT, SLOTS, GateOptions
from judge.gate.report import GateReport
from judge.gate.runs import Cancelled
from sandbox.errors import EngineUnavailable, ImageMissing
from sandbox.fake import FakeEngine
from sandbox.scripts import After, Print, header, judging, line
from tests.judge.catalogue.folders import HIDDEN, SAMPLES, a_problem, load, obedient_engine, suite, without


def check(files: Mapping[str, str], engine: FakeEngine | None = None, **options: object) -> GateReport:
    engine = engine or obedient_engine()
    report = gate.check(engine, load(files), instance="tests", **options)
    assert not engine.left
    return report


def findings(files: Mapping[str, str], engine: FakeEngine | None = None) -> list[str]:
    return [str(finding) for finding in check(files, engine).findings]


def test_it_passes_a_problem_whose_suite_tells_right_from_wrong():
    report = check(a_problem())
    assert report.is_passed
    assert not report.is_cached
    assert report.matrix["no-1"] == dict.fromkeys((*SAMPLES, *HIDDEN), "passed") | {"test_twice": "failed"}
    assert list(report.matrix) == ["no-0", "no-1", "no-2", "no-3", "no-4"]
    assert set(report.milliseconds) == {
        "solution/python-flask",
        "starter/python-flask",
        *(f"wrong/no-{number}" for number in range(5)),
    }


def test_it_is_all_json():
    data = json.loads(json.dumps(check(a_problem()).to_json()))
    assert data["is_passed"] is True
    assert data["matrix"]["no-0"]["test_size"] == "failed"
    assert set(data["images"]) == {"tester", "python-flask"}


def test_it_refuses_a_reference_that_does_not_pass():
    files = a_problem() | {"solution/python-flask/app.py": "test_size=bad_response\n"}
    assert findings(files)[0] == (
        "solution/python-flask: does not pass: bad_response; test_size (bad_response): test_size did not pass"
    )


def test_it_shows_what_a_reference_printed_that_does_not_start():
    found = findings(a_problem(), FakeEngine.exiting(1, log=b"NameError: flask\n"))
    assert found[0].startswith("solution/python-flask: does not pass: did_not_start; the submission's box ended with 1")
    assert found[0].endswith("NameError: flask")


def test_it_tells_a_long_message_in_a_line():
    engine = obedient_engine()
    engine._scripts["tester"] = judging_with_message("one\n  two\n" + "x" * 1000)
    found = findings(a_problem(), engine)
    assert "test_greets (failed): one two xxx" in found[0]
    assert all(len(entry) < 1500 and "\n" not in entry for entry in found)


def judging_with_message(message: str):
    """A tester in which every test fails with this message."""

    def script(sent):
        ids = sent.job["tests"]
        yield header(sent)
        yield After("submission")
        yield line(type="ready", ms=1)
        for test_id in ids:
            yield line(type="started", id=test_id)
            facts = {"outcome": "failed", "ms": 1, "message": message, "exchanges": [], "comparison": None}
            facts |= {"noticed": []} if sent.job["is_audited"] else {}
            yield line(type="test", id=test_id, **facts)
        yield line(type="final", counts={"failed": len(ids)}, ms=1)

    return script


def test_it_puts_a_query_through_its_gate_with_the_databases_image():
    text = a_problem()["problem.toml"].replace('"service"', '"query"').replace("python-flask", "postgresql")
    files = {path.replace("python-flask", "postgresql"): body for path, body in a_problem().items()}
    report = check(files | {"problem.toml": text.replace("\n[files]", 'services = ["postgres"]\n[files]')})
    assert report.is_passed
    assert set(report.images) == {"tester", "postgres"}


def test_it_refuses_a_suite_that_depends_on_luck():
    turns = itertools.count()
    seeds = []

    def results(sent):
        seeds.append(sent.job["seed"])
        return {"test_order": "failed"} if next(turns) == 0 else {}

    engine = FakeEngine.judging()
    engine._scripts["tester"] = judging(results, None)
    found = findings(a_problem(), engine)
    assert found[0].startswith("solution/python-flask: 1 of 5 runs disagree with the others on test_order: neither")


def test_it_draws_other_seeds_every_time():
    seeds = []

    def results(sent):
        seeds.append(sent.job["seed"])
        return {}

    for _ in range(2):
        engine = FakeEngine.judging()
        engine._scripts["tester"] = judging(results, None)
        check(a_problem(), engine)
    assert len(set(seeds)) == len(seeds) == 22


def late(name: str, answer: bytes, times: int, outcome: str = "too_slow") -> FakeEngine:
    """An engine in which a test comes late in the first runs of one answer, and is right afterwards."""
    engine = obedient_engine()
    judged_so_far = itertools.count()

    def results(sent):
        files = engine.files(sent)
        found = dict(entry.split("=") for entry in files["app.py"].decode().splitlines() if "=" in entry)
        if files["app.py"] == answer and next(judged_so_far) < times:
            found[name] = outcome
        return found

    engine._scripts["tester"] = judging(results, None)
    return engine


@pytest.mark.parametrize("answer", [b"# right\n", b"test_twice=failed\n"])
def test_it_gives_a_second_chance_alone_to_what_came_late_on_a_busy_machine(answer: bytes):
    said = []
    report = check(a_problem(), late("test_order", answer, 1), say=said.append)
    assert report.is_passed
    assert sum("came late, once more and alone" in entry for entry in said) == 1


def test_it_gives_no_third_chance():
    found = findings(a_problem(), late("test_order", b"test_twice=failed\n", 2))
    assert found == [
        "wrong/no-1/expect.toml:1: fails test_order (too_slow), which it does not name: test_order did not pass"
    ]


@pytest.mark.parametrize("outcome", ["failed", "bad_response", "no_answer"])
def test_it_gives_no_second_chance_to_what_is_wrong_and_not_late(outcome: str):
    assert findings(a_problem(), late("test_order", b"test_twice=failed\n", 1, outcome))


def test_it_gives_no_second_chance_to_what_is_late_on_purpose():
    said = []
    files = a_problem() | {"wrong/no-1/app.py": "test_twice=too_slow\n"}
    assert check(files, say=said.append).is_passed
    assert len(said) == 11


def test_it_refuses_a_starter_that_leaves_nothing_to_do():
    files = a_problem() | {"starter/python-flask/app.py": "# done already\n"}
    assert findings(files) == ["starter/python-flask: passes: there is nothing left to do"]


def test_it_lets_a_starter_fail_in_any_way():
    assert not findings(a_problem() | {"starter/python-flask/app.py": "test_greets=too_slow\n"})


@pytest.mark.parametrize(
    ("answer", "expect", "found"),
    [
        ("# right after all\n", 'fails = ["test_twice"]', ["wrong/no-1/expect.toml:1: passes every test"]),
        (
            "test_twice=failed\ntest_greets=too_slow\n",
            'fails = ["test_twice"]',
            [
                (
                    "wrong/no-1/expect.toml:1: fails test_greets (too_slow), which it does not name:"
                    " test_greets did not pass"
                )
            ],
        ),
        (
            "test_twice=failed\n",
            'why = "x"\nfails = ["test_twice", "test_greets"]',
            ["wrong/no-1/expect.toml:2: passes test_greets, which it should fail"],
        ),
        (
            "test_twice=too_slow\n",
            'verdict = "failed"\n',
            ['wrong/no-1/expect.toml:1: ends as "time_limit", not as "failed"'],
        ),
        ("test_twice=too_slow\n", 'verdict = "time_limit"\n', []),
        ("test_twice=too_slow\n", 'verdict = "time_limit"\nfails = ["test_twice"]\n', []),
        (
            "# right\n\n",
            'verdict = "crashed"\n',
            [
                'wrong/no-1/expect.toml:1: ends as "passed", not as "crashed"',
                "wrong/no-1/expect.toml:1: passes every test",
            ],
        ),
    ],
)
def test_it_wants_a_wrong_solution_to_fail_exactly_what_it_names(answer: str, expect: str, found: list[str]):
    files = a_problem() | {"wrong/no-1/app.py": answer, "wrong/no-1/expect.toml": expect}
    assert [entry for entry in findings(files) if entry.startswith("wrong/no-1")] == found


def test_it_wants_every_hidden_test_failed_by_a_wrong_solution():
    files = a_problem() | {
        "wrong/no-2/app.py": "test_twice=failed\n",
        "wrong/no-2/expect.toml": 'fails = ["test_twice"]',
    }
    number = suite().splitlines().index("def test_errors(app, rng):") + 1
    assert findings(files) == [
        f"tests/test_echo.py:{number}: no wrong solution fails test_errors: what is it there for?",
    ]


def test_it_does_not_count_a_test_that_did_not_run_as_failed():
    files = without(a_problem(), "wrong/no-2/")
    files |= {"wrong/no-5/app.py": "exits", "wrong/no-5/expect.toml": 'verdict = "did_not_start"\n'}
    engine = obedient_engine()
    starting, judged = engine._scripts["submission"], engine._scripts["tester"]
    ending = FakeEngine.exiting(1)._scripts["submission"]

    def tester(sent):
        steps = judged(sent)
        yield next(steps)  # the header
        yield After("submission")
        if engine.files(sent)["app.py"] != b"exits":
            yield from steps

    engine._scripts["tester"] = tester
    engine._scripts["submission"] = lambda sent: (ending if sent.files["app.py"] == b"exits" else starting)(sent)
    report = check(files, engine)
    assert set(report.matrix["no-5"].values()) == {"not_run"}
    assert [finding.message for finding in report.findings] == [
        "no wrong solution fails test_errors: what is it there for?"
    ]


def test_it_wants_enough_tests_and_wrong_solutions():
    files = without(a_problem(), "wrong/no-4")
    found = findings(files)
    assert "wrong: there are 4 wrong solutions; at least 5 are needed" in found
    few = suite().split('@pytest.mark.criterion("manners")')
    short = '@pytest.mark.criterion("manners")'.join(few[:-1])
    files = without(a_problem(), "wrong/") | {"tests/test_echo.py": short}
    assert "tests: there are 9 tests; a problem has 10 to 20" in findings(files)


def test_it_reports_a_fault_of_ours_as_such_and_not_as_a_failed_answer():
    engine = FakeEngine.judging()
    engine._scripts["tester"] = lambda _sent: iter([line(type="problem", reason="no such fixture: ap")])
    found = findings(a_problem(), engine)
    assert found[0].startswith("solution/python-flask: does not pass: judge_error; the tester was lost")
    assert "no such fixture" in found[0]
    assert any(entry.startswith("starter/python-flask: judge_error") for entry in found)
    assert any(entry.startswith("wrong/no-0/expect.toml:1: judge_error") for entry in found)


@pytest.mark.parametrize("error", [EngineUnavailable("gone"), ImageMissing("not built")])
def test_it_gives_up_when_the_engine_fails(error: Exception):
    engine = obedient_engine()
    engine.faults["create", "submission"] = error
    with pytest.raises(type(error)):
        check(a_problem(), engine)


def test_it_judges_two_at_a_time_with_user_ids_of_their_own():
    engine = obedient_engine()
    check(a_problem(), engine)
    assert {box.spec.slot for box in engine.boxes} <= {FIRST_SLOT, FIRST_SLOT + 1}
    assert SLOTS == 2


def test_it_judges_as_many_at_a_time_as_it_is_told_and_in_slots_of_its_own():
    engine = obedient_engine()
    check(a_problem(), engine, options=GateOptions(slots=1, first_slot=950))
    assert {box.spec.slot for box in engine.boxes} == {950}


def test_it_tells_how_far_it_is():
    said, steps = [], []
    check(a_problem(), say=said.append, progress=lambda *step: steps.append(step))
    assert sorted(said)[3:6] == [
        "echo: solution/python-flask again: passed",
        "echo: solution/python-flask: passed",
        "echo: starter/python-flask: failed",
    ]
    assert [step[:2] for step in steps] == [(done, 11) for done in range(1, 12)]
    assert [step[2] for step in steps] == said


def test_it_counts_what_runs_once_more():
    steps = []
    check(a_problem(), late("test_order", b"# right\n", 1), progress=lambda *step: steps.append(step))
    assert steps[-1][:2] == (12, 12)


def test_it_stops_when_it_is_not_wanted_any_more(tmp_path: Path):
    cancelled = threading.Event()
    engine = obedient_engine()

    def progress(done, _total, _line):
        if done == 3:
            cancelled.set()

    with pytest.raises(Cancelled):
        check(
            a_problem(),
            engine,
            cache_dir=tmp_path,
            options=GateOptions(slots=1),
            progress=progress,
            cancelled=cancelled,
        )
    assert not engine.left
    assert len(list((tmp_path / "runs").iterdir())) == 3


def test_it_remembers_a_pass(tmp_path: Path):
    assert check(a_problem(), cache_dir=tmp_path / "gates").is_passed
    engine = obedient_engine()
    said = []
    again = check(a_problem(), engine, cache_dir=tmp_path / "gates", say=said.append)
    assert again.is_passed
    assert again.is_cached
    assert again.matrix["no-1"]["test_twice"] == "failed"
    assert not engine.boxes
    assert said == ["echo: unchanged since it passed"]


def test_it_runs_again_when_asked_to(tmp_path: Path):
    check(a_problem(), cache_dir=tmp_path)
    engine = obedient_engine()
    assert not check(a_problem(), engine, cache_dir=tmp_path, is_fresh=True).is_cached
    assert engine.boxes


def test_it_runs_again_what_an_image_changed(tmp_path: Path):
    check(a_problem(), cache_dir=tmp_path)
    engine = obedient_engine()
    engine.image_id = lambda name: f"sha256:new-{name}"
    assert not check(a_problem(), engine, cache_dir=tmp_path).is_cached
    assert engine.boxes


def runs_after(tmp_path: Path, **changes: str) -> list[str]:
    """What a gate runs for a changed problem that passed before it was changed."""
    check(a_problem(), cache_dir=tmp_path)
    said = []
    changed = a_problem() | {name.replace("__", "/").replace("_", "."): text for name, text in changes.items()}
    assert check(changed, cache_dir=tmp_path, say=said.append).is_passed
    return sorted(line.split(": ")[1] for line in said if not line.endswith("as before"))


def test_it_runs_nothing_again_for_words_that_no_run_has(tmp_path: Path):
    assert runs_after(tmp_path, statement_md="Say it twice.\n", editorial_md="Listen.\n") == []


def test_it_runs_again_only_the_wrong_solution_that_changed(tmp_path: Path):
    files = a_problem()
    check(files, cache_dir=tmp_path)
    said = []
    files |= {"wrong/no-1/app.py": files["wrong/no-1/app.py"] + "# otherwise\n"}
    assert check(files, cache_dir=tmp_path, say=said.append).is_passed
    assert [line for line in said if not line.endswith("as before")] == ["echo: wrong/no-1: failed"]


@pytest.mark.parametrize(
    "changed",
    [
        {"tests/data.txt": "x"},
        {"starter/python-flask/words.py": "WORDS = [1]\n"},
        {"problem.toml": a_problem()["problem.toml"].replace("test_seconds = 2", "test_seconds = 3")},
    ],
)
def test_it_runs_all_again_when_what_all_depend_on_has_changed(tmp_path: Path, changed: Mapping[str, str]):
    check(a_problem(), cache_dir=tmp_path)
    said = []
    check(a_problem() | changed, cache_dir=tmp_path, say=said.append)
    assert len(said) == 11
    assert not any(line.endswith("as before") for line in said)


def test_it_always_runs_again_what_was_not_as_meant(tmp_path: Path):
    files = a_problem() | {"starter/python-flask/app.py": "# done\n", "wrong/no-1/app.py": "# right\n\n"}
    check(files, cache_dir=tmp_path)
    said = []
    assert not check(files, cache_dir=tmp_path, say=said.append).is_passed
    assert sorted(line for line in said if not line.endswith("as before")) == ["echo: wrong/no-1: passed"]


def test_it_never_remembers_a_problem_with_findings(tmp_path: Path):
    files = a_problem() | {"starter/python-flask/app.py": "# done\n"}
    check(files, cache_dir=tmp_path)
    assert not check(files, cache_dir=tmp_path).is_cached
    assert not list(tmp_path.glob("*.json"))


def test_it_names_tests_that_always_fail_together():
    number = suite().splitlines().index("def test_size(app, rng):") + 1
    (note,) = check(a_problem()).notes
    assert (note.file, note.line) == ("tests/test_echo.py", number)
    assert note.message.startswith("test_size always fails together with test_order, test_unicode, test_empty: add")


def test_it_tells_how_strong_the_suite_is():
    assert check(a_problem()).strength.formula == (
        "100 x (hidden tests told apart 4/8 + hidden tests found alone 4/8) / 2 = 50;"
        " not measured: assertions needed, mutants noticed"
    )


def test_it_reports_all_that_a_page_shows():
    report = check(a_problem())
    assert [test.id for test in report.tests] == [*SAMPLES, *HIDDEN]
    assert report.wrong[1].fails == ("test_twice",)
    assert report.repeats == 5
    assert GateReport.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_it_refuses_a_starter_with_which_nobody_can_begin():
    engine = obedient_engine()
    starting = engine._scripts["submission"]
    ending = FakeEngine.exiting(1, log=b"SyntaxError\n")._scripts["submission"]
    engine._scripts["submission"] = lambda sent: (ending if b"greets" in sent.files["app.py"] else starting)(sent)
    found = findings(a_problem(), engine)
    assert found[0].startswith("starter/python-flask: does not run, so that nobody can begin with it: did_not_start")
    assert found[0].endswith("SyntaxError")


def test_it_refuses_a_suite_that_was_seen_to_read_the_clock():
    noticed = [{"file": "test_echo.py", "line": 7, "what": "reads the clock (time.time)"}]
    engine = obedient_engine()
    honest = engine._scripts["tester"]

    def script(sent):
        for step in honest(sent):
            yield (
                type(step)(step.data.replace(b'"noticed": []', b'"noticed": ' + json.dumps(noticed).encode()))
                if (isinstance(step, Print))
                else step
            )

    engine._scripts["tester"] = script
    (found,) = findings(a_problem(), engine)
    assert found.startswith(
        "tests/test_echo.py:7: reads the clock (time.time) (test_empty, test_errors, test_greets and 7 more)"
    )


def test_it_refuses_what_candidates_can_read_of_a_hidden_test():
    source = suite().replace('    """Right with size."""\n', '    """Right with size."""\n    assert "Zanzibar"\n')
    found = findings(a_problem() | {"tests/test_echo.py": source, "statement.md": "Think of Zanzibar.\n"})
    assert len(found) == 1
    assert '"Zanzibar" of a hidden test also stands in statement.md' in found[0]

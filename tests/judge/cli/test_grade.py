"""`judge grade`."""

import json
from pathlib import Path

import pytest

from judge.cli import grade as grade_verb
from judge.errors import Invalid
from sandbox.errors import EngineUnavailable, ImageMissing
from sandbox.fake import FakeEngine
from sandbox.scripts import line
from tests.judge.catalogue.folders import HIDDEN, PROBLEM, SAMPLES, a_problem, load, write
from tests.judge.cli.conftest import Run


def graded(judge: Run, problem: Path, answer: Path, *words: object) -> dict[str, object]:
    result = judge("grade", problem, "--files", answer, "--json", *words)
    assert result.exit_code == 0, result.output
    assert not result.stderr  # nobody watches
    return json.loads(result.stdout)


def test_it_gives_the_judgement_as_json(judge: Run, problem: Path, answer: Path):
    data = graded(judge, problem, answer, "--seed", 5)
    assert (data["verdict"], data["score"], data["max_score"]) == ("passed", 18, 18)
    assert (data["problem"], data["stack"], data["seed"]) == ("echo", "python-flask", 5)
    assert data["criteria"] == [
        {"id": "voice", "title": "The voice", "earned": 2, "possible": 2},
        {"id": "manners", "title": "Manners", "earned": 16, "possible": 16},
    ]
    assert set(data["phases"]) == {"preparing", "starting", "running"}
    assert set(data["images"]) == {"tester", "submission"}
    assert data["content_hash"] == load(a_problem()).bundle.content_hash


def test_it_gives_every_test_with_all_that_is_known(judge: Run, problem: Path, answer: Path):
    write(answer, {"app.py": "test_size=failed\n"})
    tests = {test["id"]: test for test in graded(judge, problem, answer)["tests"]}
    assert list(tests) == [*SAMPLES, *HIDDEN]
    assert tests["test_size"] == {
        "id": "test_size",
        "title": "Right with size.",
        "criterion": "manners",
        "kind": "hidden",
        "outcome": "failed",
        "points": 0,
        "possible": 2,
        "milliseconds": 3,
        "message": "test_size did not pass",
    }
    assert tests["test_greets"]["kind"] == "sample"


def test_it_ends_well_whatever_the_verdict_is(judge: Run, problem: Path, answer: Path):
    write(answer, {"app.py": "test_size=too_slow\n"})
    assert graded(judge, problem, answer)["verdict"] == "time_limit"


def test_it_judges_samples_alone(judge: Run, problem: Path, answer: Path):
    data = graded(judge, problem, answer, "--samples")
    assert [test["id"] for test in data["tests"]] == list(SAMPLES)
    assert data["max_score"] == 2


def test_it_draws_a_seed_and_says_which(judge: Run, engine: FakeEngine, problem: Path, answer: Path):
    first, second = (graded(judge, problem, answer)["seed"] for _ in range(2))
    assert first != second
    assert engine.boxes[0].sent.job["seed"] == first


def test_it_tells_people_in_tables(judge: Run, problem: Path, answer: Path):
    write(answer, {"app.py": "test_size=failed\n"})
    text = judge("grade", problem, "--files", answer).stdout
    assert "Failed: 16 of 18 points" in text
    assert "The voice" in text
    assert "Right with size." in text
    assert "test_size: test_size did not pass" in text


def test_it_shows_what_an_answer_printed_without_letting_it_touch_the_terminal(
    judge: Run, engine: FakeEngine, problem: Path, answer: Path
):
    quiet = FakeEngine.exiting(1, log=b"\x1b[2J[bold]gone\x07")
    engine._scripts = quiet._scripts
    text = judge("grade", problem, "--files", answer).stdout
    assert "Did not start: 0 of 18 points" in text
    assert "[U+001B][2J[bold]gone[U+0007]" in text
    assert "\x1b" not in text


def test_it_ends_with_3_when_there_is_no_verdict(judge: Run, engine: FakeEngine, problem: Path, answer: Path):
    engine._scripts["tester"] = lambda _sent: iter([line(type="problem", reason="broken suite")])
    result = judge("grade", problem, "--files", answer, "--json")
    assert result.exit_code == 3
    data = json.loads(result.stdout)
    assert (data["verdict"], data["score"]) == ("judge_error", None)
    assert "broken suite" in data["reason"]
    told = judge("grade", problem, "--files", answer)
    assert told.exit_code == 3
    assert "Judge error" in told.stdout
    assert "broken suite" in told.stdout


@pytest.mark.parametrize("error", [EngineUnavailable("no engine here"), ImageMissing("run judge images")])
def test_it_ends_with_3_when_the_engine_fails(
    judge: Run, engine: FakeEngine, problem: Path, answer: Path, error: Exception
):
    engine.faults["create", "tester"] = error
    result = judge("grade", problem, "--files", answer, "--json")
    assert (result.exit_code, result.stdout, result.stderr) == (3, "", f"judge: {error}\n")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "app.py: app.py is missing"),
        ({"app.py": "", "other.py": ""}, "other.py: other.py is not a file that you can change here"),
        ({"app.py": "", "words.py": "# changed"}, "words.py: words.py is not a file that you can change here"),
        ({"app.py": "", "a b.py": ""}, "--files: a b.py: has a name"),
    ],
)
def test_it_names_the_file_that_does_not_belong(
    judge: Run, engine: FakeEngine, problem: Path, files: dict[str, str], words: str
):
    folder = write(problem.parent / "other", files)
    folder.mkdir(exist_ok=True)
    result = judge("grade", problem, "--files", folder)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"judge: {words}")
    assert not engine.boxes


def test_it_takes_readonly_files_that_are_as_they_were(judge: Run, problem: Path, answer: Path):
    write(answer, {"words.py": a_problem()["starter/python-flask/words.py"]})
    assert graded(judge, problem, answer)["verdict"] == "passed"


def test_it_refuses_what_is_no_text_or_no_folder(judge: Run, problem: Path, answer: Path):
    (answer / "app.py").write_bytes(b"\xff\xfe")
    assert judge("grade", problem, "--files", answer).stderr == "judge: app.py: is not UTF-8 text\n"
    missing = judge("grade", problem, "--files", answer / "nothing")
    assert missing.exit_code == 2
    assert "there is no folder" in missing.stderr


def test_it_names_what_is_wrong_with_the_problem(judge: Run, problem: Path, answer: Path):
    (problem / "statement.md").unlink()
    result = judge("grade", problem, "--files", answer)
    assert (result.exit_code, result.stderr) == (2, "judge: statement.md: is missing\n")


def test_it_wants_to_know_the_stack_where_there_are_several():
    files = a_problem()
    assert grade_verb.choose_stack(load(files), "") == "python-flask"
    with pytest.raises(Invalid, match='does not offer "go"'):
        grade_verb.choose_stack(load(files), "go")
    both = files | {
        "problem.toml": PROBLEM.replace('stacks = ["python-flask"]', 'stacks = ["python-flask", "postgresql"]'),
        "starter/postgresql/app.py": "x",
        "solution/postgresql/app.py": "y",
    }
    with pytest.raises(Invalid, match="say which"):
        grade_verb.choose_stack(load(both), "")
    assert grade_verb.choose_stack(load(both), "postgresql") == "postgresql"


def test_it_counts_the_tests_of_the_attempt_that_it_shows():
    said = []
    listen = grade_verb.told(said.append, load(a_problem()), is_sample_run=True)
    for kind, data in [
        ("phase", {"phase": "running"}),
        ("test", {"id": "a"}),
        ("phase", {"phase": "preparing"}),  # again from the beginning
        ("test", {"id": "a"}),
        ("test", {"id": "b"}),
    ]:
        listen(kind, data)
    assert said == ["running", "running 1/2", "preparing", "running 1/2", "running 2/2"]


def test_it_leaves_no_box_behind(judge: Run, engine: FakeEngine, problem: Path, answer: Path):
    graded(judge, problem, answer)
    assert engine.boxes
    assert not engine.left

"""`judge problem check`, `list` and `publish`."""

import json
from pathlib import Path

import pytest

from judge.settings import Settings
from judge.storage.engine import make_engine, session_scope
from judge.storage.problems import current_version
from sandbox.errors import EngineUnavailable
from sandbox.fake import FakeEngine
from tests.judge.catalogue.folders import HIDDEN, SLUG, a_problem, load, write
from tests.judge.cli.conftest import Run


@pytest.fixture
def database(judge: Run) -> None:
    assert judge("db", "upgrade").exit_code == 0


def published_hash() -> str | None:
    engine = make_engine(Settings.from_env().database)
    with session_scope(engine) as session:
        version = current_version(session, SLUG)
        found = version.content_hash if version else None
    engine.dispose()
    return found


def test_it_checks_a_problem_and_shows_which_test_fails_what(judge: Run, problem: Path):
    result = judge("problem", "check", problem)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    row = next(line for line in lines if line.startswith("test_twice"))
    assert row.split() == ["test_twice", "hidden", "·", "F", "·", "·", "·"]
    assert "1 no-0, 2 no-1, 3 no-2, 4 no-3, 5 no-4" in lines
    assert "echo passes its gate." in lines


def test_it_ends_with_1_and_a_table_of_what_is_wrong(judge: Run, problem: Path):
    write(problem, {"starter/python-flask/app.py": "# done\n", "wrong/no-1/app.py": "# right too\n"})
    result = judge("problem", "check", problem)
    assert result.exit_code == 1
    assert "3 findings" in result.stdout
    assert "passes its gate" not in result.stdout
    rows = [line.split(maxsplit=1) for line in result.stdout.splitlines()]
    assert ["starter/python-flask", "passes: there is nothing left to do"] in [[w.strip() for w in row] for row in rows]
    assert any(row[0] == "wrong/no-1/expect.toml:1" for row in rows if row)


def test_it_finds_what_is_wrong_with_the_folder_without_an_engine(judge: Run, engine: FakeEngine, problem: Path):
    engine.faults["create", "tester"] = EngineUnavailable("none")
    write(problem, {"tests/test_more.py": "def test_more(app): ...\n"})
    result = judge("problem", "check", problem)
    assert result.exit_code == 1
    assert "tests/test_more.py:1" in result.stdout
    assert not engine.boxes
    data = json.loads(judge("problem", "check", problem, "--json").stdout)
    assert data["is_passed"] is False
    assert {finding["file"] for finding in data["findings"]} == {"tests/test_more.py"}


def test_it_checks_as_json(judge: Run, problem: Path):
    data = json.loads(judge("problem", "check", problem, "--json").stdout)
    assert data["is_passed"] is True
    assert data["matrix"]["no-4"][HIDDEN[-1]] == "failed"
    write(problem, {"starter/python-flask/app.py": "# done\n"})
    result = judge("problem", "check", problem, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["findings"][0]["file"] == "starter/python-flask"


def test_it_checks_only_what_has_changed(judge: Run, engine: FakeEngine, problem: Path):
    judge("problem", "check", problem)
    boxes = len(engine.boxes)
    again = judge("problem", "check", problem)
    assert len(engine.boxes) == boxes
    assert "echo passes its gate, unchanged since it did." in again.stdout
    write(problem, {"statement.md": "Say it once more.\n"})
    assert "echo passes its gate." in judge("problem", "check", problem).stdout
    assert len(engine.boxes) == boxes
    judge("problem", "check", problem, "--fresh", "--slots", 1)
    assert len(engine.boxes) == 2 * boxes


def test_it_tells_every_step_in_a_log(judge: Run, problem: Path):
    steps = judge("problem", "check", problem).stderr.splitlines()
    assert len(steps) == 11
    assert steps[0].startswith("[1/11] echo: ")
    assert steps[-1].startswith("[11/11] echo: ")


def test_it_tells_notes_and_strength_without_failing(judge: Run, problem: Path):
    result = judge("problem", "check", problem)
    assert result.exit_code == 0
    assert "1 note\n" in result.stdout
    assert "test_size always fails together with test_order" in result.stdout
    assert "Strength 50 of 100: 100 x (hidden tests told apart 4/8 + " in result.stdout


def test_it_measures_more_when_it_is_asked_to(judge: Run, problem: Path):
    write(problem, {"solution/python-flask/app.py": "LONGEST = 40\n"})
    result = judge("problem", "check", problem, "--mutants", "--most", 3, "--assertions", "--json")
    data = json.loads(result.stdout)
    assert [one["change"] for one in data["mutants"]] == ["`40` became `41`"]
    assert data["assertions"] == []
    assert data["notes"][-1]["message"] == "`40` became `41`: no test noticed"
    assert json.loads(judge("problem", "check", problem, "--json").stdout)["mutants"] is None


def test_it_says_that_there_is_no_such_folder(judge: Run, place: Path):
    result = judge("problem", "check", place / "nothing")
    assert result.exit_code == 2
    assert "there is no folder" in result.stderr


@pytest.mark.usefixtures("database")
def test_it_publishes_what_passes(judge: Run, problem: Path):
    result = judge("problem", "publish", problem)
    assert result.exit_code == 0
    assert "published" in result.stdout
    assert published_hash() == load(a_problem()).bundle.content_hash


@pytest.mark.usefixtures("database")
def test_it_publishes_nothing_that_does_not_pass(judge: Run, problem: Path):
    write(problem, {"starter/python-flask/app.py": "# done\n"})
    result = judge("problem", "publish", problem)
    assert result.exit_code == 1
    assert "refused" in result.stdout
    assert "echo: 1 finding" in result.stdout
    assert published_hash() is None


@pytest.mark.usefixtures("database")
def test_it_publishes_all_and_names_those_that_it_refuses(judge: Run, problem: Path, place: Path):
    write(place / "problems_dir" / "mute", a_problem() | {"statement.md": " "})
    result = judge("problem", "publish", "--all", "--json")
    assert result.exit_code == 1
    states = {entry["slug"]: entry["state"] for entry in json.loads(result.stdout)}
    assert states == {"echo": "published", "mute": "refused"}
    assert published_hash()


@pytest.mark.usefixtures("database")
def test_it_does_not_run_an_unchanged_problem_again(judge: Run, engine: FakeEngine, problem: Path):
    judge("problem", "check", problem)
    boxes = len(engine.boxes)
    assert judge("problem", "publish", problem).exit_code == 0
    assert judge("problem", "publish", "--all").exit_code == 0
    assert len(engine.boxes) == boxes


@pytest.mark.usefixtures("database")
def test_it_wants_folders_or_all(judge: Run, problem: Path):
    assert judge("problem", "publish").exit_code == 2
    assert judge("problem", "publish", problem, "--all").exit_code == 2


def test_it_wants_a_database_before_it_works_for_a_minute(judge: Run, engine: FakeEngine, problem: Path):
    result = judge("problem", "publish", problem)
    assert result.exit_code == 2
    assert "run `judge db upgrade`" in result.stderr
    assert not engine.boxes


@pytest.mark.usefixtures("database")
def test_it_lists_what_is_published_and_what_is_on_disk(judge: Run, problem: Path, place: Path):
    entries = json.loads(judge("problem", "list", "--json").stdout)
    assert [(entry["slug"], entry["state"]) for entry in entries] == [("echo", "not published")]
    assert (entries[0]["title"], entries[0]["tests"], entries[0]["max_score"]) == ("Echo", 10, 18)

    judge("problem", "publish", problem)
    entry = json.loads(judge("problem", "list", "--json").stdout)[0]
    assert entry["state"] == "published"
    assert entry["content_hash"] == load(a_problem()).bundle.content_hash
    assert entry["published_at"]

    write(problem, {"statement.md": "Say it twice.\n"})
    write(place / "problems_dir" / "mute", a_problem() | {"statement.md": " "})
    entries = json.loads(judge("problem", "list", "--json").stdout)
    assert {entry["slug"]: entry["state"] for entry in entries} == {"echo": "changed", "mute": "invalid (1 findings)"}

    write(problem, {"statement.md": ""})
    (problem / "problem.toml").unlink()
    entry = json.loads(judge("problem", "list", "--json").stdout)[0]
    assert (entry["state"], entry["title"]) == ("published, not on disk", "Echo")
    assert "published, not on disk" in judge("problem", "list").stdout


def test_it_says_that_there_is_no_database(judge: Run):
    result = judge("problem", "list")
    assert result.exit_code == 3
    assert result.stderr.startswith("judge: the database cannot be used: no such table")

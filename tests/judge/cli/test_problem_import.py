"""`judge problem import --from`: exercises of other systems, with a report of what did not fit."""

import json
import re
from pathlib import Path

import pytest

from judge.cli.problem import import_
from tests.judge.catalogue.folders import SLUG, a_problem, bundle_of
from tests.judge.cli.conftest import Run
from tests.judge.exchange.exercises import ADDING, GREETER, on_disk, zipped


def test_it_makes_a_folder_that_lint_accepts_and_tells_what_did_not_fit(judge: Run, place: Path):
    folder = on_disk(place / "door-greeter", GREETER)
    result = judge("problem", "import", folder, "--from", "exercism", "--into", place / "made")
    assert result.exit_code == 0, result.output
    assert "What did not come in as it was, and what is still to do:" in result.stdout
    assert "door_greeter_test.py:40" in result.stdout
    assert "not complete" not in result.stdout
    assert judge("problem", "lint", place / "made" / "door-greeter").exit_code == 0


def test_it_reads_a_zip_and_writes_the_report_beside_the_folder(judge: Run, place: Path):
    (place / "question.zip").write_bytes(zipped(ADDING, "Add_up/"))
    words = ("problem", "import", "question.zip", "--from", "prairielearn", "--slug", "my-sums", "--json")
    result = judge(*words, "--report", place / "report.json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["slug"], told["is_passed"], told["findings"]) == ("my-sums", True, [])
    assert {note["kind"] for note in told["notes"]} == {"guessed", "changed", "to do"}
    assert json.loads((place / "report.json").read_text()) == told
    assert judge("problem", "lint", place / "problems_dir" / "my-sums").exit_code == 0


def test_it_writes_folder_and_report_or_neither(judge: Run, place: Path):
    folder = on_disk(place / "door-greeter", GREETER)
    words = ("problem", "import", folder, "--from", "exercism")
    result = judge(*words, "--report", place / "none" / "report.json")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith(f"judge: --report: {place}/none/report.json cannot be written: No such file")
    assert not (place / "problems_dir").exists()
    (place / "file").write_text("no folder")
    result = judge(*words, "--report", place / "report.json", "--into", place / "file")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("judge: --into: ")
    assert not [path for path in place.iterdir() if "report" in path.name]


def test_it_makes_folders_that_lint_accepts_of_functions_in_any_language(judge: Run, place: Path):
    files = {path: re.sub(r"greet(?=[,(])", "größe", text) for path, text in GREETER.items()}
    folder = on_disk(place / "door-greeter", files)
    told = json.loads(judge("problem", "import", folder, "--from", "exercism", "--json").stdout)
    assert told["findings"] == []
    assert (place / "problems_dir" / "door-greeter" / "wrong" / "gr-e-gives-none").is_dir()
    assert judge("problem", "lint", place / "problems_dir" / "door-greeter").exit_code == 0


def test_it_names_a_file_that_lint_refuses(judge: Run, place: Path, monkeypatch: pytest.MonkeyPatch):
    bundle = bundle_of(a_problem() | {"assets/größe.svg": "<svg/>"})
    monkeypatch.setattr(import_, "converted", lambda *_: (SLUG, bundle, ()))
    told = json.loads(judge("problem", "import", place, "--from", "exercism", "--json").stdout)
    said = [row["message"] for row in told["findings"] if row["file"] == "assets/größe.svg"]
    assert said[0].startswith("has a name with other characters")


def test_it_refuses_with_the_report_what_leaves_nothing_to_test(judge: Run, place: Path):
    folder = on_disk(place / "door-greeter", GREETER | {"door_greeter_test.py": "import unittest\n"})
    result = judge("problem", "import", folder, "--from", "exercism")
    assert result.exit_code == 2
    assert "0 of the tests could be taken over" in result.stderr
    assert not (place / "problems_dir").exists()


def test_it_replaces_no_folder_unasked_and_knows_its_formats(judge: Run, place: Path):
    folder = on_disk(place / "door-greeter", GREETER)
    assert judge("problem", "import", folder, "--from", "exercism").exit_code == 0
    assert "is there already" in judge("problem", "import", folder, "--from", "exercism").stderr
    assert judge("problem", "import", folder, "--from", "exercism", "--force").exit_code == 0
    assert 'no format "moodle"' in judge("problem", "import", folder, "--from", "moodle").stderr
    assert "go with --from" in judge("problem", "import", folder, "--slug", "other").stderr


def test_it_tells_the_findings_of_a_zip_of_ours_as_json(judge: Run, problem: Path, place: Path):
    (problem / "statement.md").unlink()
    judge("problem", "export", problem)
    told = json.loads(judge("problem", "import", "echo.judge.zip", "--into", place / "elsewhere", "--json").stdout)
    assert (told["is_passed"], told["notes"]) == (False, [])
    assert told["findings"][0]["file"] == "statement.md"

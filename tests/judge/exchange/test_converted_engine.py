"""Converted exercises in the real sandbox: references pass, and wrong solutions fail exactly what they name."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from judge.catalogue.load import load_problem
from judge.cli.app import make_app
from judge.exchange.converted import Converted
from judge.exchange.exercism import from_exercism
from judge.exchange.folder import put_folder
from judge.exchange.prairielearn import from_prairielearn
from judge.stacks import known_stacks
from tests.judge.exchange.exercises import adding, greeter

pytestmark = pytest.mark.engine


def judged(problem: Path, files: dict[str, bytes], place: Path) -> dict[str, object]:
    """What `judge grade` says of an answer of these files."""
    place.mkdir()
    for path, body in files.items():
        (place / path).write_bytes(body)
    words = ["grade", str(problem), "--files", str(place), "--stack", "python-flask", "--json"]
    result = CliRunner().invoke(make_app(), words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("make", [lambda: from_exercism(greeter()), lambda: from_prairielearn(adding())])
def test_it_makes_a_suite_that_tells_right_from_wrong(make: Callable[[], Converted], tmp_path: Path):
    made = make()
    folder = tmp_path / made.slug
    put_folder(made.bundle, folder)
    loaded = load_problem(folder, known_stacks())
    solution = made.bundle.solution("python-flask")
    right = judged(folder, solution, tmp_path / "right")
    assert [test for test in right["tests"] if test["outcome"] != "passed"] == []
    assert (right["verdict"], right["score"]) == ("passed", loaded.manifest.max_score)

    editable = {path: body for path, body in made.bundle.starter("python-flask").items() if path != "app.py"}
    assert judged(folder, editable, tmp_path / "starter")["score"] < loaded.manifest.max_score

    assert made.bundle.wrong()
    for name, files in made.bundle.wrong().items():
        own = dict(files)
        expected = tomllib.loads(own.pop("expect.toml").decode())
        said = judged(folder, solution | own, tmp_path / name)
        assert {test["id"] for test in said["tests"] if test["outcome"] != "passed"} == set(expected["fails"]), name

"""The catalogue's own problems in the real sandbox: references pass, wrong solutions fail what they name."""

import contextlib
import json
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from judge.catalogue.load import load_problem
from judge.cli.app import make_app
from judge.domain.variants import fill
from judge.gate import check as gate
from judge.settings import Settings
from judge.stacks import known_stacks
from sandbox.docker import DockerEngine
from tests.varied import with_values

PROBLEMS = sorted(path.parent for path in (Path(__file__).parents[3] / "problems").glob("*/problem.toml"))

pytestmark = pytest.mark.engine


def name(folder: Path) -> str:
    return folder.name


def judged(problem: Path, files: Path, stack: str) -> dict[str, object]:
    """What `judge grade` says."""
    words = ["grade", str(problem), "--files", str(files), "--stack", stack, "--json"]
    result = CliRunner().invoke(make_app(), words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_it_has_six_problems():
    assert len(PROBLEMS) >= 6


@pytest.mark.parametrize("problem", PROBLEMS, ids=name)
def test_it_gives_each_reference_all_points(problem: Path):
    loaded = load_problem(problem, known_stacks())
    for stack in loaded.problem.stacks:
        data = judged(problem, problem / "solution" / stack, stack)
        missed = [test for test in data["tests"] if test["outcome"] != "passed"]
        assert not missed
        assert (data["verdict"], data["score"]) == ("passed", loaded.manifest.max_score)


@pytest.mark.parametrize("problem", PROBLEMS, ids=name)
def test_it_finds_exactly_what_is_wrong_with_an_answer(problem: Path, tmp_path: Path):
    folder = min((problem / "wrong").iterdir())
    expected = tomllib.loads((folder / "expect.toml").read_text())
    stack = expected.get("stack") or load_problem(problem, known_stacks()).problem.stacks[0]
    shutil.copytree(problem / "solution" / stack, tmp_path / "answer")
    shutil.copytree(folder, tmp_path / "answer", dirs_exist_ok=True)
    (tmp_path / "answer" / "expect.toml").unlink()
    values = with_values(load_problem(problem, known_stacks())).values(None)
    for path in (tmp_path / "answer").rglob("*.*"):
        path.write_text(fill(path.read_text(), values))
    data = judged(problem, tmp_path / "answer", stack)
    assert {test["id"] for test in data["tests"] if test["outcome"] != "passed"} == set(expected["fails"])
    assert data["score"] == sum(test["possible"] for test in data["tests"] if test["outcome"] == "passed")


@pytest.mark.parametrize("problem", PROBLEMS, ids=name)
def test_it_passes_its_gate(problem: Path):
    """All wrong solutions and the kill matrix. What passed before on the same images is not run again."""
    settings = Settings.from_env()
    with contextlib.closing(DockerEngine()) as engine:
        report = gate.check(
            engine,
            load_problem(problem, known_stacks()),
            instance="catalogue-tests",
            cache_dir=settings.caches / "gates",
        )
    assert [str(finding) for finding in report.findings] == []
    assert len(report.matrix) >= 5

"""The corpus is not blind: without a wall, the case that stands for it fails, and says why."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from judge.settings import Settings
from sandbox.docker import DockerEngine

ROOT = Path(__file__).parents[2]
MUTATIONS = tomllib.loads(Path(__file__).with_name("mutations.toml").read_text(encoding="utf-8"))
PARTS = ("judge", "sandbox", "web", "tests", "problems", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("node_modules", "frontend", "__pycache__")
SECONDS = 240

pytestmark = pytest.mark.engine


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The product, to be damaged."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, ignore=LEFT_OUT, symlinks=True)
        else:
            shutil.copyfile(source, tmp_path / part)
    return tmp_path


def mutate(copy: Path, file: str, old: str, new: str) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} has {text.count(old)} times: {old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def environment() -> dict[str, str]:
    """As this test's, but nobody measures what a damaged copy covers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}  # noqa: TID251 - the tests' own
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"}


def outcome(copy: Path, test: str) -> str:
    """What pytest says of the named test in the copy."""
    words = [test] if "::" in test else ["tests/hostile/test_corpus.py", "-k", f"test_it_holds[{test}-it_"]
    scratch = copy / "scratch"
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={scratch}", *words],
        cwd=copy,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    for state in scratch.glob("arena*/state"):  # a damaged copy may leave its boxes
        with contextlib.closing(DockerEngine()) as engine:
            engine.sweep(Settings(state_dir=state).instance_name, lambda _run, _lease: False, time.time())
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", MUTATIONS)
def test_it_notices_when_a_wall_is_gone(copy: Path, name: str):
    mutation = MUTATIONS[name]
    mutate(copy, mutation["file"], mutation["old"], mutation["new"])
    said = outcome(copy, mutation["test"])
    assert re.search(r"^1 failed(, \d+ deselected)? in ", said, re.MULTILINE), said[-4000:]
    assert mutation["says"] in said, said[-4000:]


def test_it_passes_in_a_copy_that_is_whole(copy: Path):
    """Else a test could fail because of the copy."""
    said = outcome(copy, next(iter(MUTATIONS.values()))["test"])
    assert re.search(r"^1 passed(, \d+ deselected)? in ", said, re.MULTILINE), said[-4000:]

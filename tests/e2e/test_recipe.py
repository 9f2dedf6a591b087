"""A newcomer follows problems/README.md on the command line, word by word, from nothing to a published problem."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from judge.publishing import published
from tests import product
from tests.product import ROOT, Site

README = (ROOT / "problems" / "README.md").read_text(encoding="utf-8")
RECIPE = README[README.index("## The recipe") : README.index("## The folder")]
COMMANDS = [
    line.strip() for block in re.findall(r"```sh\n(.*?)```", RECIPE, re.DOTALL) for line in block.strip().splitlines()
]
PROGRAM = ".venv/bin/judge "
PATIENCE_SECONDS = 300
PORT = re.compile(r":(\d+)/preview")

SAYS = {
    "lint": "nothing is wrong",
    "test": "as expected",
    "check": "my-problem passes its gate.",
    "publish": "published",
    "list": "current",
    "diff": "Nothing has changed",
    "archive": "my-problem: archived",
    "restore": "offered again",
}


def test_it_names_every_step_of_the_way():
    verbs = [command.removeprefix(PROGRAM).split()[1] for command in COMMANDS]
    steps = list(dict.fromkeys(verbs))
    assert steps[:7] == ["new", "lint", "test", "preview", "check", "upgrade", "publish"]
    assert all(command.startswith(PROGRAM) for command in COMMANDS)


def command_of(line: str) -> list[str]:
    return [sys.executable, "-m", "judge", *shlex.split(line.removeprefix(PROGRAM))]


class Newcomer:
    """Types commands into a shell in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        clean = {name: value for name, value in os.environ.items() if not name.startswith("JUDGE_")}  # noqa: TID251
        own = {"PYTHONPATH": str(ROOT), "BROWSER": "true", "JUDGE_CACHE_DIR": str(folder / "cache")}
        self.env = clean | own

    def type(self, line: str) -> str:
        how = {"cwd": self.folder, "env": self.env, "timeout": PATIENCE_SECONDS}
        done = subprocess.run(command_of(line), check=False, capture_output=True, text=True, **how)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    def preview(self, line: str) -> None:
        with subprocess.Popen(
            command_of(line), cwd=self.folder, env=self.env, stdout=subprocess.PIPE, text=True
        ) as shown:
            try:
                first = shown.stdout.readline()
                port = PORT.search(first)
                assert port is not None, first
                with urlopen(f"http://127.0.0.1:{port[1]}/problems/my-problem") as page:
                    assert "My problem" in page.read().decode()
            finally:
                shown.send_signal(signal.SIGINT)
                shown.communicate(timeout=PATIENCE_SECONDS)
        assert shown.returncode == 0


@pytest.mark.engine
def test_it_works_as_it_is_written(tmp_path: Path):
    newcomer = Newcomer(tmp_path)
    for line in COMMANDS:
        verb = line.removeprefix(PROGRAM).split()[1]
        if verb == "preview":
            newcomer.preview(line)
        else:
            assert SAYS.get(verb, "") in newcomer.type(line), line
    first, second = (path / "my-problem" for path in (tmp_path / "problems", tmp_path / "elsewhere"))
    assert {path.name for path in first.rglob("*")} == {path.name for path in second.rglob("*")}

    site = Site(f"http://127.0.0.1:{product._free_port()}", tmp_path / ".judge", {})
    try:
        site.start("web")
        site.wait_until_it_answers()
        with urlopen(f"{site.url}/problems/my-problem") as page:
            assert "The counter of a parcel service" in page.read().decode()
        with urlopen(f"{site.url}/problems") as catalogue:
            assert "My problem" in catalogue.read().decode()
        with site.database() as session:
            assert [(line.slug, line.versions) for line in published(session)] == [("my-problem", 1)]
    finally:
        site.stop()

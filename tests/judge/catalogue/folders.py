"""A small valid problem to spoil in one place at a time.

Its answers are no programs: each line of app.py says how one test ends ("test_size=failed"), and the engine's fake twin
takes them at their word.
"""

from collections.abc import Mapping
from pathlib import Path

from judge.catalogue.bundle import Bundle
from judge.catalogue.load import LoadedProblem, from_bundle
from judge.domain.problem import StackInfo
from sandbox.fake import FakeEngine

STACKS = {
    "python-flask": StackInfo(name="python-flask", title="Python, Flask", language="python"),
    "postgresql": StackInfo(name="postgresql", title="PostgreSQL", language="sql"),
}
SLUG = "echo"
SAMPLES = ("test_greets", "test_repeats")
HIDDEN = (
    *("test_size", "test_order", "test_unicode", "test_empty"),
    *("test_twice", "test_errors", "test_methods", "test_headers"),
)

PROBLEM = """\
format = "2026-1"
title = "Echo"
summary = "Say again what was said, in order and in full."
kind = "service"
track = "endpoints"
difficulty = "easy"
minutes = 10
skills = ["http-apis"]
stacks = ["python-flask"]

[files]
editable = ["app.py"]
readonly = ["words.py"]

[limits]
memory_mib = 128
test_seconds = 2

[[criteria]]
id = "voice"
title = "The voice"
description = "What was said comes back."

[[criteria]]
id = "manners"
title = "Manners"
description = "What must not be said is refused."
"""


def suite() -> str:
    """The source of ten tests: two samples for the voice, eight hidden ones for manners, two points each."""
    sample = '@pytest.mark.sample\n@pytest.mark.criterion("voice")\n'
    hidden = '@pytest.mark.criterion("manners")\n@pytest.mark.points(2)\n@pytest.mark.hint("Mind your manners.")\n'
    parts = ['"""Says it again."""\n\nimport pytest\n']
    parts += [f'{sample}def {name}(app):\n    """It {name[5:]}."""\n' for name in SAMPLES]
    parts += [f'{hidden}def {name}(app, rng):\n    """Right with {name[5:]}."""\n' for name in HIDDEN]
    return "\n\n".join(parts)


def a_problem() -> dict[str, str]:
    """The files of a problem without a fault."""
    files = {
        "problem.toml": PROBLEM,
        "statement.md": "Say it again.\n",
        "starter/python-flask/app.py": "test_greets=failed\n",
        "starter/python-flask/words.py": "WORDS = []\n",
        "solution/python-flask/app.py": "# right\n",
        "tests/test_echo.py": suite(),
    }
    for number, names in enumerate((HIDDEN[:4], HIDDEN[4:5], HIDDEN[5:6], HIDDEN[6:7], HIDDEN[7:])):
        files[f"wrong/no-{number}/app.py"] = "".join(f"{name}=failed\n" for name in names)
        files[f"wrong/no-{number}/expect.toml"] = f"fails = [{', '.join(repr(name) for name in names)}]\n"
    return files


def without(files: Mapping[str, str], *starts: str) -> dict[str, str]:
    """The files but those whose path begins so."""
    return {path: text for path, text in files.items() if not path.startswith(starts)}


def bundle_of(files: Mapping[str, str]) -> Bundle:
    """The files as a bundle."""
    return Bundle({path: text.encode() for path, text in files.items()})


def load(files: Mapping[str, str]) -> LoadedProblem:
    """The files as a problem; raises as the loader does."""
    return from_bundle(bundle_of(files), SLUG, STACKS)


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """The files on disk."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def obedient_engine() -> FakeEngine:
    """An engine in whose boxes every answer ends as its app.py says."""

    def outcomes(files: Mapping[str, bytes]) -> dict[str, str]:
        lines = files["app.py"].decode().splitlines()
        return dict(line.split("=") for line in lines if "=" in line)

    return FakeEngine.judging(outcomes)

"""The corpus: every hostile case with its folder, the problems that are attacked, and the classes of attacks.

A case is a folder `<letter>-<name>` here, or one of the ten that every installation carries in judge/doctor/cases. The
letter is the section of classes.toml that its first class belongs to.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from judge.catalogue.load import LoadedProblem
from judge.doctor.case import CASE, CASES, TARGET, Case, files_of, load_case, with_canary

HERE = Path(__file__).parent
PROBLEMS = HERE / "problems"


@dataclass(frozen=True)
class Attack:
    """A case with where it stands."""

    folder: Path
    case: Case

    @property
    def name(self) -> str:
        """The folder's name, such as "a-fork-bomb"."""
        return self.folder.name

    @property
    def files(self) -> dict[str, str]:
        """What is handed in on top of the problem's starter."""
        return files_of(self.folder)


@dataclass(frozen=True)
class AttackClass:
    """A class of attacks. `absent` says why it cannot occur here; `shown_by` names tests that try it otherwise."""

    number: int
    section: str
    title: str
    absent: str = ""
    shown_by: tuple[str, ...] = ()


@cache
def attacks() -> tuple[Attack, ...]:
    """Every case, in the order of the names."""
    folders = [path.parent for root in (HERE, CASES) for path in root.glob(f"*/{CASE}")]
    return tuple(Attack(folder, load_case(folder)) for folder in sorted(folders, key=lambda folder: folder.name))


@cache
def classes() -> tuple[AttackClass, ...]:
    """The table of classes."""
    return tuple(
        AttackClass(int(number), letter, entry["title"], entry.get("absent", ""), tuple(entry.get("shown_by", ())))
        for letter, section in _table().items()
        for number, entry in section["classes"].items()
    )


@cache
def sections() -> dict[str, str]:
    """The title of each section by its letter."""
    return {letter: section["title"] for letter, section in _table().items()}


def _table() -> dict[str, Any]:
    return tomllib.loads((HERE / "classes.toml").read_text(encoding="utf-8"))


def load_problems(canary: str) -> dict[str, LoadedProblem]:
    """What is attacked, each with the secret in its suite."""
    folders = [TARGET, *sorted(path.parent for path in PROBLEMS.glob("*/problem.toml"))]
    return {folder.name: with_canary(folder, canary) for folder in folders}

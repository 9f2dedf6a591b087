"""What is wrong with a problem, as the verbs tell it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from judge.cli import show
from judge.errors import Finding, Invalid
from judge.settings import Settings


def gates_folder(settings: Settings) -> Path:
    """Where passes are remembered."""
    return settings.caches / "gates"


def catalogue_folders(settings: Settings) -> list[Path]:
    """Every problem's folder on disk."""
    return sorted(path.parent for path in settings.problems_dir.glob("*/problem.toml"))


def chosen_folders(verb: str, problems: Sequence[Path] | None, everything: bool) -> Sequence[Path]:
    """The folders that were named, or with --all those of the catalogue."""
    if bool(problems) == everything:
        raise Invalid("name the folders, or give --all, and not both", verb)
    return problems or catalogue_folders(Settings.from_env())


def tell_findings(found: Sequence[Finding], title: str = "") -> None:
    """The table of what is wrong and where."""
    if not found:
        return
    show.line(f"\n{title}{': ' if title else ''}{len(found)} finding{'s' if len(found) > 1 else ''}", style="bold red")
    show.findings(found)


def report_of(slug: str, found: Sequence[Finding]) -> dict[str, Any]:
    """The same as JSON."""
    rows = [{"file": finding.file, "line": finding.line, "message": finding.message} for finding in found]
    return {"slug": slug, "is_passed": not found, "findings": rows}

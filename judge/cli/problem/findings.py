"""What is wrong with a problem, as the verbs tell it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from judge.cli import show
from judge.errors import Finding
from judge.settings import Settings


def gates_folder(settings: Settings) -> Path:
    """Where passes are remembered."""
    return settings.caches / "gates"


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

"""Code as pages show it: highlighted, with deceiving characters spelled out."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from judge.statement import highlight, language_of, reveal


@dataclass(frozen=True, slots=True)
class CodeFile:
    """One file of a submission."""

    path: str
    text: str
    html: Markup


def code_files(files: Mapping[str, str]) -> list[CodeFile]:
    """The files by their path."""
    shown = {path: reveal(text) for path, text in sorted(files.items())}
    # Markup: the highlighter escapes everything that it is given.
    return [CodeFile(path, text, Markup(highlight(text, language_of(path)))) for path, text in shown.items()]  # noqa: S704

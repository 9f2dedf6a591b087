"""Code as pages show it: highlighted, with deceiving characters spelled out."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from judge.statement import highlight, language_of, reveal

# Of all files of a page together. Code that is nothing but signs takes the highlighter 20 µs for each: more of it would
# occupy the processor for seconds, and everybody else's request with it.
PAINTED_CHARS = 40_000


@dataclass(frozen=True, slots=True)
class CodeFile:
    """One file of a submission."""

    path: str
    text: str
    html: Markup


def code_files(files: Mapping[str, str]) -> list[CodeFile]:
    """The files by their path; what is too long to be highlighted is shown plain."""
    shown = []
    left = PAINTED_CHARS
    for path, given in sorted(files.items()):
        text = reveal(given)
        language = language_of(path) if len(text) <= left else "text"
        left -= len(text) if language != "text" else 0
        # Markup: the highlighter escapes everything that it is given.
        shown.append(CodeFile(path, text, Markup(highlight(text, language))))  # noqa: S704
    return shown

"""What an author writes about a problem: statement and editorial, each in every language that the problem has."""

import re
from collections.abc import Mapping

from judge.catalogue.bundle import Bundle
from judge.catalogue.toml import Place, did_you_mean, line_of
from judge.domain.languages import NAMES
from judge.domain.problem import Problem
from judge.errors import Finding, Invalid

STATEMENT = "statement"
EDITORIAL = "editorial"
MAX_CHARACTERS = 48 * 1024  # some thirty printed pages

_TEXT = re.compile(rf"({STATEMENT}|{EDITORIAL})(?:\.([A-Za-z0-9_-]+))?\.md")


def is_text(path: str) -> bool:
    """Whether a file at the top of the folder is a statement or an editorial, in whatever language."""
    return _TEXT.fullmatch(path) is not None


def file_of(name: str, language: str, problem: Problem) -> str:
    """Where the statement or editorial stands in this language; the problem's own language is in no name."""
    return f"{name}.md" if language == problem.language else f"{name}.{language}.md"


def texts(bundle: Bundle) -> dict[str, str]:
    """Every statement and editorial that can be read, by its path."""
    readable = {}
    for path in sorted(filter(is_text, bundle.files)):
        try:
            readable[path] = bundle.text(path)
        except Invalid:
            continue  # `text_faults` says so
    return readable


def text_faults(bundle: Bundle) -> list[Finding]:
    """A statement that is missing, and texts that are empty or cannot be read."""
    faults = []
    for path in sorted({f"{STATEMENT}.md", *filter(is_text, bundle.files)}):
        try:
            text = bundle.text(path)
            faults += [] if text.strip() else [Finding(path, None, "is empty")]
            if len(text) > MAX_CHARACTERS:
                faults.append(Finding(path, None, f"has {len(text)} characters; it may have {MAX_CHARACTERS}"))
        except Invalid as error:
            faults.append(Finding(path, None, str(error)))
    return faults


def translation_faults(bundle: Bundle, problem: Problem, lines: Mapping[Place, int]) -> list[Finding]:
    """Languages that problem.toml names without a statement, and texts in languages that it does not name."""
    faults = [
        Finding("problem.toml", line_of(lines, ("translations", code)), f"translations: there is no {path}")
        for code in problem.translations
        if (path := file_of(STATEMENT, code, problem)) not in bundle.files
    ]
    for path in sorted(bundle.files):
        found = _TEXT.fullmatch(path)
        if found and found[2]:
            fault = _name_fault(bundle, problem, found[1], found[2])
            faults += [Finding(path, None, fault)] if fault else []
    return faults


def _name_fault(bundle: Bundle, problem: Problem, name: str, code: str) -> str:
    """Why a text cannot have this language in its name; empty when it can."""
    if code == problem.language:
        return f'"{code}" is the problem\'s own language: that text stands in {name}.md'
    if code not in NAMES:
        return f'"{code}" is no known language{did_you_mean(code, problem.translations)}'
    if code not in problem.translations:
        return f"has no title: problem.toml needs [translations.{code}] with title and summary"
    return f"translates a text that is not there: {name}.md" if f"{name}.md" not in bundle.files else ""

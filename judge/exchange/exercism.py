"""An exercise of Exercism's Python track as a problem: its module, its unittest, its texts and hints."""

import ast
import re
from pathlib import PurePosixPath
from typing import Any

from judge.errors import Invalid
from judge.exchange.converted import Converted, taken_over
from judge.exchange.foreign import Source, texts
from judge.exchange.markdown import with_notes, without_heading
from judge.exchange.material import Exercise, Report
from judge.exchange.unittests import read_unittests, top_names

CONFIG = ".meta/config.json"
_PARTS = ("introduction", "introduction.append", "instructions", "instructions.append")
_ERROR = re.compile(r"Error|Exception")
_TEXTS = tuple(f".docs/{name}.md" for name in _PARTS)
_HINTS = ".docs/hints.md"
_LICENCES = ("LICENSE", "LICENSE.md", "LICENCE")
_MAX_HINTS = 8
_MAX_HINT = 2000
_MIN_HINT = 10


def from_exercism(source: Source, slug: str = "") -> Converted:
    """The problem and the report; raises Invalid, or ProblemInvalid with the report, when nothing testable is left."""
    return taken_over(source, slug, _exercise)


def _exercise(source: Source, slug: str, report: Report) -> Exercise:
    config = source.json(CONFIG)
    files = config["files"] if isinstance(config.get("files"), dict) else {}
    solution, tests, example = (_first(source, files, key, report) for key in ("solution", "test", "example"))
    example = example or _first(source, files, "exemplar", report)
    reference = source.python(example or ".meta/example.py")
    module = PurePosixPath(solution).stem
    names = dict(top_names(reference))
    functions = [name for name, is_function in names.items() if is_function]
    values = [name for name, is_function in names.items() if not is_function]
    found = read_unittests(source.python(tests), module, functions, values)
    _tell_classes(reference, report, example)
    _tell_rest(source, config, report)
    return Exercise(
        slug=slug or source.name.lower().replace("_", "-"),
        title=_text(config, "title") or (slug or source.name).replace("-", " ").replace("_", " ").title(),
        summary=_text(config, "blurb"),
        statement=_statement(source, config),
        module=module,
        starter=source.text(solution),
        reference=source.text(example or ".meta/example.py"),
        tests=tests,
        found=found,
        authors=texts(config.get("authors")),
        license=_license(source, report),
        skills=["python"],
        hints=_hints(source, report),
    )


def _first(source: Source, files: dict[str, Any], key: str, report: Report) -> str:
    """The first file that the configuration names for something; empty when it names none."""
    named = texts(files.get(key))
    for extra in named[1:]:
        report.left_out(extra, f'is a second file of the kind "{key}"; an answer here is one module')
    if not named and key in ("solution", "test"):
        raise Invalid(f"files.{key} names no file", CONFIG)
    if named and named[0] not in source.files and key != "solution":
        raise Invalid("is missing", named[0])
    return named[0] if named else ""


def _text(config: dict[str, Any], key: str) -> str:
    value = config.get(key)
    return value if isinstance(value, str) else ""


def _tell_classes(reference: ast.Module, report: Report, path: str) -> None:
    for node in reference.body:
        if isinstance(node, ast.ClassDef) and not _ERROR.search(" ".join(map(ast.unparse, node.bases))):
            report.left_out(path, f'"{node.name}" is a class: only functions are asked over HTTP', node.lineno)


def _tell_rest(source: Source, config: dict[str, Any], report: Report) -> None:
    """Files and keys that have no place here."""
    files = config["files"] if isinstance(config.get("files"), dict) else {}
    for path in texts(files.get("editor")):
        report.left_out(path, "is a further file beside the answer")
    for path in sorted(source.files):
        if path.startswith((".approaches/", ".articles/")):
            report.left_out(path, "is an article, which could become a part of editorial.md")
    for key in ("contributors", "representer", "icon", "concepts"):
        if config.get(key):
            report.left_out(CONFIG, f'"{key}" has no place in problem.toml')


def _statement(source: Source, config: dict[str, Any]) -> str:
    """Introduction, instructions, and where the task comes from."""
    parts = [with_notes(without_heading(source.text(path))) for path in _TEXTS if path in source.files]
    if not any(parts):
        raise Invalid("is missing: without instructions there is no statement", ".docs/instructions.md")
    origin, address = _text(config, "source").strip(), _text(config, "source_url").strip()
    if re.fullmatch(r"https?://[^\s()<>\[\]]+", address):
        words = re.sub(r"[\[\]]", "", origin) or address
        parts.append(f"Source: [{words}]({address})")
    elif origin:
        parts.append(f"Source: {origin}")
    return "\n\n".join(part for part in parts if part)


def _license(source: Source, report: Report) -> str:
    for path in _LICENCES:
        if source.text(path).lstrip("# \n").lower().startswith(("mit license", "the mit license")):
            return "MIT"
    report.guessed("problem.toml", "no MIT licence was found in the folder; the track is under MIT, with its notice")
    return ""


def _hints(source: Source, report: Report) -> list[str]:
    """A hint for each section of the hints; they cost nothing, as there."""
    sections = re.split(r"^## +", without_heading(source.text(_HINTS)), flags=re.MULTILINE)
    hints = []
    for section in sections:
        heading, _, body = section.strip().partition("\n")
        text = f"**{heading.strip()}**\n\n{body.strip()}" if body.strip() and section is not sections[0] else section
        text = re.sub(r"!?\[([^\[\]]*)\]\((?!https?://)[^()]*\)", r"\1", text).strip()
        if len(text) >= _MIN_HINT:
            hints.append(text[:_MAX_HINT])
    if len(hints) > _MAX_HINTS:
        report.left_out(_HINTS, f"{len(hints) - _MAX_HINTS} of {len(hints)} sections: a problem has {_MAX_HINTS} hints")
    return hints[:_MAX_HINTS]

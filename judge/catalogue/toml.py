"""A TOML file held to a model: what is wrong comes as findings with the line, and a guess at what was meant."""

import difflib
import re
import tomllib
import typing
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from judge.errors import Finding

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

MAX_CHARACTERS = 64 * 1024
MAX_FINDINGS = 100
# Reading a key of ten thousand parts takes seconds and gigabytes. Bounded, since the text is a stranger's.
_DEEP_KEY = re.compile(r"""(?<![\w."'-])(?:[\w"'-]{1,80}\s*\.\s*){50}""")

_WORD = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_WORDS = rf"{_WORD}(?:\s*\.\s*{_WORD})*"
_TABLE = re.compile(rf"\s*(\[\[?)\s*({_WORDS})\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(rf"\s*({_WORDS})\s*=")
_LONG_STRING = re.compile(r'"""|' + "'''")
_SYNTAX_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def read(model: type[Model], file: str, text: str) -> tuple[Model | None, dict[Place, int], list[Finding]]:
    """The model, the line of each key, and all findings; without a model there is at least one finding."""
    if len(text) > MAX_CHARACTERS:
        return None, {}, [Finding(file, None, f"has {len(text)} characters; it may have {MAX_CHARACTERS}")]
    if _DEEP_KEY.search(text):
        return None, {}, [Finding(file, None, "is nested too deeply")]
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # a number can also be too long to be read
        return None, {}, [_syntax_finding(file, text, str(error))]
    except RecursionError:
        return None, {}, [Finding(file, None, "is nested too deeply")]
    lines = lines_of(text)
    try:
        return model.model_validate(data), lines, []
    except ValidationError as error:
        found = error.errors(include_url=False)
        findings = [_finding(model, file, lines, detail) for detail in found[:MAX_FINDINGS]]
        more = len(found) - MAX_FINDINGS
        return None, lines, findings + ([Finding(file, None, f"has {more} more faults")] if more > 0 else [])


def line_of(lines: Mapping[Place, int], place: Place) -> int | None:
    """The line of a key, or of the nearest that holds it."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place)


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """`; did you mean "x"?` when something similar is known, else the whole choice when it is short."""
    names = sorted(known)
    near = difflib.get_close_matches(wrong, names, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known are {', '.join(names)}" if names else ""


def lines_of(text: str) -> dict[Place, int]:
    """The line on which each table and key of a valid TOML text begins.

    Python's parser gives none. Keys within inline tables are not found: the key that holds them stands for them.
    """
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    is_inside_string = False
    for number, line in enumerate(text.splitlines(), start=1):
        is_text = is_inside_string
        is_inside_string ^= len(_LONG_STRING.findall(line)) % 2 == 1
        if is_text:
            continue
        if found := _TABLE.fullmatch(line):
            table = _table(found[1] == "[[", _names(found[2]), counts)
            lines.setdefault(table, number)
        elif found := _KEY.match(line):
            lines.setdefault(table + _names(found[1]), number)
    return lines


def _names(words: str) -> Place:
    return tuple(word.strip("\"'") for word in re.findall(_WORD, words))


def _table(is_element: bool, names: Place, counts: dict[Place, int]) -> Place:  # noqa: FBT001 - private, one caller
    """The place of a table, with the number of the element wherever it passes through an array of tables."""
    if is_element:
        counts[names] = counts.get(names, -1) + 1
    place: Place = ()
    for depth, name in enumerate(names, start=1):
        place += (name,)
        if names[:depth] in counts:
            place += (counts[names[:depth]],)
    return place


def _syntax_finding(file: str, text: str, message: str) -> Finding:
    found = _SYNTAX_PLACE.search(message)
    line = int(found[1]) if found and found[1] else len(text.splitlines()) or None
    return Finding(file, line, f"is no valid TOML: {_SYNTAX_PLACE.sub('', message)}")


def _finding(model: type[BaseModel], file: str, lines: Mapping[Place, int], detail: ErrorDetails) -> Finding:
    place = tuple(part for part in detail["loc"] if part != "[key]")  # pydantic's mark of a key that is wrong
    if detail["type"] == "extra_forbidden":
        known = _fields(model, place[:-1])
        message = f'unknown key "{place[-1]}"{did_you_mean(str(place[-1]), known)}'
    elif detail["type"] == "missing":
        message = f'the key "{_dotted(place)}" is missing'
    else:
        reason = detail["msg"].removeprefix("Value error, ")
        message = f"{_dotted(place)}: {reason}" if place else reason
    return Finding(file, line_of(lines, place), message)


def _dotted(place: Place) -> str:
    """A place as one would say it: `criteria[1].title`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")


def _fields(model: type[BaseModel], place: Place) -> Iterable[str]:
    """The keys that may stand at a place."""
    is_free = False  # whether the next part is a key that the author chose, as in `translations.de`
    for part in place:
        if isinstance(part, str) and not is_free:
            annotation = model.model_fields[part].annotation
            model, is_free = _inner_model(annotation), typing.get_origin(annotation) is dict
        else:
            is_free = False
    return model.model_fields


def _inner_model(annotation: Any) -> type[BaseModel]:
    """The model in an annotation such as `tuple[Criterion, ...]` or `dict[str, Criterion]`."""
    candidates = (annotation, *typing.get_args(annotation))
    return next(one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel))

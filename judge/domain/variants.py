"""Variants of a problem: values that differ from candidate to candidate, who has which, and texts with them filled in.

Pure: the values were made by the gate in a box and fixed at publication, so nobody's request runs an author's code.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256

from judge.domain.brief import cut
from judge.domain.problem import Problem, Value

MAX_NAMES = 30
MAX_ITEMS = 20  # of a list
MAX_TEXT = 200  # characters of one text
MAX_BYTES = 4096  # of one variant, as JSON
MAX_INTEGER = 2**53  # what every language's JSON keeps exactly
MAX_PLACEHOLDERS = 200  # in all texts together: each may become MAX_BYTES, for every page that shows them

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PLACEHOLDER = re.compile(rf"\{{\{{ *({NAME.pattern}) *\}}\}}")
# Texts that a candidate can read, answers to the problem, and what prepares its services. Suite and figures stay, and
# so does what is expected of a wrong solution: it is TOML, which a value with a quote in it would break.
_FILLED = re.compile(
    r"(?:statement|editorial)(?:\.[^/]+)?\.md|(?:starter|solution|services)/.+|wrong/[^/]+/(?!expect\.toml$).+"
)


def variant_of(user_id: str, slug: str, count: int) -> int:
    """Which of so many variants of a problem a user has, 0 being the first.

    It rests on the slug and not on the version: a corrected typo changes nobody's numbers under their draft. Each
    variant draws a lot for the user and the highest wins, so that of those who are there only one in `count` moves
    when a variant is added.
    """
    return max(range(count), key=lambda number: sha256(f"{number}:{slug}:{user_id}".encode()).digest())


def is_filled(path: str) -> bool:
    """Whether placeholders in this file of a problem's folder stand for values."""
    return _FILLED.fullmatch(path) is not None


def placeholders(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of each placeholder."""
    for number, line in enumerate(text.splitlines(), start=1):
        for found in _PLACEHOLDER.finditer(line):
            yield number, found[1]


def fill(text: str, values: Mapping[str, Value]) -> str:
    """The text with its values in the place of their names; a name that is unknown stays as it is."""
    return _PLACEHOLDER.sub(lambda found: written(values[found[1]]) if found[1] in values else found[0], text)


def fill_files(files: Mapping[str, bytes], values: Mapping[str, Value]) -> dict[str, bytes]:
    """A problem's files with their values; what is no text has no placeholders."""
    return {path: _filled(body, values) if is_filled(path) else body for path, body in files.items()}


def fill_problem(problem: Problem, values: Mapping[str, Value]) -> Problem:
    """The problem with the values in hints and examples; raises ValueError where a value does not fit there."""
    data = problem.model_dump(mode="json")
    for hint in data["hints"]:
        hint["text"] = fill(hint["text"], values)
    for example in data["examples"]:
        example |= {key: fill(example[key], values) for key in ("title", "path", "body", "sql")}
        example["headers"] = {name: fill(text, values) for name, text in example["headers"].items()}
    return Problem.model_validate(data)


def written(value: Value) -> str:
    """A value as it is written into a text: a text as it is, a list with commas, all else as JSON has it."""
    if isinstance(value, tuple | list):
        return ", ".join(map(written, value))
    return value if isinstance(value, str) else json.dumps(value)


def told(values: Mapping[str, Value]) -> str:
    """A variant in a few words, for findings."""
    text = ", ".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    return cut(text, MAX_TEXT)


def values_fault(values: Mapping[str, object]) -> str:
    """Why these cannot be the values of a variant; empty when they can."""
    if len(values) > MAX_NAMES:
        return f"there are {len(values)} values; a variant may have {MAX_NAMES}"
    for name, value in values.items():
        if not NAME.fullmatch(name):
            return f"{name[:60]!a} is no name: up to 40 of a-z, 0-9 and _, a letter first"
        if fault := _value_fault(value):
            return f"{name} {fault}"
    size = len(json.dumps(values, ensure_ascii=True))
    return f"the values have {size} bytes as JSON; they may have {MAX_BYTES}" if size > MAX_BYTES else ""


def _value_fault(value: object) -> str:
    if isinstance(value, list | tuple):
        if len(value) > MAX_ITEMS:
            return f"has {len(value)} items; a list may have {MAX_ITEMS}"
        return next((f"has an item that {fault}" for item in value if (fault := _scalar_fault(item))), "")
    return _scalar_fault(value)


def _scalar_fault(value: object) -> str:
    if isinstance(value, str):
        return _text_fault(value)
    if isinstance(value, float):
        return "" if math.isfinite(value) else "is no finite number"
    if isinstance(value, int):  # bool is one too
        return "" if abs(value) <= MAX_INTEGER else "is a whole number beyond 2 to the 53rd"
    return f"is {type(value).__name__}: a value is a text, a number, true or false, or a list of these"


def _text_fault(text: str) -> str:
    if len(text) > MAX_TEXT:
        return f"has {len(text)} characters; a text may have {MAX_TEXT}"
    if not text.isprintable():
        return "holds a line break or another character that cannot be seen"
    return "holds {{, which begins a placeholder" if "{{" in text else ""


def _filled(body: bytes, values: Mapping[str, Value]) -> bytes:
    try:
        return fill(body.decode("utf-8"), values).encode("utf-8")
    except UnicodeDecodeError:
        return body

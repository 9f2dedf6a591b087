"""A new problem to start from: a small example for each kind and stack that passes its gate as it stands.

The examples lie in `scaffolds/<kind>-<stack>/` as ordinary problems. What is new in a new one is who wrote it and what
it is called; all the rest its author replaces, part by part, with a suite that is trusted all the way.
"""

import json
import re
from pathlib import Path

from judge.catalogue.bundle import Bundle
from judge.domain.problem import SLUG, SLUG_RULE
from judge.errors import Invalid

SCAFFOLDS = Path(__file__).parent / "scaffolds"
PROBLEM = "problem.toml"

_TITLE = re.compile(r"^title = .*$", re.MULTILINE)
_AUTHORS = re.compile(r"^authors = .*\n", re.MULTILINE)
_MIN_NAME = 2  # characters of an author's name; 80 at most
_MAX_TEXT = 80
_MIN_TITLE = 3


def kinds() -> dict[str, tuple[str, ...]]:
    """The stacks for which there is an example, by kind: what can be chosen."""
    found: dict[str, list[str]] = {}
    for folder in sorted(SCAFFOLDS.glob(f"*/{PROBLEM}")):
        kind, stack = folder.parent.name.split("-", 1)
        found.setdefault(kind, []).append(stack)
    return {kind: tuple(stacks) for kind, stacks in found.items()}


def new_problem(slug: str, title: str, kind: str, stack: str, author: str) -> Bundle:
    """The files of a new problem; raises Invalid that names the field.

    Without a stack it is the kind's first one, without a title the slug's words, without an author nobody's.
    """
    if not SLUG.fullmatch(slug):
        raise Invalid(f'"{slug}" {SLUG_RULE}', "slug")
    stacks = kinds().get(kind)
    if stacks is None:
        raise Invalid(f'there is no kind "{kind}"; known are {", ".join(kinds())}', "kind")
    if stack and stack not in stacks:
        raise Invalid(f'there is no example of kind "{kind}" for "{stack}"; known are {", ".join(stacks)}', "stack")
    title = _line(title or slug.replace("-", " ").capitalize(), "title", _MIN_TITLE)
    files = dict(Bundle.from_folder(SCAFFOLDS / f"{kind}-{stack or stacks[0]}").files)
    text = _TITLE.sub(lambda _: f"title = {_quoted(title)}", files[PROBLEM].decode(), count=1)
    authors = f"authors = [{_quoted(_line(author, 'author', _MIN_NAME))}]\n" if author else ""
    text = _AUTHORS.sub(lambda _: authors, text, count=1)
    return Bundle(files | {PROBLEM: text.encode()})


def _line(text: str, where: str, least: int) -> str:
    """A text for one line of problem.toml."""
    text = " ".join(text.split())
    if not least <= len(text) <= _MAX_TEXT or not text.isprintable():
        raise Invalid(f"needs {least} to {_MAX_TEXT} characters that can be printed", where)
    return text


def _quoted(text: str) -> str:
    """A basic string of TOML. JSON's is one, since what they write differently is not printable."""
    return json.dumps(text, ensure_ascii=False)

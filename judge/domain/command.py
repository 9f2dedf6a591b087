"""What may be asked of a console: requests to a service, statements to a query problem's sample database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from judge.domain.problem import Kind

MAX_PATH = 4000  # characters
MAX_HEADERS = 40
MAX_HEADER = 4000  # characters of one value
MAX_HEADERS_TOGETHER = 16 * 1024  # characters of all names and values
MAX_BODY_BYTES = 64 * 1024
MAX_SQL_BYTES = 16 * 1024

_TYPES = {Kind.SERVICE: ("request",), Kind.QUERY: ("sql", "plan", "schema")}
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Command:
    """One command as it came from the browser: nothing of it is checked yet."""

    type: str
    method: str = ""
    path: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    sql: str = ""


def faults(command: Command, kind: Kind) -> list[tuple[str, str]]:
    """What is wrong with a command to a problem of this kind, as (place, sentence) pairs."""
    types = _TYPES[kind]
    if command.type not in types:
        return [("type", f"This console takes {' or '.join(types)}.")]
    found = _of_request(command) if command.type == "request" else _of_statement(command)
    return [(place, sentence) for place, sentence in found.items() if sentence]


def plain(command: Command) -> dict[str, Any]:
    """The command as the boxes are given it: what its type has, and nothing else."""
    if command.type == "schema":
        return {"type": "schema"}
    if command.type != "request":
        return {"type": command.type, "sql": command.sql}
    asked = {"type": "request", "method": command.method, "path": command.path, "body": command.body}
    return asked | {"headers": dict(command.headers)}


def _of_request(command: Command) -> dict[str, str]:
    is_method = _METHOD.fullmatch(command.method)
    return {
        "method": "" if is_method else "A method is one word such as GET.",
        "path": _of_path(command.path),
        "headers": _of_headers(command.headers),
        "body": _of_text(command.body, MAX_BODY_BYTES, "The body"),
        "sql": "A request has no SQL." if command.sql else "",
    }


def _of_path(path: str) -> str:
    if not path.startswith("/"):
        return "A path begins with a slash."
    if _CONTROL.search(path):
        return "The path holds a character that no path may hold."
    return f"A path may have {MAX_PATH} characters." if len(path) > MAX_PATH else ""


def _of_headers(headers: Mapping[str, str]) -> str:
    if len(headers) > MAX_HEADERS:
        return f"A request may have {MAX_HEADERS} headers here."
    if sum(len(name) + len(value) for name, value in headers.items()) > MAX_HEADERS_TOGETHER:
        return f"The headers may have {MAX_HEADERS_TOGETHER} characters together."
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            return "A header's name has letters, digits and signs such as the hyphen, and at most 100 of them."
        if not _VALUE.fullmatch(value) or len(value) > MAX_HEADER:
            return (
                f"The value of {name} is one line of at most {MAX_HEADER} characters, without letters beyond Latin-1."
            )
    return ""


def _of_statement(command: Command) -> dict[str, str]:
    is_schema = command.type == "schema"
    lacks = not command.sql.strip() and not is_schema
    found = {
        name: f"A command of type {command.type} has none."
        for name in ("method", "path", "headers", "body")
        if getattr(command, name)
    }
    if is_schema and command.sql:
        return found | {"sql": "A command of type schema has none."}
    return found | {"sql": "There is no statement." if lacks else _of_text(command.sql, MAX_SQL_BYTES, "The statement")}


def _of_text(text: str, most: int, what: str) -> str:
    if "\0" in text:
        return f"{what} holds a NUL character."
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError:
        return f"{what} holds half a character (a lone surrogate)."
    return f"{what} has {size} bytes; it may have {most}." if size > most else ""
